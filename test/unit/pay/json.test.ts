import { describe, expect, test } from "vitest";
import { decodePayRequest, encodePayRequest } from "../../../src/pay/index.js";
import { utf8 } from "../../support/bytes.js";
import { errorOf } from "../../support/errorOf.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { paySamples } from "../../support/paySamples.js";

const json = encodePayRequest(paySamples.payRequest);
/** The JSON with one more property in it. */
const having = (property: string) => json.replace(/\}$/, `,${property}}`);
const extraOf = (property: string) =>
  (decodePayRequest(having(property)) as object as { readonly extra: unknown }).extra;

describe("JSON of a message", () => {
  test("is read from its bytes, and from what was read from it", () => {
    expect(decodePayRequest(utf8(json))).toStrictEqual(paySamples.payRequest);
    expect(decodePayRequest(`\ufeff${json}`)).toStrictEqual(paySamples.payRequest);
    expect(decodePayRequest(JSON.parse(json))).toStrictEqual(paySamples.payRequest);
  });

  test.each([
    ["5", 5],
    ["-2.50", -2.5],
    ["1e3", 1000],
    ["9007199254740993", 9007199254740993n],
    ["-12345678901234567890", -12345678901234567890n],
    ["1e23", 10n ** 23n],
    ["9007199254740993.5", 9007199254740994n],
    [`1e16`, 10n ** 16n],
    ["1e00016", 10n ** 16n],
    ["5e-324", 5e-324],
    ["true", true],
    ["null", null],
    ['"n5"', "n5"],
    ['"\\"5\\",\\\\"', '"5",\\'],
    ['""', ""],
    ['[1,"s",[],{"n":{"5":5}}]', [1, "s", [], { n: { 5: 5 } }]],
  ])("keeps what nobody declared: %s", (text, value) => {
    const property = `"extra":${text}`;
    expect(extraOf(property)).toStrictEqual(value);
    const again = encodePayRequest(decodePayRequest(having(property)));
    expect(extraOf(`"extra":${/"extra":(.*)\}$/.exec(again)![1]}`)).toStrictEqual(value);
  });

  test("keeps whole numbers that JavaScript would round", () => {
    expect(encodePayRequest(decodePayRequest(having('"extra":12345678901234567890')))).toContain(
      '"extra":12345678901234567890',
    );
  });

  test.each([
    "",
    "{",
    "[]5",
    '{"a":1,"a":2}',
    '{"__proto__":1}',
    "{1:2}",
    "01",
    `${"[".repeat(40)}${"]".repeat(40)}`,
  ])("is refused: %j", (text) => {
    expectRefusal(() => decodePayRequest(text), {
      code: "INVALID_MESSAGE",
      field: "message",
      says: ["JSON"],
    });
  });

  test("is refused in bytes that are no UTF-8", () => {
    expectRefusal(() => decodePayRequest(Uint8Array.of(0x22, 0xff, 0x22)), {
      code: "INVALID_MESSAGE",
      field: "message",
      says: ["UTF-8"],
    });
  });

  test.each([`0.${"1".repeat(63)}`, "1e60", "-1e60", "1e400"])("is refused with the number %s", (number) => {
    expectRefusal(() => decodePayRequest(having(`"extra":${number}`)), {
      code: "INVALID_MESSAGE",
      field: "message",
      says: ["numbers"],
    });
  });

  test.each([2 ** 53, 1e21, Number.NaN, Number.POSITIVE_INFINITY])(
    "that was read before is refused with the number %s, which was rounded",
    (number) => {
      expectRefusal(() => decodePayRequest({ ...JSON.parse(json), extra: number }), {
        code: "INVALID_MESSAGE",
        field: "extra",
      });
    },
  );

  test.each([
    ["a symbol", Symbol("s")],
    ["a function", () => 5],
    ["a date", new Date()],
    ["a map", new Map()],
    ["a huge number", 10n ** 100n],
    ["nothing in a list", [undefined]],
  ])("is not written with %s in it", (_what, extra) => {
    const error = errorOf(() => encodePayRequest({ ...paySamples.payRequest, extra } as never));
    expect(error.code).toBe("INVALID_FIELD");
    expect(error.field).toMatch(/^extra/);
  });

  test("is not written with a circle in it", () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    expect(errorOf(() => encodePayRequest({ ...paySamples.payRequest, circle } as never)).code).toBe(
      "INVALID_FIELD",
    );
  });

  test("says what could not be read", () => {
    const comment = { enumerable: true, get: () => fail() };
    const fail = () => {
      throw new TypeError("theirs");
    };
    const request = Object.defineProperty({ ...paySamples.payRequest }, "comment", comment);
    const error = expectRefusal(() => encodePayRequest(request), { code: "INVALID_FIELD", field: "message" });
    expect(error.cause).toBeInstanceOf(TypeError);
  });

  test("leaves out what is undefined", () => {
    expect(encodePayRequest({ ...paySamples.payRequest, extra: undefined } as never)).toBe(json);
  });
});
