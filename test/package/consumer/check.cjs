const api = require("uma-invoice");
const entries = Object.fromEntries(
  ["qr", "request", "tlv", "vasp", "x402", "x402/scheme"].map((name) => [
    name,
    require(`uma-invoice/${name}`),
  ]),
);

import("./printReport.mjs").then(({ printReport }) => printReport(api, entries));
