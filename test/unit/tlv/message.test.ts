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
import { errorOf } from "../../support/errorOf.js";

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

test.each<[string, unknown]>([
  ["null", null],
  ["no kind", { tag: 1, kind: {}, required: true }],
  ["a tag that is text", { tag: "1", kind: text(), required: true }],
  ["neither required nor optional", { tag: 1, kind: text() }],
])("a field that is %s is refused when it is declared", (_name, field) => {
  expect(() => message({ a: field as never })).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
});

describe("a declaration is the program's own, and names what is wrong with it:", () => {
  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a number", 5],
    ["a function", () => ({})],
  ])("%s is no table of fields", (_, fields) => {
    expect(errorOf(() => message(fields as never))).toMatchObject({
      code: "INVALID_OPTION",
      field: "fields",
      message: expect.stringContaining("fields: expected an object of fields"),
    });
  });

  test("a table that cannot be read, with what it throws", () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(errorOf(() => message(proxy))).toMatchObject({ field: "fields", cause: expect.any(TypeError) });
  });

  test("a field that cannot be read", () => {
    const cause = new Error("no");
    const fields = {
      get a(): never {
        throw cause;
      },
    };
    expect(errorOf(() => message(fields))).toMatchObject({
      code: "INVALID_OPTION",
      field: "fields.a",
      cause,
    });
  });

  test.each<[string, unknown, string]>([
    ["a tag that is none", { tag: 256, kind: text(), required: true }, "an unused tag up to 255, found 256"],
    ["a tag that is text", { tag: "1", kind: text(), required: true }, 'an unused tag up to 255, found "1"'],
    ["no kind", { tag: 1, required: true }, "a kind, such as text() gives, found undefined"],
    [
      "half a kind",
      { tag: 1, kind: { read() {} }, required: true },
      "a kind, such as text() gives, found object",
    ],
    [
      "the other half",
      { tag: 1, kind: { write() {} }, required: true },
      "a kind, such as text() gives, found object",
    ],
    ["a word for required", { tag: 1, kind: text(), required: "yes" }, 'required or optional, found "yes"'],
    ["null", null, "an object, found null"],
  ])("%s", (_, field, says) => {
    expect(errorOf(() => message({ a: field as never }))).toMatchObject({
      code: "INVALID_OPTION",
      field: "a",
      message: `a: expected ${says}`,
    });
  });

  test("a name that all objects have", () => {
    expect(errorOf(() => message({ valueOf: required(0, text()) })).message).toBe(
      'valueOf: expected a name that objects do not have by themselves, found "valueOf"',
    );
  });

  test("a tag that is taken, of the second field that has it", () => {
    expect(errorOf(() => message({ a: required(1, text()), b: required(1, text()) })).message).toBe(
      "b: expected an unused tag up to 255, found 1",
    );
  });

  test("a kind's properties that cannot be read", () => {
    const kind = Object.defineProperty({ ...text() }, "inside", {
      get() {
        throw new Error("no");
      },
    });
    expect(errorOf(() => message({ a: required(0, kind) }))).toMatchObject({ field: "a.inside" });
  });

  test("a field is read once", () => {
    const reads: string[] = [];
    const field = new Proxy(required(0, text()), {
      get(target, name) {
        reads.push(String(name));
        return Reflect.get(target, name);
      },
    });
    encodeMessage(message({ a: field }), { a: "A" });
    expect(reads).toEqual(["tag", "kind", "required"]);
  });
});

describe("what message() did not declare is no message:", () => {
  const plan = message({ a: required(0, text()) }).plan;

  test.each<[string, unknown, string]>([
    ["nothing", undefined, "message: expected one that message() declared, found undefined"],
    ["null", null, "message: expected an object, found null"],
    ["an object", {}, "message: expected one that message() declared, found object"],
    ["an empty plan", { plan: {} }, "message: expected one that message() declared, found object"],
    ["a plan that is none", { plan: 5 }, "message.plan: expected an object, found 5"],
    ...(["slots", "integers", "fields"] as const).map((name): [string, unknown, string] => [
      `a plan without ${name}`,
      { plan: { ...plan, [name]: undefined } },
      "message: expected one that message() declared, found object",
    ]),
  ])("%s", (_, declared, says) => {
    for (const use of [
      () => encodeMessage(declared as never, {} as never),
      () => decodeMessage(declared as never, new Uint8Array()),
      () => nested(declared as never),
    ])
      expect(errorOf(use)).toMatchObject({ code: "INVALID_OPTION", message: says });
  });
});

test("a message of no fields is one", () => {
  expect(encodeMessage(message({}), {})).toHaveLength(0);
  expect(decodeMessage(message({}), new Uint8Array())).toEqual({});
});

test("fields keep their tags, for whoever declares another message with them", () => {
  expect(message({ a: required(7, text()), b: optional(9, text()) }).fields).toMatchObject({
    a: { tag: 7, required: true },
    b: { tag: 9, required: false },
  });
});
