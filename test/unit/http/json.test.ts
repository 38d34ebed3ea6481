import { expect, test } from "vitest";
import { httpRefusal } from "../../../src/http/errors.js";
import { errorResponse, jsonResponse, parseJson } from "../../../src/http/json.js";
import { errorOf } from "../../support/errorOf.js";

const invalid = (expected: string, cause?: unknown) => httpRefusal("INVALID_RESPONSE", { expected, cause });
const parse = (json: string | Uint8Array) => parseJson(json, invalid);

test.each([
  ['{"a":{"b":1},"c":{"b":2}}', { a: { b: 1 }, c: { b: 2 } }],
  ['[{"a":1},{"a":2}]', [{ a: 1 }, { a: 2 }]],
  ['["{\\"a\\":1,\\"a\\":2}", "a", "a"]', ['{"a":1,"a":2}', "a", "a"]],
  ['{"a":"\\\\","b":"\\\\\\" : "}', { a: "\\", b: '\\" : ' }],
  [' { "a" : [ ] } ', { a: [] }],
  ['{"":1}', { "": 1 }],
  ['"é"', "é"],
  ["null", null],
])("%s is read", (json, value) => {
  expect(parse(json)).toEqual(value);
  expect(parse(new TextEncoder().encode(json))).toEqual(value);
});

test.each([
  ["text", "\ufeff{}"],
  ["bytes", Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b, 0x7d)],
])("a byte order mark before it is ignored in %s", (_, json) => {
  expect(parse(json)).toEqual({});
});

test("a byte order mark within it stands for itself", () => {
  expect(parse('["\ufeff"]')).toEqual(["\ufeff"]);
});

test.each([
  ["nothing", ""],
  ["something cut off", '{"a":'],
  ["something behind it", "{}{}"],
  ["a byte order mark after a blank", " \ufeff{}"],
  ["two byte order marks", "\ufeff\ufeff{}"],
  ["two byte order marks in bytes", Uint8Array.of(0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf, 0x7b, 0x7d)],
  ["UTF-16", Uint8Array.of(0xff, 0xfe, 0x7b, 0, 0x7d, 0)],
  ["malformed UTF-8", Uint8Array.of(0x22, 0xff, 0x22)],
])("%s is no JSON", (_, json) => {
  const error = errorOf(() => parse(json));
  expect(error.message).toBe("expected JSON in UTF-8, found something else");
  expect(error.cause).toBeInstanceOf(Error);
});

test.each([
  ['{"a":1,"a":1}'],
  ['{"a":1,"\\u0061":2}'],
  ['[{"b":{"c":1, "c" :2}}]'],
  ['{"a":{},"a":{}}'],
  ['{"a":"}","a":1}'],
])("a name that stands twice is refused: %s", (json) => {
  expect(errorOf(() => parse(json)).message).toMatch(/^expected JSON with each name once, found "." twice$/);
});

test.each([["__proto__"], ["constructor"], ["prototype"], ["\\u005f_proto__"]])(
  "the name %s is refused",
  (name) => {
    expect(errorOf(() => parse(`{"a":[{"${name}":1}]}`)).message).toContain("without reserved names");
  },
);

test("a reserved name is a fine value", () => {
  expect(parse('["__proto__"]')).toEqual(["__proto__"]);
});

test("nesting of 32 is read", () => {
  expect(() => parse("[".repeat(32) + "]".repeat(32))).not.toThrow();
});

test("deeper nesting is refused", () => {
  const json = `{"a":${"[".repeat(32)}${"]".repeat(32)}}`;
  expect(errorOf(() => parse(json)).message).toContain("nested at most 32 deep");
});

test("nesting as deep as a body can hold is refused", () => {
  expect(errorOf(() => parse("[".repeat(32_768) + "]".repeat(32_768))).code).toBe("INVALID_RESPONSE");
});

test("a value is answered as JSON", async () => {
  const response = jsonResponse({ a: 1 });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(await response.json()).toEqual({ a: 1 });
});

test("status and headers are the caller's", () => {
  const response = jsonResponse({}, 201, { "x-a": "b" });
  expect(response.status).toBe(201);
  expect(response.headers.get("x-a")).toBe("b");
});

test("an error is answered as the protocol has it", async () => {
  const response = errorResponse(httpRefusal("BODY_TOO_LARGE", { expected: "less" }), { "x-a": "b" });
  expect(response.status).toBe(413);
  expect(response.headers.get("x-a")).toBe("b");
  expect(await response.json()).toEqual({
    status: "ERROR",
    reason: "expected less",
    code: "INVALID_REQUEST_FORMAT",
  });
});
