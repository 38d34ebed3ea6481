import { expect, test } from "vitest";
import { hasOwn, pick } from "../../src/options.js";
import { errorOf } from "../support/errorOf.js";
import { expectRefusal } from "../support/expectRefusal.js";

test("properties are read, each once, inherited ones too", () => {
  let reads = 0;
  class Options {
    get now() {
      reads++;
      return 5;
    }
  }
  expect(pick(new Options(), "options", "now")).toStrictEqual({ now: 5 });
  expect(reads).toBe(1);
});

test("what is undefined is absent", () => {
  expect(pick<{ now?: number | undefined }, "now">({ now: undefined }, "options", "now")).toStrictEqual({});
  expect(pick<{ now?: number }, "now">(undefined, "options", "now")).toStrictEqual({});
});

test.each([null, 5, "options", Symbol("s")])("%s are no options", (options) => {
  expectRefusal(() => pick(options as never, "options"), {
    code: "INVALID_FIELD",
    field: "options",
    says: ["options: expected an object, found "],
  });
});

test("a property that throws is told, with what it threw", () => {
  const cause = new Error("no");
  const options = {
    get now(): number {
      throw cause;
    },
  };
  expect(errorOf(() => pick(options, "options", "now"))).toMatchObject({
    code: "INVALID_FIELD",
    field: "options.now",
    cause,
  });
});

test("properties of an object's own are told from others, also where Object.hasOwn is not known", () => {
  const { hasOwn: known } = Object;
  let found: unknown;
  Reflect.deleteProperty(Object, "hasOwn");
  try {
    found = ["a", "toString", "__proto__"].map((name) => hasOwn({ a: undefined }, name));
  } finally {
    Object.defineProperty(Object, "hasOwn", { value: known, configurable: true, writable: true });
  }
  expect(found).toEqual([true, false, false]);
});
