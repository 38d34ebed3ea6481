import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as core from "../../src/index.js";
import * as tlv from "../../src/tlv/index.js";
import { runExample } from "../support/docExamples.js";
import { interopTable } from "../support/interopTable.js";
import { keys } from "../support/keys.js";
import { secp256k1 } from "../support/nativeEcdsa.js";
import { requiredFields } from "../support/sampleFields.js";
import { saysSo } from "../support/saysSo.js";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

/** The first example below a heading. */
function exampleOf(heading: string): string {
  const section = readme.split(/^#+ /m).find((text) => text.startsWith(`${heading}\n`));
  return /```ts\n(.*?)```/s.exec(section!)![1]!;
}

const { secretKey, publicKey } = keys.first;

/** Runs an example with nothing but what it imports and a reader has at hand. */
async function run(code: string, names: { readonly [name: string]: unknown } = {}) {
  const packages: { readonly [name: string]: unknown } = {
    "uma-invoice": core,
    "uma-invoice/tlv": tlv,
    secp256k1,
  };
  const require = ((name: string) => packages[name]) as NodeJS.Require;
  return runExample({ name: "README.md", file: "README.md", code }, names, require);
}

test("the receiving side writes an invoice", async () => {
  expect((await run(exampleOf("Asking for money"), { secretKey })).map(({ actual }) => actual)).toEqual([
    expect.stringMatching(/^uma1qq/),
  ]);
});

test("the paying side gives what the comments say", async () => {
  const requiredPayerData = { name: { mandatory: true }, email: { mandatory: false } };
  const text = core.encodeInvoice(core.createInvoice({ ...requiredFields, requiredPayerData }, secretKey));
  const outcomes = await run(exampleOf("Paying"), { text, publicKey });
  expect(outcomes.map(({ comment, actual }) => saysSo(comment, actual))).toEqual([true, true, true]);
});

test("the native engine verifies", async () => {
  const text = core.encodeInvoice(core.createInvoice(requiredFields, secretKey));
  const outcomes = await run(exampleOf("Verification engines"), { text, publicKey });
  expect(outcomes.map(({ comment, actual }) => saysSo(comment, actual))).toContain(true);
});

test("the message of one's own gives what the comments say", async () => {
  const outcomes = await run(exampleOf("Messages of your own"));
  expect(outcomes.map(({ comment, actual }) => saysSo(comment, actual))).toEqual([true]);
});

test("the table of SDKs says what the fixtures and checkInterop say", () => {
  expect(readme).toContain(`<!-- interop:start -->\n\n${interopTable()}\n<!-- interop:end -->`);
});
