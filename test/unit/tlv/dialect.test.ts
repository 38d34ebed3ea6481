import { describe, expect, test } from "vitest";
import {
  bigInteger,
  custom,
  decodeMessage,
  encodeMessage,
  integer,
  message,
  nested,
  optional,
  required,
} from "../../../src/tlv/index.js";
import { hex, toHex } from "../../support/bytes.js";
import { errorOf } from "../../support/errorOf.js";

const number = message({ value: required(0, integer()) });
const big = message({ value: required(0, bigInteger()) });

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

  test("a number past 2^53 - 1 is not read as one", () => {
    expect(errorOf(() => decodeMessage(number, hex("0008 0020000000000000"))).code).toBe("INVALID_FIELD");
    expect(decodeMessage(number, hex("0008 001fffffffffffff")).value).toBe(2 ** 53 - 1);
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

describe("what stands there is named", () => {
  test.each([
    ["a binary or decimal integer", "0003 000001", undefined, "3 bytes"],
    ["a binary integer", "0003 313030", "binary", "3 bytes"],
    ["a decimal integer", "0001 07", "decimal", "1 bytes"],
    ["a decimal integer", "0001 2f", "decimal", "1 bytes"],
    ["a decimal integer", "0001 3a", "decimal", "1 bytes"],
  ] as const)("%s, not %s as %s", (expected, bytes, integers, found) => {
    expect(errorOf(() => decodeMessage(number, hex(bytes), integers && { integers })).message).toBe(
      `value: expected ${expected}, found ${found}`,
    );
  });

  test("a decimal one among binary ones", () => {
    const two = message({ a: required(0, integer()), b: required(1, integer()) });
    expect(errorOf(() => decodeMessage(two, hex("0003313030 010102"))).message).toBe(
      'a: expected a binary integer, like others of the message, found "a decimal one"',
    );
  });

  test("the first of several", () => {
    const three = message({
      a: required(0, integer()),
      b: required(1, integer()),
      c: required(2, integer()),
    });
    expect(errorOf(() => decodeMessage(three, hex("0003313030 0103313030 020102"))).field).toBe("a");
  });

  test.each([
    ["binary", 2n ** 63n, "9223372036854775807"],
    ["decimal", 2n ** 64n, "18446744073709551615"],
  ] as const)("the largest in %s, when writing", (integers, value, max) => {
    expect(errorOf(() => encodeMessage(big, { value }, { integers })).message).toBe(
      `value: expected a bigint from 0 to ${max}, found ${value}`,
    );
  });

  test("the largest in decimal, when reading", () => {
    const digits = Buffer.from(`${2n ** 64n}`);
    expect(errorOf(() => decodeMessage(big, Uint8Array.of(0, digits.length, ...digits))).message).toBe(
      "value: expected an integer up to 18446744073709551615, found 18446744073709551616",
    );
  });

  test("an option that is no dialect", () => {
    for (const use of [
      () => encodeMessage(number, { value: 1 }, { integers: "hex" as "binary" }),
      () => decodeMessage(number, hex("000101"), { integers: "hex" as "binary" }),
    ])
      expect(errorOf(use)).toMatchObject({
        code: "INVALID_OPTION",
        message: 'integers: expected binary or decimal, found "hex"',
      });
  });
});

test.each([
  ["1 byte", "0001 7f", 127],
  ["2 bytes", "0002 0001", 1],
  ["4 bytes", "0004 00000001", 1],
  ["8 bytes", "0008 0000000000000001", 1],
])("a binary integer may have %s", (_, bytes, value) => {
  expect(decodeMessage(number, hex(bytes), { integers: "binary" }).value).toBe(value);
});

test.each([
  ["0", "0001 30"],
  ["9", "0001 39"],
  ["20 digits", "0014 3138343436373434303733373039353531363135"],
])("a decimal integer may be %s", (_, bytes) => {
  expect(toHex(encodeMessage(big, decodeMessage(big, hex(bytes)), { integers: "decimal" }))).toBe(
    bytes.replaceAll(" ", ""),
  );
});

test("a decimal integer does not start with zeros", () => {
  expect(errorOf(() => decodeMessage(number, hex("0002 3031"), { integers: "decimal" })).field).toBe("value");
});

test("a message without integers is of any dialect", () => {
  expect(decodeMessage(message({ a: optional(0, integer()) }), hex(""))).toEqual({});
});
