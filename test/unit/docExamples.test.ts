import { createRequire } from "node:module";
import { describe, expect, test, vi } from "vitest";
import { wasmEcdsa } from "../../src/ecdsa/libsecp256k1.js";
import * as tlv from "../../src/tlv/index.js";
import { type DocExample, readExamples, runExample } from "../support/docExamples.js";
import { coreNames } from "../support/exampleNames/coreNames.js";
import { payNames } from "../support/exampleNames/payNames.js";
import { qrNames } from "../support/exampleNames/qrNames.js";
import { requestNames } from "../support/exampleNames/requestNames.js";
import { vaspNames } from "../support/exampleNames/vaspNames.js";
import { x402Names } from "../support/exampleNames/x402Names.js";
import { libsecp256k1Wasm } from "../support/libsecp256k1Wasm.js";
import { saysSo } from "../support/saysSo.js";

/** What the examples of a layer use without saying where it comes from; the core's names otherwise. */
const namesOf: { readonly [layer: string]: { readonly [name: string]: unknown } } = {
  tlv,
  ecdsa: { ...coreNames, wasmEcdsa },
  pay: payNames,
  qr: qrNames,
  request: requestNames,
  vasp: vaspNames,
  // What is said of addresses is said in all layers.
  uma: vaspNames,
  x402: x402Names,
};

// As the build puts it there.
if (libsecp256k1Wasm) vi.stubGlobal("LIBSECP256K1", Buffer.from(libsecp256k1Wasm).toString("base64"));

const require = createRequire(import.meta.url);
/** All but what needs the compiled library where there is none. */
const examples = readExamples(new URL("../../src/", import.meta.url)).filter(
  ({ code }) => libsecp256k1Wasm || !code.includes("wasmEcdsa"),
);

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
