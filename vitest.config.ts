import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // Vitest runs under Node.js, and would take its engine; the core is tested with the one that runs everywhere.
  resolve: {
    alias: { "#default-ecdsa": fileURLToPath(new URL("src/ecdsa/default.ts", import.meta.url)) },
  },
  test: {
    coverage: {
      provider: "v8",
      include: ["src/**"],
      // These hold types and re-exports only.
      exclude: ["src/**/index.ts"],
      reporter: ["text-summary", "html"],
      thresholds: { 100: true },
    },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/{unit,vectors}/**/*.test.ts"],
          typecheck: {
            enabled: true,
            include: ["test/types/**/*.test-d.ts"],
            tsconfig: "test/tsconfig.json",
          },
          testTimeout: 60_000,
        },
      },
      // Properties twice: for every day, and at full length.
      {
        extends: true,
        test: {
          name: "quick",
          include: ["test/property/**/*.test.ts"],
          setupFiles: ["test/support/fewCases.ts"],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "slow",
          include: ["test/property/**/*.test.ts"],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "interop",
          include: ["test/interop/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 600_000,
        },
      },
      {
        extends: true,
        test: {
          name: "package",
          include: ["test/package/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: "lightning",
          include: ["test/lightning/**/*.test.ts"],
          // One network for all, and one file at a time: some tests kill a node.
          globalSetup: "test/lightning/globalSetup.ts",
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
