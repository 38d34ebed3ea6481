import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import * as core from "../../src/index.js";
import { decodeLightningInvoice } from "../../src/pay/index.js";
import {
  bytes,
  decodeMessage,
  encodeMessage,
  message,
  optional,
  required,
  text,
} from "../../src/tlv/index.js";
import { verifyInvoiceWithResolver } from "../../src/vasp/index.js";
import { hex } from "../support/bytes.js";
import { keys } from "../support/keys.js";
import { rawLightningInvoice } from "../support/rawLightningInvoice.js";
import { allFields, requiredFields } from "../support/sampleFields.js";

const { secretKey, publicKey } = keys.first;
const invoice = core.createInvoice(allFields, secretKey);
const encodedText = core.encodeInvoice(invoice);

/** The shapes that one key comes in. */
const shapes: readonly (readonly [name: string, key: unknown])[] = [
  ["hex", secretKey],
  ["upper-case hex with 0x", `0x${secretKey.toUpperCase()}`],
  ["a line of hex", ` ${secretKey}\n`],
  ["base64", Buffer.from(secretKey, "hex").toString("base64")],
  ["base64url", Buffer.from(secretKey, "hex").toString("base64url")],
  ["bytes", hex(secretKey)],
  ["a bigint", BigInt(`0x${secretKey}`)],
  ["digits", BigInt(`0x${secretKey}`).toString()],
  ["PEM", `-----BEGIN PRIVATE KEY-----\n${Buffer.from(secretKey, "hex").toString("base64")}\n-----END`],
];

/** A call of each function with a key in a place where it does not belong. */
const mistakes: readonly (readonly [name: string, call: (key: never) => unknown])[] = [
  ["createInvoice, swapped", (key) => core.createInvoice(key, requiredFields as never)],
  ["createInvoice, options", (key) => core.createInvoice(requiredFields, secretKey, key)],
  ["createInvoice, dialect", (key) => core.createInvoice(requiredFields, secretKey, { integers: key })],
  ["createInvoice, engine", (key) => core.createInvoice(requiredFields, secretKey, { ecdsa: key })],
  [
    "createInvoice, random",
    (key) =>
      core.createInvoice({ ...requiredFields, invoiceUUID: undefined } as never, secretKey, { random: key }),
  ],
  [
    "createInvoice, a field's name",
    (key) => core.createInvoice({ ...requiredFields, [`${key}`]: 1 }, secretKey),
  ],
  ...Object.keys(allFields).map(
    (name) =>
      [
        `createInvoice, ${name}`,
        (key: never) => core.createInvoice({ ...allFields, [name]: key }, secretKey),
      ] as const,
  ),
  ...Object.keys(allFields).map(
    (name) =>
      [`encodeInvoice, ${name}`, (key: never) => core.encodeInvoice({ ...allFields, [name]: key })] as const,
  ),
  [
    "createInvoice, a payer data key",
    (key) =>
      core.createInvoice(
        { ...requiredFields, requiredPayerData: { [`${key}:`]: { mandatory: true } } },
        secretKey,
      ),
  ],
  ["createInvoiceAsync, the key for the signer", (key) => core.createInvoiceAsync(requiredFields, key)],
  ["createInvoiceAsync, swapped", (key) => core.createInvoiceAsync(key, requiredFields as never)],
  [
    "createInvoiceAsync, the signer's answer",
    (key) => core.createInvoiceAsync(requiredFields, { sign: () => key }),
  ],
  [
    "createInvoiceAsync, public key",
    (key) =>
      core.createInvoiceAsync(requiredFields, { sign: () => new Uint8Array(64).fill(1) }, { publicKey: key }),
  ],
  ["decodeInvoice", (key) => core.decodeInvoice(key)],
  ["decodeInvoice, options", (key) => core.decodeInvoice(encodedText, key)],
  ["decodeInvoice, maxLength", (key) => core.decodeInvoice(encodedText, { maxLength: key })],
  ["examineInvoice, now", (key) => core.examineInvoice(encodedText, { now: key })],
  ["decodeLightningInvoice", (key) => decodeLightningInvoice(key)],
  ["decodeLightningInvoice, options", (key) => decodeLightningInvoice(rawLightningInvoice(), key)],
  [
    "decodeLightningInvoice, maxLength",
    (key) => decodeLightningInvoice(rawLightningInvoice(), { maxLength: key }),
  ],
  ["inspectInvoice", (key) => core.inspectInvoice(key)],
  ["encodeInvoice", (key) => core.encodeInvoice(key)],
  ["encodeInvoice, dialect", (key) => core.encodeInvoice(invoice, { integers: key })],
  ["checkInterop", (key) => core.checkInterop(key)],
  ["validateInvoice, now", (key) => core.validateInvoice(invoice, { now: key })],
  ["verifyInvoice, swapped", (key) => core.verifyInvoice(key, { publicKey })],
  ["verifyInvoice, key", (key) => core.verifyInvoice(invoice, { publicKey: key, now: 1 })],
  ["verifyInvoice, options", (key) => core.verifyInvoice(invoice, key)],
  ["verifyInvoice, now", (key) => core.verifyInvoice(invoice, { publicKey, now: key })],
  ["verifyInvoiceSignature", (key) => core.verifyInvoiceSignature(invoice, key)],
  ["verifyInvoicesAsync", (key) => core.verifyInvoicesAsync(key, { publicKey })],
  ["verifyInvoiceWithResolver", (key) => verifyInvoiceWithResolver(invoice, { keyResolver: key, now: 1 })],
  ["isExpired, now", (key) => core.isExpired(invoice, key)],
  ["isExpired, invoice", (key) => core.isExpired(key)],
  ["isProofOfPayment", (key) => core.isProofOfPayment(`${key}00` as never, key)],
  ["missingPayerData", (key) => core.missingPayerData(invoice, key)],
  ["selectUmaVersion", (key) => core.selectUmaVersion(invoice, [key])],
  ["selectUmaVersion, invoice", (key) => core.selectUmaVersion({ umaVersions: key }, ["1.0"])],
  ["addInvoiceToMetadata", (key) => core.addInvoiceToMetadata(key, invoice.invoiceUUID)],
  ["addInvoiceToMetadata, UUID", (key) => core.addInvoiceToMetadata("[]", key)],
  ["engines", (key) => core.secp256k1Ecdsa(key)],
  ["message", (key) => message(key)],
  ["message, a name", (key) => message({ [`${key}`]: optional(300, text()) })],
  ["message, a kind", (key) => message({ a: required(0, key) })],
  [
    "encodeMessage",
    (key) =>
      encodeMessage(message({ a: required(0, text({ expected: "no key", test: () => false })) }), { a: key }),
  ],
  ["encodeMessage, bytes", (key) => encodeMessage(message({ a: required(0, bytes()) }), { a: key })],
  ["decodeMessage", (key) => decodeMessage(message({ a: required(0, text()) }), key)],
];

describe.each(shapes)("a secret key as %s", (_shape, key) => {
  test.each(mistakes)("in the wrong place is not repeated: %s", async (_name, call) => {
    let error: unknown;
    try {
      await call(key as never);
    } catch (caught) {
      error = caught;
    }
    if (error === undefined) return;
    expect(error).toBeInstanceOf(core.UmaInvoiceError);
    expectNoKey(
      `${inspect(error, { depth: 9, showHidden: true })} ${JSON.stringify(error)} ${(error as Error).message}`,
    );
  });
});

/** Not a good part of it, in any of its shapes, however it is cut. */
function expectNoKey(said: string): void {
  const squeezed = said.replace(/[\s:,"'\\]/g, "");
  for (const [, shape] of shapes) {
    if (typeof shape !== "string" && typeof shape !== "bigint") continue;
    const text = `${shape}`.replace(/-----[A-Z ]*-----|[\s:,"'\\]|0x/g, "");
    const middle = text.slice(8, 28);
    expect(squeezed.toLowerCase()).not.toContain(middle.toLowerCase());
  }
  expect(squeezed).not.toContain(hex(secretKey).subarray(4, 12).join(""));
}
