import { describe, expect, test } from "vitest";
import {
  createInvoice,
  decodeInvoice,
  encodeInvoice,
  type InvoiceFields,
  nobleEcdsa,
  verifyInvoice,
  verifyInvoiceSignature,
} from "../../../src/index.js";
import { badSecretKeys } from "../../support/badKeys.js";
import { wrap } from "../../support/bech32.js";
import { hex } from "../../support/bytes.js";
import { order, readDer, withHighS } from "../../support/der.js";
import { errorOf } from "../../support/errorOf.js";
import { expectError, expectRefusal } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { rawRecords, signed, tlv } from "../../support/rawInvoice.js";
import { allFields, beforeExpiration, requiredFields } from "../../support/sampleFields.js";

const { secretKey, publicKey } = keys.first;

describe("the invoice", () => {
  test("is what its text stands for", () => {
    const invoice = createInvoice(allFields, secretKey);
    expect(decodeInvoice(encodeInvoice(invoice))).toStrictEqual(invoice);
  });

  test("has the fields that it was created from", () => {
    expect(createInvoice(allFields, secretKey)).toMatchObject(allFields);
  });

  test("verifies at once, without going through text", () => {
    const invoice = createInvoice(requiredFields, secretKey);
    expect(verifyInvoice(invoice, { publicKey, now: beforeExpiration })).toBe(invoice);
  });

  test("is written in the order of the wire format and signed over just that", () => {
    const text = encodeInvoice(createInvoice(requiredFields, secretKey));
    expect(text).toBe(wrap(tlv(signed(rawRecords()))));
  });

  test("is frozen", () => {
    const invoice = createInvoice(allFields, secretKey);
    expect(invoice).toSatisfy(Object.isFrozen);
    expect(invoice.receivingCurrency).toSatisfy(Object.isFrozen);
    expect(invoice.requiredPayerData).toSatisfy(Object.isFrozen);
  });

  test("has a low s", () => {
    for (let amount = 0n; amount < 16n; amount++) {
      const { signature } = createInvoice({ ...requiredFields, amount }, secretKey);
      expect(readDer(signature!).s <= order / 2n).toBe(true);
    }
  });

  test("is the same each time: the nonce comes from key and digest", () => {
    const create = () => encodeInvoice(createInvoice(requiredFields, secretKey));
    expect(create()).toBe(create());
  });

  test("is signed anew where the fields are those of a signed one", () => {
    const original = createInvoice(requiredFields, secretKey);
    const changed = createInvoice({ ...original, amount: 2000n }, keys.second.secretKey);
    expect(changed.amount).toBe(2000n);
    expect(verifyInvoiceSignature(changed, keys.second.publicKey)).toBe(true);
  });

  test("may have integers in decimal", () => {
    const invoice = createInvoice(requiredFields, secretKey, { integers: "decimal" });
    expect(encodeInvoice(invoice)).toBe(encodeInvoice(invoice, { integers: "decimal" }));
    expect(verifyInvoiceSignature(decodeInvoice(encodeInvoice(invoice)), publicKey)).toBe(true);
  });

  test("may be longer than readers read by default", () => {
    const requiredPayerData = { ["k".repeat(253)]: { mandatory: true } };
    const callback = "https://vasp2.com/".padEnd(255, "p");
    expect(createInvoice({ ...allFields, requiredPayerData, callback }, secretKey)).toMatchObject({
      callback,
    });
  });

  test("leaves what it was created from as it is", () => {
    const fields = structuredClone(allFields);
    createInvoice(fields, secretKey);
    expect(fields).toStrictEqual(allFields);
    expect(fields).not.toSatisfy(Object.isFrozen);
  });
});

describe("fields may be given as", () => {
  const create = (changes: Partial<InvoiceFields>) =>
    createInvoice({ ...requiredFields, ...changes }, secretKey);

  test.each([0, 1000, Number.MAX_SAFE_INTEGER])("an amount of %d, a number", (amount) => {
    expect(create({ amount }).amount).toBe(BigInt(amount));
  });

  test("an expiration in a Date, of which the fraction of a second is cut", () => {
    expect(create({ expiration: new Date("2030-01-01T00:00:00.999Z") }).expiration).toBe(1_893_456_000);
  });

  test("an expiration in the Date of 1970", () => {
    expect(create({ expiration: new Date(0) }).expiration).toBe(0);
  });
});

describe("defaults", () => {
  const { invoiceUUID: _, umaVersions: __, ...fields } = requiredFields;

  test("the versions are 0.3,1.0", () => {
    expect(createInvoice(fields, secretKey).umaVersions).toBe("0.3,1.0");
  });

  test("the UUID is random, of version 4", () => {
    const uuids = Array.from({ length: 8 }, () => createInvoice(fields, secretKey).invoiceUUID);
    expect(new Set(uuids).size).toBe(8);
    for (const uuid of uuids)
      expect(uuid).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });

  test.each([
    [0x00, "00000000-0000-4000-8000-000000000000"],
    [0xff, "ffffffff-ffff-4fff-bfff-ffffffffffff"],
  ])("the UUID comes from 16 random bytes: %i", (byte, uuid) => {
    const random = (length: number) => new Uint8Array(length).fill(byte);
    expect(createInvoice(fields, secretKey, { random }).invoiceUUID).toBe(uuid);
  });

  test("the random bytes are left as they were", () => {
    const bytes = new Uint8Array(16);
    createInvoice(fields, secretKey, { random: () => bytes });
    expect(bytes).toStrictEqual(new Uint8Array(16));
  });

  test("no random byte is asked for where there is a UUID", () => {
    const random = () => {
      throw new Error("asked for randomness");
    };
    expect(createInvoice(requiredFields, secretKey, { random })).toMatchObject(requiredFields);
  });

  test.each([null, "random", {}, 16])("%j is no source of randomness", (random) => {
    expectRefusal(() => createInvoice(fields, secretKey, { random: random as never }), {
      code: "INVALID_OPTION",
      field: "random",
      says: ["a function"],
    });
  });

  test("too few random bytes make no UUID", () => {
    expectRefusal(() => createInvoice(fields, secretKey, { random: () => new Uint8Array(8) }), {
      code: "INVALID_OPTION",
      field: "random",
      says: ["16 bytes", "8 bytes"],
    });
  });
});

describe("the secret key", () => {
  test.each([
    ["hex", secretKey],
    ["upper-case hex", secretKey.toUpperCase()],
    ["bytes", hex(secretKey)],
    ["a Buffer", Buffer.from(secretKey, "hex")],
    ["hex after 0x", `0x${secretKey}`],
    ["the line of a file", `${secretKey}\n`],
  ])("may be %s", (_name, key) => {
    expect(verifyInvoiceSignature(createInvoice(requiredFields, key), publicKey)).toBe(true);
  });

  test.each([
    ["1", "0".repeat(63).concat("1")],
    ["the order less 1", (order - 1n).toString(16)],
  ])("may be %s", (_name, key) => {
    expect(createInvoice(requiredFields, key).signature).toBeInstanceOf(Uint8Array);
  });

  test("is left as it is", () => {
    const key = hex(secretKey);
    createInvoice(requiredFields, key);
    expect(key).toStrictEqual(hex(secretKey));
  });

  test.each(badSecretKeys)("may not be %s", (_name, key) => {
    expectRefusal(() => createInvoice(requiredFields, key as string), {
      code: "INVALID_KEY",
      says: ["secret key: expected ", "32 bytes"],
    });
  });

  test.each(badSecretKeys)("is not in the error, if it is %s", (_name, key) => {
    const error = errorOf(() => createInvoice(requiredFields, key as string));
    const shown = `${error.message} ${JSON.stringify(error)} ${error.cause}`;
    for (let start = 0; start + 4 <= secretKey.length; start++)
      expect(shown).not.toContain(secretKey.slice(start, start + 4));
  });

  test("is of no interest before the fields are right", () => {
    expect(errorOf(() => createInvoice({ ...requiredFields, amount: -1n }, "")).code).toBe("INVALID_FIELD");
  });
});

describe("fields are refused:", () => {
  test.each<[string, object, string, string]>([
    ["an amount of NaN", { amount: Number.NaN }, "amount", "NaN"],
    ["an amount with a fraction", { amount: 10.5 }, "amount", "10.5"],
    ["an unsafe amount", { amount: 2 ** 53 }, "amount", "9007199254740992"],
    ["an infinite amount", { amount: Number.POSITIVE_INFINITY }, "amount", "Infinity"],
    ["a negative amount", { amount: -1 }, "amount", "-1"],
    ["a negative bigint", { amount: -1n }, "amount", "-1"],
    ["an amount of 2^63", { amount: 2n ** 63n }, "amount", "9223372036854775808"],
    ["an amount in text", { amount: "1000" }, "amount", '"1000"'],
    ["an invalid Date", { expiration: new Date("never") }, "expiration", "NaN"],
    ["a Date before 1970", { expiration: new Date(-1) }, "expiration", "-1"],
    [
      "an expiration before 1970",
      { expiration: -1 },
      "expiration",
      "an integer from 0 to 9007199254740991, found -1",
    ],
    [
      "an expiration in milliseconds",
      { expiration: 1_893_456_000_000 },
      "expiration",
      "in seconds; this looks like milliseconds",
    ],
    [
      "a Date made of milliseconds too many",
      { expiration: new Date(1_893_456_000_000_000) },
      "expiration",
      "this looks like milliseconds",
    ],
    ["an expiration of NaN", { expiration: Number.NaN }, "expiration", "NaN"],
    ["an expiration with a fraction", { expiration: 1893456000.5 }, "expiration", "1893456000.5"],
    ["an expiration in text", { expiration: "2030-01-01" }, "expiration", '"2030-01-01"'],
    ["a bad UUID", { invoiceUUID: "1" }, "invoiceUUID", '"1"'],
    ["an empty UUID", { invoiceUUID: "" }, "invoiceUUID", '""'],
    ["no versions", { umaVersions: "" }, "umaVersions", '""'],
    ["a misspelt field", { recieverUma: "$bob@vasp2.com" }, "recieverUma", '"recieverUma"'],
    ["a field of another SDK", { invoiceUuid: "1" }, "invoiceUuid", '"invoiceUuid"'],
  ])("%s", (_name, changes, field, found) => {
    expectRefusal(() => createInvoice({ ...requiredFields, ...changes }, secretKey), {
      code: "INVALID_FIELD",
      field,
      says: [`${field}: expected `, "found ", found],
    });
  });

  test("an amount of 2^64 in decimal", () => {
    const fields = { ...requiredFields, amount: 2n ** 64n };
    expectRefusal(() => createInvoice(fields, secretKey, { integers: "decimal" }), {
      code: "INVALID_FIELD",
      field: "amount",
      says: ["18446744073709551615"],
    });
  });

  test("all that are missing", () => {
    const error = errorOf(() => createInvoice({} as InvoiceFields, secretKey));
    expectError(error, {
      code: "MISSING_FIELD",
      field: "receiverUma",
      fields: [
        "receiverUma",
        "amount",
        "receivingCurrency",
        "expiration",
        "isSubjectToTravelRule",
        "callback",
      ],
    });
  });

  test("a value over 255 bytes", () => {
    const callback = "https://vasp2.com/".padEnd(256, "p");
    expectRefusal(() => createInvoice({ ...requiredFields, callback }, secretKey), {
      code: "FIELD_TOO_LONG",
      field: "callback",
      says: ["255", "256"],
    });
  });

  test.each([undefined, null, "fields", 7])("%j in their place", (fields) => {
    expectRefusal(() => createInvoice(fields as unknown as InvoiceFields, secretKey), {
      code: "INVALID_FIELD",
      field: "fields",
      says: ["an object", `${fields}`],
    });
  });

  test("another dialect", () => {
    expectRefusal(() => createInvoice(requiredFields, secretKey, { integers: "hex" as "binary" }), {
      code: "INVALID_OPTION",
      field: "integers",
      says: ["binary", "decimal", '"hex"'],
    });
  });
});

describe("an engine", () => {
  test("is given the digest and the key, and its signature is written", () => {
    const asked: Uint8Array[][] = [];
    const ecdsa = {
      ...nobleEcdsa,
      sign: (digest: Uint8Array, key: Uint8Array) => {
        asked.push([digest.slice(), key.slice()]);
        return nobleEcdsa.sign(digest, key);
      },
    };
    const invoice = createInvoice(requiredFields, secretKey, { ecdsa });
    expect(asked).toHaveLength(1);
    expect(asked[0]![0]).toHaveLength(32);
    expect(asked[0]![1]).toStrictEqual(hex(secretKey));
    expect(invoice).toStrictEqual(createInvoice(requiredFields, secretKey));
  });

  test("that signs with a high s has it lowered", () => {
    const ecdsa = {
      ...nobleEcdsa,
      sign: (digest: Uint8Array, key: Uint8Array) => withHighS(nobleEcdsa.sign(digest, key)),
    };
    expect(createInvoice(requiredFields, secretKey, { ecdsa })).toStrictEqual(
      createInvoice(requiredFields, secretKey),
    );
  });

  test.each([
    ["zeros", new Uint8Array(64)],
    ["too few bytes", new Uint8Array(63).fill(1)],
    ["numbers past the order", new Uint8Array(64).fill(0xff)],
  ])("that signs with %s is refused", (_name, signature) => {
    const ecdsa = { ...nobleEcdsa, sign: () => signature };
    expectRefusal(() => createInvoice(requiredFields, secretKey, { ecdsa }), {
      code: "INVALID_SIGNATURE",
      field: "signature",
    });
  });
});
