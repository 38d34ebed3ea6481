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
} from "../../../src/tlv/index.js";
import { hex, toHex } from "../../support/bytes.js";
import { errorOf } from "../../support/errorOf.js";

const number = message({ value: required(0, integer()) });
const big = message({ value: required(0, bigInteger()) });
const line = message({ value: required(0, text()) });

describe("integers", () => {
  test.each([[-1n], [1], ["1"], [null]])("%s is no bigint to write", (value) => {
    expect(errorOf(() => encodeMessage(big, { value: value as bigint })).code).toBe("INVALID_FIELD");
  });

  test.each([[-1], [1.5], [Number.NaN], [Number.POSITIVE_INFINITY], [2 ** 53], [1n], ["1"], [null]])(
    "%s is no number to write",
    (value) => {
      expect(errorOf(() => encodeMessage(number, { value: value as number })).code).toBe("INVALID_FIELD");
    },
  );

  test("a number keeps its limit", () => {
    const small = message({ value: required(0, integer(30)) });
    expect(errorOf(() => encodeMessage(small, { value: 31 })).message).toContain("31");
    expect(errorOf(() => decodeMessage(small, hex("0001 1f"))).message).toContain("31");
    expect(decodeMessage(small, hex("0001 1e")).value).toBe(30);
  });

  test.each([0, 30])("%d is within it", (value) => {
    const small = message({ value: required(0, integer(30)) });
    expect(decodeMessage(small, encodeMessage(small, { value })).value).toBe(value);
  });

  test("that are too large say how large they may be", () => {
    const small = message({ value: required(0, integer(30)) });
    expect(errorOf(() => encodeMessage(small, { value: 31 }))).toMatchObject({
      code: "INVALID_FIELD",
      field: "value",
      message: "value: expected an integer from 0 to 30, found 31",
    });
    expect(errorOf(() => decodeMessage(small, hex("0001 1f")))).toMatchObject({
      code: "INVALID_FIELD",
      field: "value",
      message: "value: expected an integer up to 30, found 31",
    });
  });

  test.each([[-1], [1.5], [2 ** 53], ["1"], [null]])("a limit of %s is none", (max) => {
    expect(errorOf(() => integer(max as number))).toMatchObject({
      code: "INVALID_OPTION",
      field: "max",
      message: expect.stringContaining("max: expected an integer from 0 to 9007199254740991, found "),
    });
  });

  test("a limit of 0 is one", () => {
    const none = message({ value: required(0, integer(0)) });
    expect(decodeMessage(none, encodeMessage(none, { value: 0 })).value).toBe(0);
    expect(errorOf(() => encodeMessage(none, { value: 1 })).field).toBe("value");
  });

  test("0 is the smallest bigint", () => {
    expect(toHex(encodeMessage(big, { value: 0n }))).toBe("000100");
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

  test("says what it has to be", () => {
    expect(errorOf(() => encodeMessage(line, { value: 5 as never })).message).toBe(
      "value: expected text, found 5",
    );
    expect(errorOf(() => encodeMessage(line, { value: "a\ud800" })).message).toBe(
      'value: expected text without lone surrogates, found "a\\ud800"',
    );
  });

  test("says where it is no UTF-8, and why", () => {
    expect(errorOf(() => decodeMessage(line, hex("0002 4180")))).toMatchObject({
      field: "value",
      message: "value: expected well-formed UTF-8, found 2 bytes",
      cause: new TypeError("The encoded data is not valid UTF-8"),
    });
  });

  test("that is too long says how long it is, in bytes", () => {
    for (const [value, length] of [
      ["x".repeat(256), 256],
      ["€".repeat(86), 258],
      ["€".repeat(255), 765],
    ] as const)
      expect(errorOf(() => encodeMessage(line, { value }))).toMatchObject({
        field: "value",
        message: `value: expected at most 255 bytes, found ${length}`,
      });
  });

  test("that is too long never gets to its format", () => {
    let asked = false;
    const format = {
      expected: "anything",
      test() {
        asked = true;
        return true;
      },
    };
    const declared = message({ value: required(0, text(format)) });
    expect(errorOf(() => encodeMessage(declared, { value: "x".repeat(256) })).code).toBe("FIELD_TOO_LONG");
    expect(asked).toBe(false);
  });

  test.each<[string, () => unknown]>([
    ["false", () => false],
    ["a promise", async () => true],
    ["1", () => 1],
  ])("a format that gives %s refuses it", (_, rule) => {
    const declared = message({
      value: required(0, text({ expected: "a thing", test: rule as () => boolean })),
    });
    expect(errorOf(() => encodeMessage(declared, { value: "A" }))).toMatchObject({
      code: "INVALID_FIELD",
      field: "value",
      message: 'value: expected a thing, found "A"',
    });
  });

  test("a format that throws refuses it, and is the cause", () => {
    const cause = new Error("no");
    const format = {
      expected: "a thing",
      test(): never {
        throw cause;
      },
    };
    const declared = message({ value: required(0, text(format)) });
    expect(errorOf(() => decodeMessage(declared, hex("000141"))).cause).toBe(cause);
  });

  test("a format is asked as the method that it is", () => {
    const format = {
      expected: "a letter",
      letter: "A",
      test(value: string) {
        return value === this.letter;
      },
    };
    expect(toHex(encodeMessage(message({ value: required(0, text(format)) }), { value: "A" }))).toBe(
      "000141",
    );
  });

  test.each<[string, unknown, string]>([
    ["null", null, "format: expected an object, found null"],
    ["a number", 5, "format: expected an object, found 5"],
    [
      "no test",
      { expected: "a" },
      "format: expected an object with a text expected and a function test, found object",
    ],
    [
      "nothing expected",
      { test: () => true },
      "format: expected an object with a text expected and a function test, found object",
    ],
  ])("a format that is %s is none", (_, format, says) => {
    expect(errorOf(() => text(format as never))).toMatchObject({ code: "INVALID_OPTION", message: says });
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

  test.each([
    ["0000", "0 bytes"],
    ["00020001", "2 bytes"],
  ])("%s has another length than a boolean", (bytes, found) => {
    const flag = message({ value: required(0, boolean()) });
    expect(errorOf(() => decodeMessage(flag, hex(bytes))).message).toBe(
      `value: expected one byte, 0 or 1, found "${found}"`,
    );
  });

  test("2 is another byte than a boolean", () => {
    const flag = message({ value: required(0, boolean()) });
    expect(errorOf(() => decodeMessage(flag, hex("000102"))).message).toBe(
      "value: expected one byte, 0 or 1, found 2",
    );
  });

  test("a number is no boolean, and says so", () => {
    const flag = message({ value: required(0, boolean()) });
    expect(errorOf(() => encodeMessage(flag, { value: 1 as never })).message).toBe(
      "value: expected true or false, found 1",
    );
  });

  test("a text is no bytes, and says so", () => {
    const blob = message({ value: required(0, bytes()) });
    expect(errorOf(() => encodeMessage(blob, { value: "A" as never })).message).toBe(
      'value: expected a Uint8Array, found "A"',
    );
  });

  test("bytes may be none", () => {
    const blob = message({ value: required(0, bytes()) });
    expect(decodeMessage(blob, encodeMessage(blob, { value: new Uint8Array() })).value).toHaveLength(0);
  });

  test.each<[string, unknown, string]>([
    ["no list", "red", 'values: expected an array of texts, found "red"'],
    ["a number among its texts", ["red", 5], "values: expected texts, found 5"],
  ])("an enumeration with %s is none", (_, values, says) => {
    expect(errorOf(() => enumeration(values as never))).toMatchObject({
      code: "INVALID_OPTION",
      message: says,
    });
  });

  test("an enumeration is as it was declared, whatever becomes of the list", () => {
    const values = ["red"];
    const light = message({ value: required(0, enumeration(values)) });
    values[0] = "blue";
    expect(errorOf(() => encodeMessage(light, { value: "blue" })).message).toBe(
      'value: expected one of red, found "blue"',
    );
  });
});

describe("a custom kind", () => {
  const identity = { expected: "anything", encode: (value: string) => value, decode: (base: string) => base };

  test.each<[string, unknown, string]>([
    ["nothing", undefined, "base: expected a kind, such as text() gives, found undefined"],
    ["a type in words", "text", 'base: expected an object, found "text"'],
    ["an object", {}, "base: expected a kind, such as text() gives, found object"],
  ])("stands on another kind, not on %s", (_, base, says) => {
    expect(errorOf(() => custom(base as never, identity))).toMatchObject({
      code: "INVALID_OPTION",
      message: says,
    });
  });

  test.each(["expected", "encode", "decode"])("has to have %s", (name) => {
    expect(errorOf(() => custom(text(), { ...identity, [name]: undefined }))).toMatchObject({
      code: "INVALID_OPTION",
      message: "conversion: expected a text expected, and the functions encode and decode, found object",
    });
  });

  test("has to have a conversion", () => {
    expect(errorOf(() => custom(text(), null as never)).message).toBe(
      "conversion: expected an object, found null",
    );
  });

  test("says what a value has to be, in both directions", () => {
    const none = { expected: "something else", encode: () => undefined, decode: () => undefined };
    const declared = message({ value: required(0, custom(text(), none)) });
    for (const use of [
      () => encodeMessage(declared, { value: "A" as never }),
      () => decodeMessage(declared, hex("000141")),
    ])
      expect(errorOf(use)).toMatchObject({
        code: "INVALID_FIELD",
        field: "value",
        message: 'value: expected something else, found "A"',
      });
  });

  test("on an integer tells the dialect with the others", () => {
    const half = custom(integer(), {
      expected: "a number",
      encode: (value: number) => value * 2,
      decode: (base) => base / 2,
    });
    const declared = message({ value: required(0, half) });
    expect(decodeMessage(declared, hex("0002 3130")).value).toBe(5);
    expect(toHex(encodeMessage(declared, { value: 5 }, { integers: "decimal" }))).toBe("00023130");
  });

  test("keeps the rule of the kind that it stands on", () => {
    const declared = message({ value: required(0, custom(enumeration(["A"]), identity as never)) });
    expect(errorOf(() => encodeMessage(declared, { value: "B" as never })).message).toBe(
      'value: expected one of A, found "B"',
    );
  });

  const point = message({ x: required(0, integer()), y: required(1, integer()) });
  const sum = custom(nested(point), {
    expected: "two numbers",
    encode: ([x, y]: readonly [number, number]) => ({ x, y }),
    decode: ({ x, y }) => [x, y] as const,
  });
  const declared = message({ value: required(0, sum) });

  test("stands on a message inside, too", () => {
    expect(toHex(encodeMessage(declared, { value: [3, 4] }))).toBe("0006000103010104");
    expect(decodeMessage(declared, hex("0006000103010104")).value).toEqual([3, 4]);
  });

  test("on a message inside has its paths, and its missing fields", () => {
    expect(errorOf(() => encodeMessage(declared, { value: [3, -1] })).field).toBe("value.y");
    expect(errorOf(() => decodeMessage(declared, hex("0003000103"))).fields).toEqual(["value.y"]);
  });

  test("stands on another custom kind", () => {
    const text = custom(sum, {
      expected: "x/y",
      encode: (value: string) => value.split("/").map(Number) as [number, number],
      decode: (numbers) => numbers.join("/"),
    });
    const twice = message({ value: required(0, text) });
    expect(decodeMessage(twice, encodeMessage(twice, { value: "3/4" })).value).toBe("3/4");
  });
});
