import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import * as core from "../../src/index.js";
import * as tlv from "../../src/tlv/index.js";
import { hex } from "../support/bytes.js";
import { type DocExample, readExamples, runExample } from "../support/docExamples.js";
import { keys } from "../support/keys.js";
import { secp256k1 } from "../support/nativeEcdsa.js";
import { allFields } from "../support/sampleFields.js";
import { saysSo } from "../support/saysSo.js";

const { secretKey, publicKey } = keys.first;
const fields = {
  ...allFields,
  requiredPayerData: { compliance: { mandatory: true }, name: { mandatory: true } },
};
const invoice = core.createInvoice({ ...fields, expiration: 4_102_444_800 }, secretKey);
const preimage = new Uint8Array(32).fill(7);

/** What the examples use without saying where it comes from. */
const coreNames = {
  ...core,
  fields,
  invoice,
  text: core.encodeInvoice(invoice),
  bytes: core.encodeInvoiceTlv(invoice),
  secretKey,
  publicKey,
  preimage,
  paymentHash: new Uint8Array(createHash("sha256").update(preimage).digest()),
  KeyId: "alias/uma-signing",
  kms: {
    sign: async ({ Message }: { Message: Uint8Array }) =>
      secp256k1.signatureExport(secp256k1.ecdsaSign(Message, hex(secretKey)).signature),
  },
  myVerify: core.nobleEcdsa.verify,
  pay: () => {},
};

const require = createRequire(import.meta.url);
const examples = readExamples(new URL("../../src/", import.meta.url));

function outcomesOf(example: DocExample) {
  return runExample(example, example.file.startsWith("tlv/") ? tlv : coreNames, require);
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
