import type { Parameters } from "fast-check";
import { vi } from "vitest";

/** Under mutation, properties run again for every mutant that they reach: a few cases each have to do. */
vi.mock("fast-check", async (importOriginal) => {
  const original = await importOriginal<typeof import("fast-check")>();
  const run = original.assert as (property: unknown, parameters: Parameters<unknown>) => unknown;
  const assert = (property: unknown, parameters: Parameters<unknown> = {}) =>
    run(property, { ...parameters, numRuns: Math.min(parameters.numRuns ?? 100, 25) });
  return { ...original, assert, default: { ...original.default, assert } };
});
