import { testSdk } from "./testSdk.js";

testSdk({
  sdk: "javascript",
  integers: "binary",
  signatures: "deterministic",
  ourInvoices: [
    {
      what: "refuses texts of more than 1,024 characters",
      outcome: "cannot read",
      cases: ["everything long"],
    },
    {
      what: "rounds amounts past 2^53",
      outcome: "misreads amount",
      cases: ["amount 9007199254740993", "amount 9223372036854775807"],
    },
    {
      what: "reads all others but verifies none, as it puts the currency's name before its code",
      outcome: "cannot verify",
      cases: "all others",
    },
  ],
});
