const api = require("uma-invoice");
const tlv = require("uma-invoice/tlv");

import("./printReport.mjs").then(({ printReport }) => printReport(api, tlv));
