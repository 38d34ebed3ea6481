import { readFileSync } from "node:fs";
import { checkBuild } from "./checkBuild.mjs";

/** Something that each entry refuses. */
const refused = {
  qr: ({ toQrSvg }) => toQrSvg("lnbc1"),
  request: ({ parseDeepLink }) => parseDeepLink("lnbc1"),
  tlv: ({ decodeMessage, message }) => decodeMessage(message({}), Uint8Array.of(1)),
  vasp: ({ readCertificate }) => readCertificate("no certificate"),
  x402: ({ decodePayment }) => decodePayment("no payment"),
  "x402/scheme": ({ exactUmaClient }) => exactUmaClient({}),
};

/** Prints what `checkBuild` says of the package, and what its entries have in common. */
export function printReport(api, entries) {
  const fixtures = JSON.parse(readFileSync("fixtures.json", "utf8"));
  const names = Object.keys(entries);
  const entryExports = Object.fromEntries(names.map((name) => [name, Object.keys(entries[name]).sort()]));
  const foreignErrors = names.filter(
    (name) => !(errorOf(name, entries[name]) instanceof api.UmaInvoiceError),
  );
  console.log(JSON.stringify({ ...checkBuild(api, fixtures), entryExports, foreignErrors }));
}

function errorOf(name, entry) {
  try {
    return refused[name](entry);
  } catch (error) {
    return error;
  }
}
