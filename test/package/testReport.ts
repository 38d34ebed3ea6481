import { expect, test } from "vitest";
import * as source from "../../src/index.js";
import { fixtureSet } from "./fixtureSet.js";

/** What `checkBuild` returns. */
export type Report = {
  /** The names that the build exports. */
  readonly exports: readonly string[];
  /** How many fixtures there were. */
  readonly fixtures: number;
  /** The names of the fixtures that fail a check. */
  readonly failures: { readonly [check: string]: readonly string[] };
  /** The UUIDs of two invoices that were created and verified. */
  readonly created: readonly [string, string];
};

/** Tests what a build made of the fixtures, wherever it ran. */
export function testReport(report: () => Report): void {
  test("exports the names that the source exports", () => {
    expect(report().exports).toEqual(Object.keys(source).sort());
  });

  test("is put through the whole fixture set", () => {
    expect(report().fixtures).toBe(fixtureSet.length);
    expect(report().fixtures).toBeGreaterThan(400);
  });

  test.each([
    "decodes to the meant fields",
    "verifies with the right key",
    "does not verify with another key",
    "encodes to the same text",
  ])("every fixture %s", (check) => {
    expect(report().failures[check]).toEqual([]);
  });

  test("creates invoices that verify, each with a random UUID", () => {
    const { created } = report();
    const version4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(created).toEqual([expect.stringMatching(version4), expect.stringMatching(version4)]);
    expect(created[0]).not.toBe(created[1]);
  });
}
