import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import * as tlv from "../../src/tlv/index.js";
import { type DocExample, readExamples, runExample } from "../support/docExamples.js";
import { coreNames } from "../support/exampleNames/coreNames.js";
import { payNames } from "../support/exampleNames/payNames.js";
import { qrNames } from "../support/exampleNames/qrNames.js";
import { requestNames } from "../support/exampleNames/requestNames.js";
import { vaspNames } from "../support/exampleNames/vaspNames.js";
import { x402Names } from "../support/exampleNames/x402Names.js";
import { saysSo } from "../support/saysSo.js";

/** What the examples of a layer use without saying where it comes from; the core's names otherwise. */
const namesOf: { readonly [layer: string]: { readonly [name: string]: unknown } } = {
  tlv,
  pay: payNames,
  qr: qrNames,
  request: requestNames,
  vasp: vaspNames,
  // What is said of addresses is said in all layers.
  uma: vaspNames,
  x402: x402Names,
};

const require = createRequire(import.meta.url);
const examples = readExamples(new URL("../../src/", import.meta.url));

function outcomesOf(example: DocExample) {
  return runExample(example, namesOf[example.file.split("/")[0]!] ?? coreNames, require);
}

test("the doc comments have examples", () => {
  expect(examples.length).toBeGreaterThanOrEqual(30);
});

test("most comments in them say something that can be checked", async () => {
  const outcomes = (await Promise.all(examples.map(outcomesOf))).flat();
  const checked = outcomes.filter(({ actual, comment }) => saysSo(comment, actual) !== undefined);
  expect(checked.length).toBeGreaterThan(outcomes.length * 0.8);
});

describe.each(examples)("the example at $name", (example) => {
  test("runs, and gives what its comments say", async () => {
    for (const { actual, comment } of await outcomesOf(example))
      expect(saysSo(comment, actual), `${comment}, but gave ${show(actual)}`).not.toBe(false);
  });
});

function show(value: unknown): string {
  return JSON.stringify(value, (_name, part) => (typeof part === "bigint" ? `${part}n` : part));
}
