import { testSdk } from "./testSdk.js";

testSdk({
  sdk: "go",
  integers: "decimal",
  signatures: "random",
  ourInvoices: [
    {
      what: "cannot read a zero-length requiredPayerData",
      outcome: "cannot read",
      cases: ["0 payer data options"],
    },
    {
      what: "does not verify payer data where a key begins another, as it sorts by key and flag together",
      outcome: "cannot verify",
      cases: ["payer data keys that sort before the colon"],
    },
    { what: "reads and verifies all others", outcome: "reads and verifies", cases: "all others" },
  ],
});
