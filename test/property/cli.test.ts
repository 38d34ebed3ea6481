import { createPrivateKey, type KeyObject } from "node:crypto";
import { getPublicKey } from "@noble/secp256k1";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commands } from "../../src/cli/run.js";
import { createInvoice, decodeInvoice, encodeInvoice, isExpired } from "../../src/index.js";
import { foreignInvoice, signedForeignInvoice } from "../support/arbitraries.js";
import { wrap } from "../support/bech32.js";
import { toHex } from "../support/bytes.js";
import { isAccepted } from "../support/isAccepted.js";
import { keys } from "../support/keys.js";
import { tlv } from "../support/rawInvoice.js";
import { type CliOutcome, runCli } from "../support/runCli.js";
import { requiredFields } from "../support/sampleFields.js";
import { temporaryFile } from "../support/temporaryFile.js";

/** What a terminal would obey, or show nothing for. */
const unsafe = /(?![ \n])[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;
const manners = fc.constantFrom([], ["--tlv"], ["--json"], ["--json", "--tlv"]);
const columns = fc.option(fc.integer({ min: 0, max: 200 }), { nil: undefined });
const foreignText = foreignInvoice.map(({ records }) => wrap(tlv(records)));

test("whatever an invoice holds, it is decoded, and nothing of it harms a terminal of any width", async () => {
  await fc.assert(
    fc.asyncProperty(foreignText, manners, columns, async (text, options, columns) => {
      const world = { env: { NO_COLOR: "1" }, ...(columns !== undefined && { columns }) };
      const { code, stdout, stderr } = await runCli(["decode", ...options, text], world);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).not.toMatch(unsafe);
    }),
    { numRuns: 500 },
  );
});

test("whatever an invoice holds, --json says it exactly", async () => {
  await fc.assert(
    fc.asyncProperty(foreignText, async (text) => {
      const { stdout } = await runCli(["decode", "--json", text]);
      const { receivingCurrency, amount } = JSON.parse(stdout).invoice;
      const invoice = decodeInvoice(text);
      expect({ receivingCurrency, amount: BigInt(amount) }).toEqual({
        receivingCurrency: invoice.receivingCurrency,
        amount: invoice.amount,
      });
    }),
  );
});

test("whatever is given for an invoice, it is decoded or refused in words that harm no terminal", async () => {
  const anything = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: "binary" }).map((text) => `uma1${text}`),
    fc.string({ unit: "binary" }).map((text) => `uma:${text}`),
    fc.string({ unit: "binary" }).map((text) => `https://${text}`),
    fc.uint8Array({ maxLength: 100 }).map((bytes) => wrap(bytes)),
  );
  await fc.assert(
    fc.asyncProperty(anything, manners, async (text, options) => {
      const { code, stdout, stderr } = await runCli(["decode", ...options, "-"], { stdin: `${text}\numa1` });
      expect([1, 2]).toContain(code);
      expect(stdout + stderr).not.toMatch(unsafe);
    }),
    { numRuns: 500 },
  );
});

test("lines come out the same however they are cut into chunks", async () => {
  const lines = fc.array(fc.oneof(foreignText, fc.string({ unit: "binary" })), {
    minLength: 1,
    maxLength: 5,
  });
  await fc.assert(
    fc.asyncProperty(lines, fc.integer({ min: 1, max: 50 }), async (lines, size) => {
      const bytes = new TextEncoder().encode(lines.join("\n"));
      async function* chunks() {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
      }
      const options = ["decode", "--json", "-"];
      expect(await runCli(options, { stdin: chunks() })).toEqual(await runCli(options, { stdin: bytes }));
    }),
  );
});

test("verify passes just what decodes, is signed with the key and has not expired, whole or damaged", async () => {
  const damage = fc.option(fc.record({ at: fc.nat(), byte: fc.nat({ max: 255 }) }));
  const key = fc.constantFrom(keys.first.publicKey, keys.second.publicKey);
  const moment = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  await fc.assert(
    fc.asyncProperty(
      signedForeignInvoice,
      damage,
      key,
      moment,
      async ({ records }, damage, publicKey, now) => {
        const bytes = tlv(records);
        if (damage) bytes[damage.at % bytes.length] = damage.byte;
        const text = wrap(bytes);
        const { code } = await runCli(["verify", text, "--key", publicKey, "--at", String(now)]);
        const isValid = isAccepted(text, publicKey) && !isExpired(decodeInvoice(text), now);
        expect(code).toBe(isValid ? 0 : 1);
      },
    ),
    { numRuns: 500 },
  );
});

describe("a secret key is never repeated, nor 16 characters of it,", () => {
  const { publicKey } = keys.first;
  const text = encodeInvoice(createInvoice(requiredFields, keys.second.secretKey));

  /** A key as it may be written, and what of that nobody may see. */
  type Written = { readonly text: string; readonly secrets: readonly string[] };
  const whole = (text: string): Written => ({ text, secrets: [text, ...text.split(/\s/)] });
  const inPem = (text: string): Written => ({
    text,
    secrets: text
      .replaceAll("\\n", "\n")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("-----")),
  });
  const pemOf = (key: Uint8Array, type: "sec1" | "pkcs8") =>
    toKey(key).export({ type, format: "pem" }).toString();
  const spaced = (hex: string, separator: string, size: number) =>
    hex.match(new RegExp(`.{1,${size}}`, "g"))!.join(separator);

  const shapes: { readonly [name: string]: (key: Uint8Array) => Written } = {
    hex: (key) => whole(toHex(key)),
    "upper case": (key) => whole(toHex(key).toUpperCase()),
    "0x": (key) => whole(`0x${toHex(key)}`),
    "a blank around": (key) => whole(` ${toHex(key)} `),
    "a newline behind": (key) => whole(`${toHex(key)}\n`),
    "a blank within": (key) => whole(spaced(toHex(key), " ", 32)),
    "a newline within": (key) => whole(spaced(toHex(key), "\n", 32)),
    "pairs with colons": (key) => whole(spaced(toHex(key), ":", 2)),
    "pairs with colons, in lines": (key) => whole(spaced(spaced(toHex(key), ":", 2), "\n", 45)),
    "groups of four": (key) => whole(spaced(toHex(key), " ", 4)),
    "cut by a digit": (key) => whole(toHex(key).slice(1)),
    "a digit too many": (key) => whole(`${toHex(key)}0`),
    base64: (key) => whole(Buffer.from(key).toString("base64")),
    base64url: (key) => whole(Buffer.from(key).toString("base64url")),
    "SEC 1": (key) => inPem(pemOf(key, "sec1")),
    "PKCS #8": (key) => inPem(pemOf(key, "pkcs8")),
    "PKCS #8 without the public key": (key) => inPem(shortPkcs8(key)),
    "PEM with \\n": (key) => inPem(pemOf(key, "pkcs8").replaceAll("\n", "\\n")),
    "PEM with CRLF": (key) => inPem(pemOf(key, "sec1").replaceAll("\n", "\r\n")),
  };
  const key = fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .filter((bytes) => bytes[0] !== 0 && bytes[0] !== 0xff);
  const written = fc
    .tuple(fc.constantFrom(...Object.keys(shapes)), key)
    .map(([name, bytes]) => shapes[name]!(bytes));

  const created = [
    "create",
    "--receiver=$bob@vasp2.com",
    "--amount=10.00",
    "--currency=USD",
    "--expires-in=15m",
  ];
  const valid = [...created, "--callback=https://vasp2.com/payreq", "--json"];
  const createOptions = Object.entries(commands.create!.options).flatMap(([name, { value }]) =>
    value ? [name] : [],
  );
  const positions: readonly ((key: string) => readonly string[])[] = [
    (key) => [key],
    (key) => [`--${key}`],
    (key) => ["help", key],
    (key) => [key, "--help"],
    ...["decode", "verify", "interop", "qr", "create", "keygen"].flatMap((name) => [
      (key: string) => [name, key],
      (key: string) => [name, `--${key}`],
      (key: string) => [name, "--", key],
      (key: string) => [name, `--json=${key}`],
      (key: string) => [name, `--jsn=${key}`],
      (key: string) => [name, "--jsn", key],
      (key: string) => [name, text, key],
      (key: string) => [name, ...key.split(/\s+/)],
    ]),
    (key) => ["decode", "--json", key],
    (key) => ["decode", `uma:${key}`],
    (key) => ["decode", `--file=${key}`],
    (key) => ["decode", "--file", key],
    (key) => ["decode", "--file", `/nowhere/${key}`],
    (key) => ["decode", text, `--at=${key}`],
    (key) => ["verify", text, `--key=${key}`],
    (key) => ["verify", text, "--key", key],
    (key) => ["verify", key, "--key", publicKey],
    (key) => ["verify", text, "--key", publicKey, `--at=${key}`],
    (key) => ["keygen", `--out=/nowhere/${key}`],
    ...createOptions.flatMap((option) => [
      (key: string) => [
        ...valid.filter((argument) => !argument.startsWith(`--${option}=`)),
        `--${option}=${key}`,
      ],
      (key: string) => [
        ...valid.filter((argument) => !argument.startsWith(`--${option}=`)),
        `--${option}`,
        key,
      ],
    ]),
    (key) => [
      ...valid.filter((argument) => !argument.startsWith("--receiver")),
      `--receiver=$${key}@vasp2.com`,
    ],
  ];

  function expectNothingOf({ secrets }: Written, { stdout, stderr }: CliOutcome) {
    const output = stdout + stderr;
    for (const secret of secrets)
      for (let at = 0; at + 16 <= secret.length; at++)
        expect(output).not.toContain(secret.slice(at, at + 16));
    expect(output).not.toMatch(/^ +at /m);
  }

  test("wherever it stands among the arguments", async () => {
    const env = { UMA_INVOICE_KEY: keys.first.secretKey };
    await fc.assert(
      fc.asyncProperty(written, fc.constantFrom(...positions), async (key, position) => {
        const outcome = await runCli(position(key.text), { env });
        expectNothingOf(key, outcome);
        expect(outcome.code).not.toBe(0);
      }),
      { numRuns: 1500 },
    );
  });

  test("in whatever file or variable it stands", async () => {
    const places: readonly ((path: string) => readonly string[])[] = [
      (path) => ["decode", "--file", path],
      (path) => ["decode", "--json", "--file", path],
      () => ["decode", "-"],
      () => ["decode", "--json", "--tlv", "-"],
      () => ["verify", "-", "--key", publicKey],
      () => ["verify", "--json", "-", "--key", publicKey],
      () => ["interop", "-"],
      () => ["qr", "-"],
      (path) => ["verify", text, "--key", path],
      () => ["verify", text, "--key", "-"],
      (path) => [...valid, "--key-file", path],
      () => [...valid, "--key-file", "-"],
      (path) => [...valid, "--from", path],
      () => [...valid, "--from", "-"],
      () => valid,
    ];
    await fc.assert(
      fc.asyncProperty(written, fc.constantFrom(...places), async (key, place) => {
        const path = await temporaryFile(key.text);
        const outcome = await runCli(place(path), { env: { UMA_INVOICE_KEY: key.text }, stdin: key.text });
        expectNothingOf(key, outcome);
      }),
      { numRuns: 500 },
    );
  });

  test("in whatever field of JSON it stands", async () => {
    const fields = { ...requiredFields, amount: "1000", kycStatus: "VERIFIED", senderUma: "$a@b.c" };
    const placed: readonly ((key: string) => object)[] = [
      ...[...Object.keys(fields), "signature", "text", "requiredPayerData", "commentCharsAllowed"].map(
        (name) => (key: string) => ({ ...fields, [name]: key }),
      ),
      ...Object.keys(fields.receivingCurrency).map((name) => (key: string) => ({
        ...fields,
        receivingCurrency: { ...fields.receivingCurrency, [name]: key },
      })),
      (key) => ({ ...fields, [key]: 1 }),
      (key) => ({ ...fields, requiredPayerData: { [key]: { mandatory: true } } }),
      (key) => ({ ...fields, requiredPayerData: { name: { mandatory: key } } }),
      (key) => ({ ...fields, receivingCurrency: { ...fields.receivingCurrency, [key]: 1 } }),
      (key) => [key],
    ];
    await fc.assert(
      fc.asyncProperty(written, fc.constantFrom(...placed), async (key, place) => {
        const outcome = await runCli(["create", "--json", "--from", "-"], {
          env: { UMA_INVOICE_KEY: keys.first.secretKey },
          stdin: JSON.stringify(place(key.text)),
        });
        expectNothingOf(key, outcome);
      }),
      { numRuns: 500 },
    );
  });
});

function toKey(secretKey: Uint8Array): KeyObject {
  const publicKey = getPublicKey(secretKey, false);
  const encode = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
  const [x, y, d] = [publicKey.subarray(1, 33), publicKey.subarray(33), secretKey].map(encode);
  return createPrivateKey({ key: { kty: "EC", crv: "secp256k1", x: x!, y: y!, d: d! }, format: "jwk" });
}

/** PKCS #8 in PEM as OpenSSL writes it with `-no_public`. */
function shortPkcs8(secretKey: Uint8Array): string {
  const der = `303e020100301006072a8648ce3d020106052b8104000a042730250201010420${toHex(secretKey)}`;
  const lines = Buffer.from(der, "hex")
    .toString("base64")
    .match(/.{1,64}/g)!;
  return ["-----BEGIN PRIVATE KEY-----", ...lines, "-----END PRIVATE KEY-----", ""].join("\n");
}
