// What the tests would not notice: `npm run test:mutation`, or for a part `-- --mutate src/bech32.ts`.
// docs/mutation.md says why what survives may.

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  mutate: [
    "src/bech32.ts",
    "src/{tlv,ecdsa,invoice}/**/*.ts",
    "src/x402/settlements/*.ts",
    // What decides on money; the rest of these folders carries messages.
    "src/uma/payerData.ts",
    "src/x402/messages/{identifier,preimage}.ts",
    "src/x402/client/{limits,offer,paidRequest,payment,receipt}.ts",
    "src/x402/paywall/{binding,invoices,returns,till}.ts",
    "!src/**/index.ts",
  ],
  plugins: ["@stryker-mutator/vitest-runner"],
  testRunner: "vitest",
  vitest: { configFile: "vitest.mutation.config.ts" },
  coverageAnalysis: "perTest",
  // What runs when a module is loaded is covered by no test in particular: each such mutant would run all.
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 30_000,
  thresholds: { high: 98, low: 95, break: 95 },
  incremental: true,
  incrementalFile: ".cache/mutation/incremental.json",
  tempDirName: ".cache/mutation/sandbox",
  ignorePatterns: [".cache", "coverage", "dist"],
  reporters: ["progress-append-only", "clear-text", "html", "json"],
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
  htmlReporter: { fileName: ".cache/mutation/report.html" },
  jsonReporter: { fileName: ".cache/mutation/report.json" },
};
