import { defineConfig } from "vitest/config";
import common from "./vitest.config.js";

/** The tests that are nearest to what is mutated: each mutant runs all of them that reach it. */
export default defineConfig({
  resolve: common.resolve!,
  test: {
    include: [
      "test/unit/*.test.ts",
      "test/unit/{ecdsa,invoice,tlv,uma,x402}/**/*.test.ts",
      "test/property/{bech32,der,formatAmount,invoice,redemption,settlements,tlv,x402,x402Client}.test.ts",
      "test/vectors/**/*.test.ts",
    ],
    // These read or run the source as a text, which is another one with mutants in it.
    exclude: ["test/unit/{bundle,docExamples,errorsPage,readme}.test.ts"],
    setupFiles: ["test/support/fewCases.ts"],
    testTimeout: 60_000,
  },
});
