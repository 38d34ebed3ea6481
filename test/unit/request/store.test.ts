import { describe, expect, test } from "vitest";
import { type MemoryInvoiceStoreOptions, memoryInvoiceStore } from "../../../src/request/index.js";
import { deferred } from "../../support/deferred.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError, expectRefusal } from "../../support/expectRefusal.js";

const nothing = async () => {};
const a = { id: "vasp2.com/a", digest: "aa", expiration: 100 };
const b = { id: "vasp2.com/b", digest: "bb", expiration: 200 };

/** What is under test in most places here is the whole, not the share of a domain. */
const everything = { maxPerDomain: 10_000 };

/** A store with a clock to set, and a list of what was handed on. */
function createStore(maxEntries?: number, options: MemoryInvoiceStoreOptions = everything) {
  const clock = { now: 0 };
  const handedOn: string[] = [];
  const store = memoryInvoiceStore({
    now: () => clock.now,
    ...(maxEntries !== undefined && { maxEntries }),
    ...options,
  });
  const once = (received: typeof a) =>
    store.once(received, async () => {
      handedOn.push(`${received.id} ${received.digest}`);
    });
  return { clock, handedOn, once, store };
}

describe("an invoice", () => {
  test("is handed on, and its digest returned", async () => {
    const { handedOn, once } = createStore();
    expect(await once(a)).toBe("aa");
    expect(handedOn).toEqual(["vasp2.com/a aa"]);
  });

  test("is not handed on again", async () => {
    const { handedOn, once } = createStore();
    await once(a);
    expect(await once(a)).toBe("aa");
    expect(handedOn).toHaveLength(1);
  });

  test("is not handed on where its id stands for another one, whose digest is returned", async () => {
    const { handedOn, once } = createStore();
    await once(a);
    expect(await once({ ...a, digest: "cc" })).toBe("aa");
    expect(handedOn).toEqual(["vasp2.com/a aa"]);
  });

  test("is remembered until five minutes after it has expired, and its id then free for another", async () => {
    const { clock, handedOn, once } = createStore();
    await once(a);
    clock.now = 399.9;
    await once(a);
    expect(handedOn).toHaveLength(1);
    clock.now = 400;
    expect(await once({ ...a, digest: "cc", expiration: 900 })).toBe("cc");
    expect(handedOn).toHaveLength(2);
  });

  test.each([0, 99, 100, 399, 400, 1e6, 4e9])(
    "is not handed on again, whether it is forgotten, wherever the clock goes afterwards: %d",
    async (later) => {
      const { clock, handedOn, once } = createStore();
      await once(a);
      clock.now = 400;
      expectError(await rejectionOf(once(a)), { code: "INVOICE_EXPIRED", field: "expiration" });
      clock.now = later;
      expectError(await rejectionOf(once(a)), { code: "INVOICE_EXPIRED", field: "expiration" });
      expect(handedOn).toHaveLength(1);
    },
  );

  test("that came after the clock was put back is remembered as well", async () => {
    const { clock, handedOn, once } = createStore();
    clock.now = 1e6;
    await once({ ...b, expiration: 1e6 + 1 });
    clock.now = 0;
    await once(a);
    expect(await once({ ...a, digest: "cc" })).toBe("aa");
    expect(handedOn).toHaveLength(2);
  });

  test("is measured against the present by default", async () => {
    const store = memoryInvoiceStore();
    const future = { ...a, expiration: 2 ** 32 - 1 };
    await store.once(future, nothing);
    expect(await store.once({ ...future, digest: "cc" }, nothing)).toBe("aa");
  });
});

describe("where an invoice cannot be handed on", () => {
  const reason = new Error("no");

  test("all who wait for it hear so, and the next one tries again", async () => {
    const { once, store } = createStore();
    const first = deferred();
    const calls = [store.once(a, () => first.promise), once(a)];
    first.reject(reason);
    expect(await Promise.allSettled(calls)).toEqual([
      { status: "rejected", reason },
      { status: "rejected", reason },
    ]);
    expect(await once({ ...a, digest: "cc" })).toBe("cc");
  });

  test("what has taken its place meanwhile stays", async () => {
    const { clock, once, store } = createStore();
    const first = deferred();
    const call = store.once(a, () => first.promise);
    clock.now = 400;
    await once({ ...a, digest: "cc", expiration: 900 });
    first.reject(reason);
    await expect(call).rejects.toBe(reason);
    expect(await once({ ...a, digest: "dd", expiration: 900 })).toBe("cc");
  });
});

describe("a full store", () => {
  test("takes no more, and forgets nothing", async () => {
    const { handedOn, once } = createStore(2);
    await once(a);
    await once(b);
    const error = await rejectionOf(once({ ...a, id: "vasp2.com/c" }));
    expect(error).toMatchObject({ code: "STORE_FULL", httpStatus: 503 });
    expect(await once({ ...a, digest: "cc" })).toBe("aa");
    expect(handedOn).toEqual(["vasp2.com/a aa", "vasp2.com/b bb"]);
  });

  test("takes more once something has expired, and five minutes more have passed", async () => {
    const { clock, handedOn, once } = createStore(2);
    await once(a);
    await once(b);
    clock.now = 399;
    expect((await rejectionOf(once({ ...b, id: "vasp2.com/c", expiration: 900 }))).code).toBe("STORE_FULL");
    clock.now = 400;
    await once({ ...b, id: "vasp2.com/c", expiration: 900 });
    expect(handedOn).toHaveLength(3);
    expect(await once({ ...b, digest: "cc" })).toBe("bb");
  });

  test("takes as many as it says", async () => {
    const { once } = createStore(5000);
    for (let i = 0; i < 5000; i++) await once({ ...a, id: `vasp2.com/${i}` });
    expect((await rejectionOf(once(a))).code).toBe("STORE_FULL");
  });
});

describe("the share of a domain", () => {
  const of = (host: string, uuid: number) => ({ ...a, id: `${host}/${uuid}` });

  /** Fills a store as far as a domain may. Gives how many it took. */
  async function fill(once: (received: typeof a) => Promise<string>, host: (uuid: number) => string) {
    for (let uuid = 0; ; uuid++) {
      const error = await once(of(host(uuid), uuid)).then(
        () => undefined,
        (caught: unknown) => caught,
      );
      if (error) {
        expect(error).toMatchObject({ code: "STORE_FULL", httpStatus: 503 });
        return uuid;
      }
    }
  }

  test("is half of an empty store, and of what is left, half again", async () => {
    const { once } = createStore(100, {});
    const taken = [];
    for (const host of ["evil.com", "evil.net", "evil.org"]) taken.push(await fill(once, () => host));
    expect(taken).toEqual([50, 25, 13]);
    await once(of("vasp2.com", 1));
  });

  test.each<[string, (uuid: number) => string]>([
    ["names below it", (uuid) => `a${uuid}.evil.com`],
    ["names far below it", (uuid) => `a.${uuid}.b.evil.com`],
    ["ports", (uuid) => `evil.com:${uuid + 1}`],
  ])("is not made larger by %s", async (_name, host) => {
    const { once } = createStore(100, {});
    expect(await fill(once, host)).toBe(50);
  });

  test("is what an option says", async () => {
    const { once } = createStore(100, { maxPerDomain: 3 });
    expect(await fill(once, () => "vasp2.com")).toBe(3);
    expect(await fill(once, () => "vasp3.com")).toBe(3);
  });

  test("is named where it is used up", async () => {
    const { once } = createStore(100, { maxPerDomain: 1 });
    await once(of("a.vasp2.com", 1));
    expectError(await rejectionOf(once(of("b.vasp2.com", 2))), {
      code: "STORE_FULL",
      says: ["at most 1 invoices", '"vasp2.com"'],
    });
  });

  test("is there again once its invoices have expired, or could not be handed on", async () => {
    const { clock, once, store } = createStore(100, { maxPerDomain: 1 });
    await expect(store.once(a, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await once(a);
    clock.now = 400;
    expect(await once({ ...b, expiration: 900 })).toBe("bb");
  });

  test("does not keep out what is known", async () => {
    const { once } = createStore(100, { maxPerDomain: 1 });
    await once(a);
    expect(await once(a)).toBe("aa");
  });
});

describe("once refuses", () => {
  const cases: [string, unknown, unknown, string][] = [
    ["nothing", undefined, nothing, "received"],
    ["null", null, nothing, "received"],
    ["a text", "vasp2.com/a", nothing, "received"],
    ["an id that is none", { ...a, id: 7 }, nothing, "received.id"],
    ["a digest that is none", { ...a, digest: new Uint8Array(32) }, nothing, "received.digest"],
    ["milliseconds", { ...a, expiration: 1.7e12 }, nothing, "received.expiration"],
    ["no time", { ...a, expiration: Number.NaN }, nothing, "received.expiration"],
    ["nothing to hand on with", a, undefined, "handOn"],
  ];

  test.each(cases)("%s", async (_name, received, handOn, field) => {
    const { store } = createStore();
    const error = await rejectionOf(store.once(received as typeof a, handOn as typeof nothing));
    // Who hands on is the program's own; the invoice came from elsewhere.
    expect(error).toMatchObject({ code: field === "handOn" ? "INVALID_OPTION" : "INVALID_FIELD", field });
  });
});

test("what has expired is looked for seldom", async () => {
  let time = 0;
  let looks = 0;
  const store = memoryInvoiceStore({
    now: () => {
      looks++;
      return time;
    },
  });
  for (; time < 20_000; time++)
    await store.once({ id: `${time}`, digest: "aa", expiration: time + 10 }, nothing);
  expect(looks).toBeLessThan(40);
});

describe.each(["maxEntries", "maxPerDomain"])("%s", (field) => {
  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "9", null, 9n, Symbol("9")])(
    "may not be %s",
    (value) => {
      expectRefusal(() => memoryInvoiceStore({ [field]: value }), {
        code: "INVALID_OPTION",
        field,
        says: ["whole number"],
      });
    },
  );
});

test.each([
  ["options", null],
  ["options", "all"],
  ["now", { now: 7 }],
])("%s is refused", (field, options) => {
  expectRefusal(() => memoryInvoiceStore(options as object), { code: "INVALID_OPTION", field });
});

test("a clock that tells no time is refused", async () => {
  const store = memoryInvoiceStore({ now: () => Number.NaN });
  await store.once(a, nothing);
  expect((await rejectionOf(store.once(a, nothing))).field).toBe("now");
});
