import { describe, expect, test } from "vitest";
import {
  decodeMessage,
  encodeMessage,
  message,
  nested,
  optional,
  required,
  text,
} from "../../../src/tlv/index.js";
import { toHex } from "../../support/bytes.js";
import { errorOf } from "../../support/errorOf.js";

const line = message({ value: required(0, text()) });
const pair = message({
  first: required(0, text()),
  second: required(1, text()),
  third: optional(2, text()),
});

test("are written in the order of the declaration", () => {
  expect(toHex(encodeMessage(pair, { second: "B", first: "A" }))).toBe("000141010142");
});

describe("memory", () => {
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

  test("is that of the result alone", () => {
    const encoded = encodeMessage(line, { value: "A" });
    expect(encoded.buffer.byteLength).toBe(3);
    encoded.fill(0xff);
    expect(toHex(encodeMessage(line, { value: "A" }))).toBe("000141");
  });

  // Memory that is kept has 4,096 bytes: the last of these has to have as many as it needs.
  test.each([238, 239, 240, 241, 242, 243, 244])("grows in time, at any place: %d", (length) => {
    const fields = Object.fromEntries(
      Array.from({ length: 16 }, (_, tag) => [`f${tag}`, required(tag, text())]),
    );
    const declared = message(fields);
    const lengths = Array.from({ length: 16 }, (_, tag) => (tag === 14 ? length : 255));
    const value = Object.fromEntries(lengths.map((length, tag) => [`f${tag}`, "x".repeat(length)]));
    expect(decodeMessage(declared, encodeMessage(declared, value as never))).toEqual(value);
  });

  test("that has grown does not show in what is encoded next", () => {
    const fields = Object.fromEntries(
      Array.from({ length: 64 }, (_, tag) => [`f${tag}`, required(tag, text())]),
    );
    encodeMessage(
      message(fields),
      Object.fromEntries(Object.keys(fields).map((n) => [n, "x".repeat(255)])) as never,
    );
    expect(toHex(encodeMessage(line, { value: "A" }))).toBe("000141");
  });
});

test.each([[null], [5], ["text"], [undefined]])("%s is no message to write", (value) => {
  expect(errorOf(() => encodeMessage(line, value as never))).toMatchObject({
    code: "INVALID_FIELD",
    field: "message",
  });
});

test("a value says what it has to be", () => {
  expect(errorOf(() => encodeMessage(line, null as never)).message).toBe(
    "message: expected an object, found null",
  );
  const outer = message({ inner: required(0, nested(line)) });
  for (const inner of [null, "A"])
    expect(errorOf(() => encodeMessage(outer, { inner } as never)).message).toMatch(
      /^inner: expected an object, found (null|"A")$/,
    );
});

test("a property that throws is named, with what it throws", () => {
  const cause = new Error("no");
  const inner = {
    get value(): never {
      throw cause;
    },
  };
  const outer = message({ inner: required(0, nested(line)) });
  expect(errorOf(() => encodeMessage(outer, { inner }))).toMatchObject({
    code: "INVALID_FIELD",
    field: "inner.value",
    cause,
  });
});

test("fields that are missing are named, all of them", () => {
  expect(errorOf(() => encodeMessage(pair, {} as never))).toMatchObject({
    code: "MISSING_FIELD",
    field: "first",
    fields: ["first", "second"],
    message: "expected first, second, found none",
  });
});

test.each([null, "binary", 5])("%j is no options", (options) => {
  expect(errorOf(() => encodeMessage(line, { value: "A" }, options as never))).toMatchObject({
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
  expect(errorOf(() => encodeMessage(line, { value: "A" }, options))).toMatchObject({
    code: "INVALID_OPTION",
    field: "options.integers",
  });
});
