import { defineConfig } from "vitest/config";

/** The tests that call the source itself, for the mutants of it. */
export default defineConfig({
  test: {
    include: ["test/{unit,property,vectors}/**/*.test.ts"],
    exclude: ["test/unit/cli/**", "test/unit/{bundle,docExamples,readme}.test.ts"],
    testTimeout: 60_000,
  },
});
