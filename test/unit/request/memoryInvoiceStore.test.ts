import { describe, expect, test } from "vitest";
import { memoryInvoiceStore } from "../../../src/request/index.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectRefusal } from "../../support/expectRefusal.js";

const nothing = async () => {};
const a = { id: "vasp2.com/a", digest: "aa", expiration: 100 };
const b = { id: "vasp2.com/b", digest: "bb", expiration: 200 };

/** A store with a clock to set, and a list of what was handed on. */
function createStore(maxEntries?: number) {
  const clock = { now: 0 };
  const handedOn: string[] = [];
  const store = memoryInvoiceStore({
    now: () => clock.now,
    ...(maxEntries !== undefined && { maxEntries }),
  });
  const once = (received: typeof a) =>
    store.once(received, async () => {
      handedOn.push(`${received.id} ${received.digest}`);
    });
  return { clock, handedOn, once, store };
}

function deferred() {
  let resolve = () => {};
  let reject = (_reason: unknown) => {};
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
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

  test("is remembered until it expires, and then forgotten", async () => {
    const { clock, handedOn, once } = createStore();
    await once(a);
    clock.now = 99.9;
    await once(a);
    expect(handedOn).toHaveLength(1);
    clock.now = 100;
    expect(await once({ ...a, digest: "cc", expiration: 300 })).toBe("cc");
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
    clock.now = 100;
    await once({ ...a, digest: "cc", expiration: 300 });
    first.reject(reason);
    await expect(call).rejects.toBe(reason);
    expect(await once({ ...a, digest: "dd", expiration: 300 })).toBe("cc");
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

  test("takes more once something has expired", async () => {
    const { clock, handedOn, once } = createStore(2);
    await once(a);
    await once(b);
    clock.now = 100;
    await once({ ...b, id: "vasp2.com/c" });
    expect(handedOn).toHaveLength(3);
    expect(await once({ ...b, digest: "cc" })).toBe("bb");
  });

  test("takes as many as it says", async () => {
    const { once } = createStore(5000);
    for (let i = 0; i < 5000; i++) await once({ ...a, id: `vasp2.com/${i}` });
    expect((await rejectionOf(once(a))).code).toBe("STORE_FULL");
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

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "9", null])(
  "the most entries may not be %s",
  (maxEntries) => {
    expectRefusal(() => memoryInvoiceStore({ maxEntries: maxEntries as number }), {
      code: "INVALID_FIELD",
      field: "maxEntries",
      says: ["whole number"],
    });
  },
);

test("a clock that tells no time is refused", async () => {
  const store = memoryInvoiceStore({ now: () => Number.NaN });
  await store.once(a, nothing);
  expect((await rejectionOf(store.once(a, nothing))).field).toBe("now");
});
