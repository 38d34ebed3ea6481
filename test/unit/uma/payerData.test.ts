import { describe, expect, test } from "vitest";
import { decodeMessage, encodeMessage, message, required } from "../../../src/tlv/index.js";
import { payerData, type RequiredPayerData } from "../../../src/uma/payerData.js";
import { errorOf } from "../../support/errorOf.js";

const declared = message({ value: required(0, payerData()) });
const expected = "value: expected options (key:1 or key:0, joined with commas, each key once), found ";

/** Writes payer data, and gives its text. */
function write(value: unknown, order?: (a: string, b: string) => number): string {
  const ordered = message({ value: required(0, payerData(order)) });
  return Buffer.from(encodeMessage(ordered, { value: value as RequiredPayerData }).subarray(2)).toString();
}

function read(text: string): RequiredPayerData {
  const bytes = Buffer.from(text);
  return decodeMessage(declared, Uint8Array.of(0, bytes.length, ...bytes)).value;
}

describe("writing", () => {
  test("sorts keys by their units of UTF-16, whatever their order", () => {
    const option = { mandatory: true };
    expect(
      write({ b: option, "\u{10000}": option, A: option, "\uffff": option, a: option, "10": option }),
    ).toBe("10:1,A:1,a:1,b:1,\u{10000}:1,\uffff:1");
  });

  test("sorts them as it is told", () => {
    const option = { mandatory: false };
    expect(write({ a: option, c: option, b: option }, (a, b) => (a > b ? -1 : 1))).toBe("c:0,b:0,a:0");
  });

  test("marks what is mandatory", () => {
    expect(write({ name: { mandatory: true }, email: { mandatory: false } })).toBe("email:0,name:1");
  });

  test("of none takes no bytes", () => {
    expect(write({})).toBe("");
  });

  test.each<[string, unknown, string]>([
    ["null", null, "null"],
    ["a text", "name:1", '"name:1"'],
    ["a list", [{ mandatory: true }], "object"],
    ["an empty list", [], "object"],
    ["a function", () => ({}), "function"],
    ["a key of no length", { "": { mandatory: true } }, "object"],
    ["a colon in a key", { "a:1": { mandatory: true } }, "object"],
    ["a comma in a key", { "a,b": { mandatory: true } }, "object"],
    ["a number for a flag", { name: { mandatory: 1 } }, "object"],
    ["no flag", { name: {} }, "object"],
    ["no option", { name: null }, "object"],
  ])("refuses %s", (_, value, found) => {
    expect(errorOf(() => write(value))).toMatchObject({
      code: "INVALID_FIELD",
      field: "value",
      message: expected + found,
    });
  });

  test("reads each flag once", () => {
    let reads = 0;
    const option = {
      get mandatory() {
        reads++;
        return true;
      },
    };
    expect(write({ name: option })).toBe("name:1");
    expect(reads).toBe(1);
  });

  test("refuses what cannot be read, with what it throws", () => {
    const cause = new Error("no");
    const option = {
      get mandatory(): never {
        throw cause;
      },
    };
    expect(errorOf(() => write({ name: option })).cause).toBe(cause);
  });

  test("refuses what is too long", () => {
    expect(write({ ["k".repeat(253)]: { mandatory: true } })).toHaveLength(255);
    expect(errorOf(() => write({ ["k".repeat(254)]: { mandatory: true } }))).toMatchObject({
      code: "FIELD_TOO_LONG",
      message: "value: expected at most 255 bytes, found 256",
    });
  });

  test("refuses half a character", () => {
    expect(errorOf(() => write({ "\ud800": { mandatory: true } })).message).toContain("lone surrogates");
  });
});

describe("reading", () => {
  test("keeps the order in which keys stand", () => {
    expect(Object.entries(read("b:1,a:0"))).toEqual([
      ["b", { mandatory: true }],
      ["a", { mandatory: false }],
    ]);
  });

  test("gives none where nothing stands", () => {
    expect(read("")).toEqual({});
  });

  test("takes any characters for a key but colons and commas", () => {
    expect(Object.keys(read("a b:1,\n:0,ü€🐝:1,1:0"))).toEqual(["1", "a b", "\n", "ü€🐝"]);
  });

  test("gives what nobody can change", () => {
    for (const object of [read("a:1,b:0"), ...Object.values(read("a:1,b:0"))])
      expect(object).toSatisfy(Object.isFrozen);
  });

  test.each(["__proto__", "toString", "constructor"])("takes %s for a key, once", (key) => {
    const data = read(`a:1,${key}:0`);
    expect(Object.getOwnPropertyDescriptor(data, key)).toMatchObject({
      value: { mandatory: false },
      enumerable: true,
    });
    expect(Object.keys(data)).toEqual(["a", key]);
    expect(errorOf(() => read(`${key}:0,a:1,${key}:0`)).field).toBe("value");
  });

  test.each([
    "a",
    ":1",
    "a:",
    "a:2",
    "a:11",
    "a:1b",
    "a:1,",
    ",a:1",
    "a:1,,b:0",
    "a:1;b:0",
    "a:b:1",
    "a::1",
    "a,b:1",
    "a:1,b",
    "a:1,:0",
    "a:1,a:0",
    "b:1,a:1,b:1",
    ",",
    ":",
  ])("refuses %j", (text) => {
    expect(errorOf(() => read(text))).toMatchObject({
      code: "INVALID_FIELD",
      field: "value",
      message: expected + JSON.stringify(text),
    });
  });
});
