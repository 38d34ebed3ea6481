import { describe, expect, test } from "vitest";
import {
  bytes,
  decodeMessage,
  encodeMessage,
  message,
  nested,
  optional,
  required,
  text,
  unknownRecords,
} from "../../../src/tlv/index.js";
import { hex } from "../../support/bytes.js";
import { errorOf } from "../../support/errorOf.js";

const line = message({ value: required(0, text()) });
const pair = message({
  first: required(0, text()),
  second: required(1, text()),
  third: optional(2, text()),
});

describe("records", () => {
  test("stand in any order", () => {
    expect(decodeMessage(pair, hex("010142 000141"))).toEqual({ first: "A", second: "B" });
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

  test("that are malformed say how", () => {
    expect(errorOf(() => decodeMessage(pair, hex("000141 0105 42"))).message).toBe(
      "expected a whole record of tag 1, found its beginning at byte 3",
    );
    expect(errorOf(() => decodeMessage(pair, hex("000141 000142"))).message).toBe(
      "expected tag 0 once, found it again at byte 3",
    );
  });

  test("of two unknown tags are no repetition", () => {
    expect(decodeMessage(line, hex("0900 0800 000141")).value).toBe("A");
  });

  test("of a known tag twice are malformed even where the first is empty", () => {
    expect(errorOf(() => decodeMessage(line, hex("0000 0000"))).offset).toBe(2);
  });

  test("of one tag inside and outside are no repetition", () => {
    const outer = message({ inner: required(0, nested(line)), other: required(1, text()) });
    expect(decodeMessage(outer, hex("0005 000141 0900 010142 0900"))).toMatchObject({
      inner: { value: "A" },
      other: "B",
    });
  });

  test("that are missing are named in the message", () => {
    expect(errorOf(() => decodeMessage(pair, hex("")))).toMatchObject({
      code: "MISSING_FIELD",
      field: "first",
      message: "expected first, second, found none",
    });
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

  test("for text serves long messages and short ones", () => {
    const fields = Object.fromEntries(
      Array.from({ length: 40 }, (_, tag) => [`f${tag}`, required(tag, text())]),
    );
    const declared = message(fields);
    for (const length of [0, 1, 2, 3, 4, 100, 101, 102, 255]) {
      const value = Object.fromEntries(Object.keys(fields).map((name) => [name, "x".repeat(length)]));
      expect(decodeMessage(declared, encodeMessage(declared, value as never))).toEqual(value);
    }
  });
});

test("a decoded message is read-only throughout", () => {
  const outer = message({ inner: required(0, nested(line)) });
  const read = decodeMessage(outer, hex("0006 000141 090142"));
  expect(
    [read, read.inner, read.inner[unknownRecords], read.inner[unknownRecords]?.[0]].every(Object.isFrozen),
  ).toBe(true);
});

test.each([[null], ["0001"], [[0, 1]], [new ArrayBuffer(3)]])("%s is nothing to read", (value) => {
  expect(errorOf(() => decodeMessage(line, value as never))).toMatchObject({
    code: "INVALID_FIELD",
    field: "message",
  });
});

test("what is no bytes is named", () => {
  expect(errorOf(() => decodeMessage(line, "0001" as never)).message).toBe(
    'message: expected a Uint8Array, found "0001"',
  );
});

test("text is told from its neighbours that are none", () => {
  const mixed = message({ a: required(0, text()), b: required(1, bytes()), c: required(2, text()) });
  expect(decodeMessage(mixed, hex("000141 0103fffeff 020142"))).toEqual({ a: "A", b: hex("fffeff"), c: "B" });
});

test.each([null, "binary", 5])("%j is no options", (options) => {
  expect(errorOf(() => decodeMessage(line, hex("000141"), options as never))).toMatchObject({
    code: "INVALID_OPTION",
    field: "options",
  });
});

test("options that cannot be read are the program's own mistake", () => {
  const options = {
    get integers(): never {
      throw new Error("no");
    },
  };
  expect(errorOf(() => decodeMessage(line, hex("000141"), options))).toMatchObject({
    code: "INVALID_OPTION",
    field: "options.integers",
  });
});
