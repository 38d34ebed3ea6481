import { readFileSync } from "node:fs";
import { checkBuild } from "./checkBuild.mjs";
import { refusedBy, refuses } from "./refusedBy.cjs";

/** Prints what `checkBuild` says of the package, and what its entries have in common. */
export function printReport(api, entries) {
  const fixtures = JSON.parse(readFileSync("fixtures.json", "utf8"));
  const names = Object.keys(entries);
  const entryExports = Object.fromEntries(names.map((name) => [name, Object.keys(entries[name]).sort()]));
  const foreignErrors = names.filter(
    (name) => refuses(name) && !(refusedBy(name, entries[name]) instanceof api.UmaInvoiceError),
  );
  const errorClass = api.UmaInvoiceError.name;
  console.log(JSON.stringify({ ...checkBuild(api, fixtures), entryExports, foreignErrors, errorClass }));
}
