import { describe, expect, test } from "vitest";
import {
  checkInterop,
  createInvoice,
  decodeInvoice,
  encodeInvoice,
  type InvoiceFields,
  type Sdk,
} from "../../../src/index.js";
import { wrap } from "../../support/bech32.js";
import { hex } from "../../support/bytes.js";
import { errorOf } from "../../support/errorOf.js";
import { keys } from "../../support/keys.js";
import { nativeEcdsa } from "../../support/nativeEcdsa.js";
import { type RawRecord, rawCurrency, rawRecords, signed, tlv } from "../../support/rawInvoice.js";
import { allFields, requiredFields } from "../../support/sampleFields.js";

const { secretKey } = keys.first;
const create = (fields: Partial<InvoiceFields>, integers: "binary" | "decimal" = "binary") =>
  createInvoice({ ...requiredFields, ...fields }, secretKey, { integers, ecdsa: nativeEcdsa });
const signedText = (records: readonly RawRecord[]) => wrap(tlv(signed(records)));

/** What is foretold of one SDK, without the reasons. */
function foretold(sdk: Sdk, ...arguments_: Parameters<typeof checkInterop>) {
  return checkInterop(...arguments_)
    .filter((problem) => problem.sdk === sdk)
    .map(({ problem, field }) => (field === undefined ? problem : `${problem} ${field}`));
}
const ofEach = (...arguments_: Parameters<typeof checkInterop>) =>
  Object.fromEntries(
    (["javascript", "python", "kotlin", "go"] as const).map((sdk) => [sdk, foretold(sdk, ...arguments_)]),
  );

describe("our own invoices", () => {
  test("with binary integers are for Python and Kotlin, and for JavaScript to read", () => {
    expect(ofEach(create(allFields))).toEqual({
      javascript: ["cannot verify"],
      python: [],
      kotlin: [],
      go: ["cannot read amount"],
    });
  });

  test("with decimal integers are for Go alone", () => {
    expect(ofEach(create(allFields, "decimal"))).toEqual({
      javascript: ["misreads amount"],
      python: ["misreads amount"],
      kotlin: ["misreads amount"],
      go: [],
    });
  });

  test("without a signature have none to verify", () => {
    const { signature, ...unsigned } = create(allFields);
    expect(foretold("javascript", unsigned)).toEqual([]);
  });

  test("are taken as text, as decoded, and as fields", () => {
    const invoice = create(allFields);
    const problems = checkInterop(invoice);
    expect(checkInterop(encodeInvoice(invoice))).toEqual(problems);
    expect(checkInterop({ ...invoice })).toEqual(problems);
  });

  test("come with a reason for every problem", () => {
    for (const { reason } of checkInterop(create(allFields))) expect(reason).toMatch(/^it /);
  });
});

describe("the protocol's documents", () => {
  const against = (fields: Partial<InvoiceFields>) =>
    checkInterop(create(fields)).filter(({ sdk }) => sdk === "any");
  const currency = { code: "ETH", name: "Ether", symbol: "", decimals: 8 };
  const address = (length: number) => `$${"a".repeat(length)}@vasp2.com`;

  test("have nothing against what they allow", () => {
    expect(
      against({ receiverUma: address(63), senderUma: address(63), receivingCurrency: currency }),
    ).toEqual([]);
  });

  test.each<[string, Partial<InvoiceFields>]>([
    ["receiverUma", { receiverUma: address(64) }],
    ["senderUma", { senderUma: address(64) }],
    ["receivingCurrency.decimals", { receivingCurrency: { ...currency, decimals: 9 } }],
  ])("allow less of %s", (field, fields) => {
    expect(against(fields)).toEqual([
      { sdk: "any", problem: "may refuse", field, reason: expect.stringMatching(/^its /) },
    ]);
  });
});

describe("JavaScript", () => {
  test("verifies where the currency's name stands before its code", () => {
    const receivingCurrency = hex("0109555320446f6c6c6172 0003555344 020124 030102");
    expect(foretold("javascript", signedText(rawRecords({ receivingCurrency })))).toEqual([]);
  });

  test("cannot write what it has to verify, past 512 bytes", () => {
    const currency = `0109555320446f6c6c6172 0003555344 020124 030102`;
    const callback = `https://vasp2.com/${"p".repeat(230)}`;
    const umaVersions = Array.from({ length: 45 }, () => "1.0").join(",");
    const records = rawRecords({ receivingCurrency: hex(currency), callback, umaVersions });
    expect(foretold("javascript", signedText(records))).toEqual(["cannot verify"]);
  });

  test("writes what it has to verify, up to 512 bytes, to the very byte", () => {
    const currency = hex("0109555320446f6c6c6172 0003555344 020124 030102");
    const ofLength = (length: number): RawRecord[] => {
      const umaVersions = Array.from({ length: 45 }, () => "1.0").join(",");
      const records = (size: number) =>
        rawRecords({
          receivingCurrency: currency,
          callback: "https://vasp2.com/".padEnd(size, "p"),
          umaVersions,
        });
      return records(100 + length - tlv(records(100)).length);
    };
    expect(tlv(ofLength(512))).toHaveLength(512);
    expect(foretold("javascript", signedText(ofLength(512)))).toEqual([]);
    expect(foretold("javascript", signedText(ofLength(513)))).toEqual(["cannot verify"]);
  });

  test("reads a 0 that stands in one byte", () => {
    expect(foretold("javascript", create({ commentCharsAllowed: 0, amount: 0n }))).toEqual(["cannot verify"]);
  });

  test("misreads an amount that no double holds, and only that", () => {
    expect(foretold("javascript", create({ amount: 2n ** 53n + 1n }))).toEqual(["misreads amount"]);
    expect(foretold("javascript", create({ amount: 2n ** 53n }))).toEqual(["cannot verify"]);
  });

  test("misreads a 0 that stands in 8 bytes", () => {
    expect(foretold("javascript", signedText(rawRecords({ amount: new Uint8Array(8) })))).toEqual([
      "misreads",
    ]);
    expect(foretold("javascript", signedText(rawRecords({ expiration: new Uint8Array(8) })))).toEqual([
      "misreads",
    ]);
  });

  test("loses its place at an unknown tag, inside the currency too", () => {
    const unknown = { tag: 50, value: "x" };
    expect(foretold("javascript", signedText([...rawRecords(), unknown]))).toEqual(["misreads"]);
    const receivingCurrency = Uint8Array.of(...rawCurrency(), 9, 1, 0x78);
    expect(foretold("javascript", signedText(rawRecords({ receivingCurrency })))).toEqual(["misreads"]);
  });

  test("refuses a text of more than 1,024 characters, of which 1,025 are the fewest", () => {
    expect(foretold("javascript", textOf(1023))).toEqual(["cannot verify"]);
    expect(foretold("javascript", textOf(1025))).toEqual(["cannot read"]);
  });
});

describe("Kotlin", () => {
  test("refuses a text of more than 1,023 characters, of which 1,025 are the fewest", () => {
    const kotlin = foretold("kotlin", textOf(1023)).filter((problem) => problem === "cannot read");
    expect(kotlin).toEqual([]);
    expect(foretold("kotlin", textOf(1025))).toContain("cannot read");
  });

  test("misreads values from 128 bytes on, wherever they stand", () => {
    const callback = (length: number) => "https://vasp2.com/".padEnd(length, "p");
    expect(foretold("kotlin", create({ callback: callback(127) }))).toEqual([]);
    expect(foretold("kotlin", create({ callback: callback(128) }))).toEqual(["misreads callback"]);
    const receivingCurrency = rawCurrency({ name: "N".repeat(128) });
    expect(foretold("kotlin", signedText(rawRecords({ receivingCurrency })))).toEqual([
      "misreads receivingCurrency",
      "misreads receivingCurrency.name",
    ]);
    expect(foretold("kotlin", signedText([...rawRecords(), { tag: 50, value: "x".repeat(128) }]))).toEqual([
      "misreads tag 50",
    ]);
  });

  test.each(["commentCharsAllowed", "maxNumPayments"] as const)("misreads %s from 2^31 on", (field) => {
    expect(foretold("kotlin", create({ [field]: 2 ** 31 - 1 }))).toEqual([]);
    expect(foretold("kotlin", create({ [field]: 2 ** 31 }))).toEqual([`misreads ${field}`]);
  });

  test("alone of the binary ones verifies our order of a key that begins another", () => {
    const invoice = create({
      requiredPayerData: { name: { mandatory: true }, "name-kana": { mandatory: false } },
    });
    expect(ofEach(invoice)).toMatchObject({ python: ["cannot verify"], kotlin: [] });
  });
});

describe("Python and Go", () => {
  test.each([
    ["python", "binary"],
    ["go", "decimal"],
  ] as const)("%s cannot read options of no length", (sdk, integers) => {
    expect(foretold(sdk, create({ requiredPayerData: {} }, integers))).toEqual([
      "cannot read requiredPayerData",
    ]);
  });

  test.each([
    ["python", "binary"],
    ["go", "decimal"],
  ] as const)("%s can read other values of no length", (sdk, integers) => {
    const receivingCurrency = { ...requiredFields.receivingCurrency, symbol: "" };
    expect(foretold(sdk, create({ receivingCurrency }, integers))).toEqual([]);
  });

  test("sort by code point, not by UTF-16", () => {
    const byCodePoint = signedText(rawRecords({ requiredPayerData: "ｱ:0,😀:1" }));
    const byUtf16 = signedText(rawRecords({ requiredPayerData: "😀:1,ｱ:0" }));
    expect(ofEach(byCodePoint)).toMatchObject({ python: [], kotlin: ["cannot verify"] });
    expect(ofEach(byUtf16)).toMatchObject({ python: ["cannot verify"], kotlin: [] });
  });
});

test.each([
  ["tags out of order", signedText([...rawRecords()].reverse())],
  ["an integer wider than it needs", signedText(rawRecords({ amount: hex("00000000000003e8") }))],
  ["an unknown tag", signedText([...rawRecords(), { tag: 50, value: "x" }])],
])("no SDK verifies %s", (_, text) => {
  expect(ofEach(text)).toMatchObject({ python: ["cannot verify"], kotlin: ["cannot verify"] });
});

test("an invoice of any length that was decoded before is taken", () => {
  const records = Array.from({ length: 60 }, (_, i) => ({ tag: 101 + i, value: "x".repeat(255) }));
  const invoice = decodeInvoice(signedText([...rawRecords(), ...records]), { maxLength: 100_000 });
  expect(foretold("javascript", invoice)).toEqual(["cannot read", "misreads"]);
  expect(errorOf(() => checkInterop(encodeInvoice(invoice))).code).toBe("TOO_LONG");
});

/** A signed invoice of so many characters, whatever its fields. */
function textOf(length: number): string {
  for (let filler = 60; filler <= 127; filler++)
    for (let callback = 20; callback <= 127; callback++) {
      const invoice = create({
        ...allFields,
        callback: "https://vasp2.com/".padEnd(callback, "p"),
        senderUma: `$${"a".repeat(60)}@${"b".repeat(60)}`,
        receiverUma: `$${"a".repeat(60)}@${"b".repeat(60)}`,
        umaVersions: Array.from({ length: 20 }, () => "1.0").join(","),
        receivingCurrency: { code: "USD", name: "N".repeat(filler), symbol: "$", decimals: 2 },
      });
      const text = encodeInvoice(invoice);
      if (text.length === length) return text;
    }
  throw new Error(`found no invoice of ${length} characters`);
}

describe("payer data keys that mean something to JavaScript", () => {
  const withKeys = (...names: string[]) =>
    signedText(rawRecords({ requiredPayerData: names.map((name) => `${name}:1`).join(",") }));

  test.each([[["__proto__"]], [["__proto__", "name"]]])("%j cannot be read by its SDK", (names) => {
    expect(foretold("javascript", withKeys(...names))).toEqual(["cannot read requiredPayerData"]);
    expect(foretold("python", withKeys(...names))).toEqual([]);
  });

  // Measured: it reads these, and verifies what is in order. Numbers, which objects sort, it sorts back.
  test.each([
    [["constructor"]],
    [["prototype"]],
    [["toString", "valueOf"]],
    [["hasOwnProperty"]],
    [["__defineGetter__"]],
    [["1", "a"]],
    [["10", "9"]],
  ])("%j can be read by it", (names) => {
    expect(foretold("javascript", withKeys(...names))).toEqual(["cannot verify"]);
  });
});
