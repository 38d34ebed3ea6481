import { testSdk } from "./testSdk.js";

testSdk({
  sdk: "kotlin",
  integers: "binary",
  signatures: "deterministic",
  ourInvoices: [
    {
      what: "refuses texts of more than 1,023 characters",
      outcome: "cannot read",
      cases: ["everything long"],
    },
    {
      what: "loses its place at a value of 128 to 255 bytes, and fails",
      outcome: "cannot read",
      cases: ["currency name of 180 bytes", "callback of 128 bytes"],
    },
    {
      what: "loses its place at a value of 128 to 255 bytes, and finds it again by chance",
      outcome: "misreads callback",
      cases: ["callback of 200 bytes", "callback of 255 bytes"],
    },
    {
      what: "cuts maxNumPayments to 32 bits",
      outcome: "misreads maxNumPayments",
      cases: ["maxNumPayments 4294967296", "maxNumPayments 9007199254740991"],
    },
    { what: "reads and verifies all others", outcome: "reads and verifies", cases: "all others" },
  ],
});
