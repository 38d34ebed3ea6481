import { describe, expect, test } from "vitest";
import {
  bigInteger,
  boolean,
  bytes,
  custom,
  decodeMessage,
  encodeMessage,
  enumeration,
  integer,
  message,
  nested,
  optional,
  required,
  text,
  unknownRecords,
} from "../../../src/tlv/index.js";
import { hex, toHex } from "../../support/bytes.js";
import { errorOf } from "../../support/errorOf.js";

const number = message({ value: required(0, integer()) });
const big = message({ value: required(0, bigInteger()) });
const line = message({ value: required(0, text()) });

describe("declaring", () => {
  test.each([[256], [-1], [1.5], [Number.NaN]])("%d is no tag", (tag) => {
    expect(errorOf(() => message({ name: required(tag, text()) }))).toMatchObject({
      code: "INVALID_OPTION",
      field: "name",
    });
  });

  test.each(["length", "fill"])("%s is no tag either", (tag) => {
    expect(errorOf(() => message({ name: required(tag as never, text()) })).code).toBe("INVALID_OPTION");
  });

  test("a tag stands for one field", () => {
    const fields = { first: required(7, text()), second: optional(7, text()) };
    expect(errorOf(() => message(fields)).field).toBe("second");
  });
});

describe("integers", () => {
  test.each([
    [0n, "00"],
    [1n, "01"],
    [127n, "7f"],
    [128n, "0080"],
    [255n, "00ff"],
    [256n, "0100"],
    [32767n, "7fff"],
    [32768n, "00008000"],
    [40000n, "00009c40"],
    [2n ** 31n - 1n, "7fffffff"],
    [2n ** 31n, "0000000080000000"],
    [2n ** 32n, "0000000100000000"],
    [2n ** 53n - 1n, "001fffffffffffff"],
    [2n ** 53n, "0020000000000000"],
    [2n ** 53n + 1n, "0020000000000001"],
    [2n ** 63n - 1n, "7fffffffffffffff"],
  ])("%d is %s in binary", (value, digits) => {
    const encoded = encodeMessage(big, { value });
    expect(toHex(encoded.subarray(2))).toBe(digits);
    expect(decodeMessage(big, encoded).value).toBe(value);
  });

  test.each([[0n], [9n], [10n], [1000n], [2n ** 53n - 1n], [2n ** 53n], [2n ** 63n], [2n ** 64n - 1n]])(
    "%d is its digits in decimal",
    (value) => {
      const encoded = encodeMessage(big, { value }, { integers: "decimal" });
      expect(Buffer.from(encoded.subarray(2)).toString()).toBe(`${value}`);
      expect(decodeMessage(big, encoded).value).toBe(value);
    },
  );

  test("the largest in binary is 2^63 - 1", () => {
    expect(errorOf(() => encodeMessage(big, { value: 2n ** 63n })).message).toContain("9223372036854775807");
  });

  test("the largest in decimal is 2^64 - 1", () => {
    expect(errorOf(() => encodeMessage(big, { value: 2n ** 64n }, { integers: "decimal" })).code).toBe(
      "INVALID_FIELD",
    );
    const digits = Buffer.from(`${2n ** 64n}`);
    expect(errorOf(() => decodeMessage(big, Uint8Array.of(0, digits.length, ...digits))).field).toBe("value");
  });

  test.each([[-1n], [1], ["1"], [null]])("%s is no bigint to write", (value) => {
    expect(errorOf(() => encodeMessage(big, { value: value as bigint })).code).toBe("INVALID_FIELD");
  });

  test.each([[-1], [1.5], [Number.NaN], [Number.POSITIVE_INFINITY], [2 ** 53], [1n], ["1"], [null]])(
    "%s is no number to write",
    (value) => {
      expect(errorOf(() => encodeMessage(number, { value: value as number })).code).toBe("INVALID_FIELD");
    },
  );

  test("a number past 2^53 - 1 is not read as one", () => {
    expect(errorOf(() => decodeMessage(number, hex("0008 0020000000000000"))).code).toBe("INVALID_FIELD");
    expect(decodeMessage(number, hex("0008 001fffffffffffff")).value).toBe(2 ** 53 - 1);
  });

  test("a number keeps its limit", () => {
    const small = message({ value: required(0, integer(30)) });
    expect(errorOf(() => encodeMessage(small, { value: 31 })).message).toContain("31");
    expect(errorOf(() => decodeMessage(small, hex("0001 1f"))).message).toContain("31");
    expect(decodeMessage(small, hex("0001 1e")).value).toBe(30);
  });

  test.each([
    ["no bytes", "0000"],
    ["3 bytes", "0003 000001"],
    ["9 bytes", "0009 000000000000000001"],
    ["a negative one", "0001 80"],
    ["digits after a zero", "0003 303031"],
    ["21 digits", "0015 313131313131313131313131313131313131313131"],
  ])("%s fit no dialect", (_, bytes) => {
    expect(errorOf(() => decodeMessage(big, hex(bytes)))).toMatchObject({
      code: "INVALID_FIELD",
      field: "value",
    });
  });
});

describe("the dialect", () => {
  const three = message({
    a: optional(0, integer()),
    inner: optional(1, nested(message({ b: required(0, integer()) }))),
    c: optional(
      2,
      custom(integer(), { expected: "any", encode: (value: number) => value, decode: (base) => base }),
    ),
  });

  test("is decimal if all integers could be", () => {
    expect(decodeMessage(three, hex("000431303030 0103000132 020137"))).toEqual({
      a: 1000,
      inner: { b: 2 },
      c: 7,
    });
  });

  test("is binary if one integer inside could only be that", () => {
    expect(decodeMessage(three, hex("000431303030 0103000102 020137"))).toEqual({
      a: 825241648,
      inner: { b: 2 },
      c: 55,
    });
  });

  test("names an integer that is decimal among binary ones", () => {
    expect(errorOf(() => decodeMessage(three, hex("0003313030 0103000102 020107"))).field).toBe("a");
  });

  test("names the first integer that fits neither, before one that fits only the other", () => {
    expect(errorOf(() => decodeMessage(three, hex("0003313030 0103000102 0203000001"))).field).toBe("c");
  });

  test("is as expected, or an error", () => {
    const bytes = hex("000431303030");
    expect(decodeMessage(three, bytes, { integers: "decimal" }).a).toBe(1000);
    expect(decodeMessage(three, bytes, { integers: "binary" }).a).toBe(825241648);
    expect(errorOf(() => decodeMessage(three, hex("000107"), { integers: "decimal" })).message).toContain(
      "decimal",
    );
    expect(errorOf(() => decodeMessage(three, hex("0003313030"), { integers: "binary" })).message).toContain(
      "binary",
    );
  });

  test("is one of two words", () => {
    const integers = "hex" as "binary";
    expect(errorOf(() => encodeMessage(three, {}, { integers })).field).toBe("integers");
    expect(errorOf(() => decodeMessage(three, new Uint8Array(), { integers })).field).toBe("integers");
  });
});

describe("text", () => {
  test.each([
    ["ASCII", "0003414243", "ABC"],
    ["nothing", "0000", ""],
    ["two, three and four bytes a character", "0009 c3bc e282ac f09f909d", "ü€🐝"],
    ["a byte order mark", "0004 efbbbf41", "\ufeffA"],
    ["the control characters", "0002 007f", "\0\u007f"],
  ])("holds %s", (_, bytes, value) => {
    expect(decodeMessage(line, hex(bytes)).value).toBe(value);
    expect(toHex(encodeMessage(line, { value }))).toBe(bytes.replaceAll(" ", ""));
  });

  test.each([
    ["a lone continuation byte", "80"],
    ["a sequence that ends early", "e282"],
    ["an overlong slash", "c0af"],
    ["a surrogate", "eda080"],
    ["a character past U+10FFFF", "f4908080"],
  ])("is never made of %s", (_, bytes) => {
    const record = Uint8Array.of(0, bytes.length / 2, ...hex(bytes));
    expect(errorOf(() => decodeMessage(line, record))).toMatchObject({
      code: "INVALID_FIELD",
      message: expect.stringContaining("well-formed UTF-8"),
    });
  });

  test("is not written with a lone surrogate", () => {
    expect(errorOf(() => encodeMessage(line, { value: "a\ud800" })).message).toContain("surrogates");
  });

  test("has up to 255 bytes, whatever the number of characters", () => {
    expect(encodeMessage(line, { value: "€".repeat(85) })).toHaveLength(257);
    expect(errorOf(() => encodeMessage(line, { value: "€".repeat(86) })).code).toBe("FIELD_TOO_LONG");
    expect(errorOf(() => encodeMessage(line, { value: "x".repeat(256) })).code).toBe("FIELD_TOO_LONG");
  });

  test("keeps its format in both directions", () => {
    const even = {
      expected: "an even number of characters",
      test: (value: string) => value.length % 2 === 0,
    };
    const declared = message({ value: required(0, text(even)) });
    expect(errorOf(() => encodeMessage(declared, { value: "odd" })).message).toContain(even.expected);
    expect(errorOf(() => decodeMessage(declared, hex("0003414243"))).message).toContain(even.expected);
  });

  test("is text", () => {
    expect(errorOf(() => encodeMessage(line, { value: 5 as unknown as string })).field).toBe("value");
  });
});

describe("other kinds", () => {
  test.each([
    ["true", true, "000101"],
    ["false", false, "000100"],
  ])("%s is a byte", (_, value, bytes) => {
    const flag = message({ value: required(0, boolean()) });
    expect(toHex(encodeMessage(flag, { value }))).toBe(bytes);
    expect(decodeMessage(flag, hex(bytes)).value).toBe(value);
  });

  test.each([["0000"], ["000102"], ["00020001"]])("%s is no boolean", (bytes) => {
    expect(errorOf(() => decodeMessage(message({ value: required(0, boolean()) }), hex(bytes))).code).toBe(
      "INVALID_FIELD",
    );
  });

  test("a number is no boolean", () => {
    const flag = message({ value: required(0, boolean()) });
    expect(errorOf(() => encodeMessage(flag, { value: 1 as unknown as boolean })).code).toBe("INVALID_FIELD");
  });

  test("bytes go through as they are, up to 255", () => {
    const blob = message({ value: required(0, bytes()) });
    const value = Uint8Array.from({ length: 255 }, (_, i) => i);
    expect(decodeMessage(blob, encodeMessage(blob, { value })).value).toEqual(value);
    expect(errorOf(() => encodeMessage(blob, { value: new Uint8Array(256) })).code).toBe("FIELD_TOO_LONG");
    expect(errorOf(() => encodeMessage(blob, { value: [1] as unknown as Uint8Array })).code).toBe(
      "INVALID_FIELD",
    );
  });

  test("an enumeration takes its texts and no other", () => {
    const light = message({ value: required(0, enumeration(["red", "green"])) });
    expect(decodeMessage(light, encodeMessage(light, { value: "green" })).value).toBe("green");
    expect(errorOf(() => encodeMessage(light, { value: "blue" as "red" })).message).toContain(
      "one of red, green",
    );
    expect(errorOf(() => decodeMessage(light, hex("0004626c7565"))).code).toBe("INVALID_FIELD");
  });

  test("a custom kind refuses by undefined and by throwing", () => {
    const refuse = (how: () => never | undefined) =>
      message({
        value: required(0, custom(text(), { expected: "nothing at all", encode: how, decode: how })),
      });
    const cause = new TypeError("no");
    const throwing = refuse(() => {
      throw cause;
    });
    for (const declared of [refuse(() => undefined), throwing]) {
      expect(errorOf(() => encodeMessage(declared, { value: "a" as never })).message).toContain(
        "nothing at all",
      );
      expect(errorOf(() => decodeMessage(declared, hex("000141"))).code).toBe("INVALID_FIELD");
    }
    expect(errorOf(() => decodeMessage(throwing, hex("000141"))).cause).toBe(cause);
  });

  test("a nested message has its own tags, and paths that say where", () => {
    const outer = message({ inner: required(0, nested(line)), other: optional(1, nested(line)) });
    const value = { inner: { value: "A" }, other: { value: "B" } };
    expect(toHex(encodeMessage(outer, value))).toBe("0003000141 0103000142".replace(" ", ""));
    expect(decodeMessage(outer, hex("0003000141 0103000142"))).toEqual(value);
    expect(errorOf(() => decodeMessage(outer, hex("0003000180"))).field).toBe("inner.value");
    expect(errorOf(() => encodeMessage(outer, { inner: 5 as unknown as { value: string } })).field).toBe(
      "inner",
    );
    expect(errorOf(() => encodeMessage(outer, { inner: { value: "x".repeat(254) } }))).toMatchObject({
      code: "FIELD_TOO_LONG",
      field: "inner",
    });
  });
});

describe("records", () => {
  const pair = message({
    first: required(0, text()),
    second: required(1, text()),
    third: optional(2, text()),
  });

  test("stand in any order", () => {
    expect(decodeMessage(pair, hex("010142 000141"))).toEqual({ first: "A", second: "B" });
  });

  test("are written in the order of the declaration", () => {
    expect(toHex(encodeMessage(pair, { second: "B", first: "A" }))).toBe("000141010142");
  });

  test.each([
    ["one byte", "00", 0],
    ["a value cut short", "000141 0105 42", 3],
    ["a byte too many", "000141 010142 07", 6],
    ["a known tag twice", "000141 010142 000143", 6],
    ["an unknown tag twice", "000141 090142 010142 0900", 9],
  ])("with %s are malformed", (_, bytes, offset) => {
    expect(errorOf(() => decodeMessage(pair, hex(bytes)))).toMatchObject({ code: "MALFORMED_TLV", offset });
  });

  test("inside a nested message end with it", () => {
    const outer = message({ inner: required(0, nested(pair)) });
    expect(errorOf(() => decodeMessage(outer, hex("0003000241 010142"))).offset).toBe(2);
  });

  test("that are missing are all named, those inside too", () => {
    const outer = message({
      before: required(0, text()),
      inner: required(1, nested(pair)),
      after: required(2, text()),
    });
    const fields = ["inner.first", "inner.second"];
    expect(errorOf(() => decodeMessage(outer, hex("0100"))).fields).toEqual(
      expect.arrayContaining(["before", "after", ...fields]),
    );
    expect(errorOf(() => encodeMessage(outer, { inner: {} } as never)).fields).toEqual([
      "before",
      ...fields,
      "after",
    ]);
  });

  test("that are unknown are kept in their order, and written behind the fields", () => {
    const read = decodeMessage(line, hex("0902cafe 000141 0700"));
    expect(read[unknownRecords]).toEqual([
      { tag: 9, value: hex("cafe") },
      { tag: 7, value: hex("") },
    ]);
    expect(toHex(encodeMessage(line, read))).toBe("0001410902cafe0700");
  });

  test("that are unknown are kept inside too", () => {
    const outer = message({ inner: required(0, nested(line)) });
    const bytes = hex("0006 000141 090142");
    expect(encodeMessage(outer, decodeMessage(outer, bytes))).toEqual(bytes);
  });

  test.each([
    ["no array", 5],
    ["a tag of the message", [{ tag: 0, value: hex("") }]],
    [
      "a tag twice",
      [
        { tag: 9, value: hex("") },
        { tag: 9, value: hex("") },
      ],
    ],
    ["no tag", [{ tag: 256, value: hex("") }]],
    ["a tag in words", [{ tag: "9", value: hex("") }]],
    ["a value that is no bytes", [{ tag: 9, value: "A" }]],
    ["nothing in the array", [undefined]],
  ])("that are unknown are not written with %s", (_, records) => {
    const value = { value: "A", [unknownRecords]: records } as never;
    expect(errorOf(() => encodeMessage(line, value)).field).toBe("unknownRecords");
  });
});

describe("memory", () => {
  test("of the input is not shared, not that of a Buffer either", () => {
    const blob = message({ value: required(0, bytes()) });
    const input = Buffer.from("0001ca0901fe", "hex");
    const read = decodeMessage(blob, input);
    input.fill(0);
    expect(read.value).toEqual(hex("ca"));
    expect(read[unknownRecords]).toEqual([{ tag: 9, value: hex("fe") }]);
  });

  test("of the result is not shared with the next one", () => {
    const first = encodeMessage(line, { value: "A" });
    encodeMessage(line, { value: "B" });
    expect(toHex(first)).toBe("000141");
  });

  test("serves a message that is encoded while another is", () => {
    const value = {
      get first() {
        return toHex(encodeMessage(line, { value: "inner" }));
      },
      second: "B",
    };
    const pair = message({ first: required(0, text()), second: required(1, text()) });
    expect(decodeMessage(pair, encodeMessage(pair, value))).toEqual({ first: "0005696e6e6572", second: "B" });
  });

  test("is used again after an error", () => {
    expect(errorOf(() => encodeMessage(line, { value: 5 as never })).code).toBe("INVALID_FIELD");
    expect(toHex(encodeMessage(line, { value: "A" }))).toBe("000141");
  });

  test("grows with the message", () => {
    const fields = Object.fromEntries(
      Array.from({ length: 256 }, (_, tag) => [`f${tag}`, required(tag, text())]),
    );
    const value = Object.fromEntries(Object.keys(fields).map((name) => [name, name.padEnd(255, "x")]));
    const encoded = encodeMessage(message(fields), value as never);
    expect(encoded).toHaveLength(256 * 257);
    expect(decodeMessage(message(fields), encoded)).toEqual(value);
  });
});

test("a decoded message is read-only throughout", () => {
  const outer = message({ inner: required(0, nested(line)) });
  const read = decodeMessage(outer, hex("0006 000141 090142"));
  expect(
    [read, read.inner, read.inner[unknownRecords], read.inner[unknownRecords]?.[0]].every(Object.isFrozen),
  ).toBe(true);
});

test.each([[null], [5], ["text"], [undefined]])("%s is no message to write", (value) => {
  expect(errorOf(() => encodeMessage(line, value as never))).toMatchObject({
    code: "INVALID_FIELD",
    field: "message",
  });
});

test.each([[null], ["0001"], [[0, 1]], [new ArrayBuffer(3)]])("%s is nothing to read", (value) => {
  expect(errorOf(() => decodeMessage(line, value as never))).toMatchObject({
    code: "INVALID_FIELD",
    field: "message",
  });
});

test.each<[string, unknown]>([
  ["null", null],
  ["no kind", { tag: 1, kind: {}, required: true }],
  ["a tag that is text", { tag: "1", kind: text(), required: true }],
  ["neither required nor optional", { tag: 1, kind: text() }],
])("a field that is %s is refused when it is declared", (_name, field) => {
  expect(() => message({ a: field as never })).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
});
