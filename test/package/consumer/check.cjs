const { "": api, ...entries } = require("./required.cjs");

import("./printReport.mjs").then(({ printReport }) => printReport(api, entries));
