import { readFileSync } from "node:fs";
import { checkBuild } from "./checkBuild.mjs";

/** Prints what `checkBuild` says of the package, and what the package's entries have in common. */
export function printReport(api, tlv) {
  const fixtures = JSON.parse(readFileSync("fixtures.json", "utf8"));
  const tlvExports = Object.keys(tlv).sort();
  const sharesErrorClass = tlv.UmaInvoiceError === api.UmaInvoiceError;
  console.log(JSON.stringify({ ...checkBuild(api, fixtures), tlvExports, sharesErrorClass }));
}
