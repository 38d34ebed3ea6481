import { expect, test } from "vitest";
import { invalidOption, type RefusalDetails, refusal } from "../../src/errors.js";
import {
  bytesOrHex,
  checkFunction,
  checkMethods,
  checkWhole,
  hasOwn,
  pick,
  readList,
  readOptions,
} from "../../src/options.js";
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

test("options that nobody gave are empty ones", () => {
  expect(readOptions<{ now?: number }, "now">(undefined, "options", "now")).toStrictEqual({});
  expect(readOptions<{ now?: number }, "now">({ now: 5 }, "options", "now")).toStrictEqual({ now: 5 });
});

test.each([null, 5, "options"])("options that are %s are the program's own mistake", (options) => {
  expectRefusal(() => readOptions(options as never, "options"), {
    code: "INVALID_OPTION",
    field: "options",
    says: ["options: expected an object, found "],
  });
});

test("an option that has to be a function is one", () => {
  expect(() => checkFunction("pay", () => 1)).not.toThrow();
  expectRefusal(() => checkFunction("pay", {}), {
    code: "INVALID_OPTION",
    field: "pay",
    says: ["pay: expected a function, found object"],
  });
});

test.each([1, 2, Number.MAX_SAFE_INTEGER])("%d is a whole number of bytes", (value) => {
  expect(() => checkWhole("maxBytes", value, "bytes")).not.toThrow();
});

test.each([0, -1, 1.5, 2 ** 53, Number.NaN, "1", 1n, undefined, null])("%s is none", (value) => {
  expectRefusal(() => checkWhole("maxBytes", value, "bytes"), {
    code: "INVALID_OPTION",
    field: "maxBytes",
    says: ["maxBytes: expected a whole number of bytes, 1 or more, found "],
  });
});

test("a whole number may have other bounds, which count themselves", () => {
  const bounds = { least: 0, most: 3600 };
  for (const value of [0, 3600]) expect(() => checkWhole("grace", value, "seconds", bounds)).not.toThrow();
  for (const value of [-1, 3601])
    expectRefusal(() => checkWhole("grace", value, "seconds", bounds), {
      code: "INVALID_OPTION",
      field: "grace",
      says: ["grace: expected a whole number of seconds, 0 to 3600, found "],
    });
});

test("an object has the functions that it has to have, also those of its class", () => {
  class Store {
    reads = 0;
    get get() {
      this.reads++;
      return () => 1;
    }
    set(): void {}
  }
  const store = new Store();
  expect(Object.keys(checkMethods("store", store, "get", "set"))).toEqual(["get", "set"]);
  expect(store.reads).toBe(1);
  expectRefusal(() => checkMethods("store", { get: () => 1, set: 5 }, "get", "set"), {
    code: "INVALID_OPTION",
    field: "store.set",
    says: ["store.set: expected a function, found 5"],
  });
  expectRefusal(() => checkMethods("store", undefined as never, "get"), {
    code: "INVALID_OPTION",
    field: "store",
    says: ["store: expected an object, found undefined"],
  });
});

test("a list is copied, and what is none is whose it is said to be", () => {
  const list = [1, 2];
  const copy = readList(list, "items", "a list");
  expect(copy).toEqual(list);
  expect(copy).not.toBe(list);
  expectRefusal(() => readList({} as never, "items", "a list", invalidOption), {
    code: "INVALID_OPTION",
    field: "items",
    says: ["items: expected a list, found object"],
  });
});

test("bytes of a length come as a copy, from bytes or from their hex", () => {
  const given = Uint8Array.of(1, 255);
  const copy = bytesOrHex(given, "nonce", 2);
  expect(copy).toStrictEqual(given);
  expect(copy).not.toBe(given);
  expect(bytesOrHex("0x01fF\n", "nonce", 2)).toStrictEqual(given);
});

test.each<[string, unknown, string]>([
  ["too few", Uint8Array.of(1), "1 bytes"],
  ["too many", "010203", "6 characters"],
  ["no hex", "xyz1", "4 characters"],
  ["nothing", undefined, "undefined"],
])("bytes that are %s are named by their size alone", (_name, value, found) => {
  expectRefusal(() => bytesOrHex(value, "nonce", 2), {
    code: "INVALID_FIELD",
    field: "nonce",
    says: [`nonce: expected 2 bytes or their hex, found ${found}`],
  });
});

test("bytes may be refused in a layer's own way", () => {
  const refuse = (details: RefusalDetails) => refusal("INVALID_PAYMENT", { ...details, subject: "payload" });
  expectRefusal(() => bytesOrHex("", "nonce", 2, refuse), {
    code: "INVALID_PAYMENT",
    field: "nonce",
    says: ["payload: expected 2 bytes or their hex, found 0 characters"],
  });
});
