import type { Parameters } from "fast-check";
import { vi } from "vitest";

/** Properties with a few cases each: for every day, and under mutation, where each mutant runs all that reach it. */
vi.mock("fast-check", async (importOriginal) => {
  const original = await importOriginal<typeof import("fast-check")>();
  const run = original.assert as (property: unknown, parameters: Parameters<unknown>) => unknown;
  const assert = (property: unknown, parameters: Parameters<unknown> = {}) =>
    run(property, { ...parameters, numRuns: Math.min(parameters.numRuns ?? 100, 25) });
  return { ...original, assert, default: { ...original.default, assert } };
});
