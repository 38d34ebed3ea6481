import { describe, expect, test, vi } from "vitest";
import {
  type CachedKey,
  createKeyResolver,
  type KeyCache,
  type KeyResolverOptions,
} from "../../../src/vasp/index.js";
import { hex } from "../../support/bytes.js";
import { hexOf, pemOf } from "../../support/certificates.js";
import { errorOf, rejectionOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";
import { keys, type TestKey } from "../../support/keys.js";

const start = 1_767_225_600;
const address = "$bob@vasp2.com";

/** A VASP, a clock, and a resolver that has only these. */
function setUp(options: Partial<KeyResolverOptions> = {}) {
  const vasp = {
    key: keys.first as TestKey,
    now: start,
    expirationTimestamp: (start + 3600) as number | undefined,
    extra: {} as object,
    asked: [] as string[],
    /** What answers next, instead of the document. */
    answer: undefined as (() => Promise<Response>) | undefined,
  };
  const fetch = async (url: string | URL | Request) => {
    vasp.asked.push(String(url));
    if (vasp.answer) return vasp.answer();
    const { key, expirationTimestamp, extra } = vasp;
    const plain = { signingPubKey: key.publicKey, encryptionPubKey: key.publicKey };
    return Response.json({ ...plain, expirationTimestamp, ...extra });
  };
  const resolver = createKeyResolver({ fetch, now: () => vasp.now, ...options });
  return { vasp, resolver, resolve: resolver.resolve };
}

const fresh = { publicKey: hex(keys.first.publicKey), cached: false };
const cached = { ...fresh, cached: true };

test("the key of the VASP that hosts an address is found", async () => {
  const { vasp, resolve } = setUp();
  expect(await resolve("$Bob@VASP2.com")).toEqual(fresh);
  expect(vasp.asked).toEqual(["https://vasp2.com/.well-known/lnurlpubkey"]);
});

test("the key of the receiver of an invoice is found", async () => {
  const { vasp, resolve } = setUp();
  await resolve({ receiverUma: "$bob@vasp3.com" });
  expect(vasp.asked).toEqual(["https://vasp3.com/.well-known/lnurlpubkey"]);
});

test.each([[undefined], [null], [{}], ["vasp2.com"], [5]])("%j has no VASP", async (of) => {
  expectError(await rejectionOf(setUp().resolve(of as string)), { code: "INVALID_FIELD", field: "address" });
});

test("a key is kept until its document's expiration, and not a moment longer", async () => {
  const { vasp, resolve } = setUp();
  await resolve(address);
  vasp.now = start + 3599.999;
  expect(await resolve("$alice@VASP2.com")).toEqual(cached);
  vasp.now = start + 3600;
  vasp.expirationTimestamp = start + 7200;
  expect(await resolve(address)).toEqual(fresh);
  expect(vasp.asked).toHaveLength(2);
});

test("a key without an expiration is not kept", async () => {
  const { vasp, resolve } = setUp();
  vasp.expirationTimestamp = undefined;
  for (let i = 0; i < 3; i++) expect(await resolve(address)).toEqual(fresh);
  expect(vasp.asked).toHaveLength(3);
});

test("a key whose expiration has passed is not kept", async () => {
  const { vasp, resolve } = setUp();
  vasp.expirationTimestamp = start;
  for (let i = 0; i < 2; i++) expect(await resolve(address)).toEqual(fresh);
});

test.each([
  [undefined, 86_400],
  [60, 60],
])("with a maxAge of %s, no key is kept for more than %i seconds", async (maxAge, seconds) => {
  const { vasp, resolve } = setUp(maxAge === undefined ? {} : { maxAge });
  vasp.expirationTimestamp = start + 1e9;
  await resolve(address);
  vasp.now = start + seconds - 1;
  expect(await resolve(address)).toEqual(cached);
  vasp.now = start + seconds;
  expect(await resolve(address)).toEqual(fresh);
});

test("with a maxAge of 0, nothing is kept", async () => {
  const { resolve } = setUp({ maxAge: 0 });
  for (let i = 0; i < 2; i++) expect(await resolve(address)).toEqual(fresh);
});

test.each([[-1], [Number.NaN], ["1"]])("%j is no maxAge", (maxAge) => {
  expectError(
    errorOf(() => createKeyResolver({ maxAge: maxAge as number })),
    { code: "INVALID_FIELD", field: "maxAge" },
  );
});

test("a key is not kept beyond the end of its certificate", async () => {
  const end = Date.parse("2021-01-01T00:00:00Z") / 1000;
  const { vasp, resolve } = setUp();
  vasp.extra = { signingCertChain: [hexOf("expired-leaf")] };
  vasp.now = end - 10;
  vasp.expirationTimestamp = end + 3600;
  await resolve(address);
  vasp.now = end - 1;
  expect(await resolve(address)).toEqual(cached);
  vasp.now = end;
  expect(await resolve(address)).toEqual(fresh);
  vasp.now = end + 1;
  expect((await rejectionOf(resolve(address))).code).toBe("CERTIFICATE_EXPIRED");
});

test("keys of different domains and ports are kept apart", async () => {
  const { vasp, resolve } = setUp({ allowPorts: true });
  await resolve(address);
  vasp.key = keys.second;
  for (const other of ["$bob@vasp2.com.example", "$bob@a.vasp2.com", "$bob@vasp2.com:8443"])
    expect((await resolve(other)).publicKey).toEqual(hex(keys.second.publicKey));
});

test("what is done to a key changes none that is kept", async () => {
  const { resolve } = setUp();
  for (let i = 0; i < 3; i++) {
    const { publicKey } = await resolve(address);
    expect(publicKey).toEqual(fresh.publicKey);
    publicKey.fill(0);
  }
});

describe("look-ups of one domain at one time", () => {
  test("share a request", async () => {
    const { vasp, resolve } = setUp();
    const found = await Promise.all(
      ["$a@vasp2.com", "$b@VASP2.com", "$c@vasp3.com"].map((of) => resolve(of)),
    );
    expect(found).toEqual([fresh, fresh, fresh]);
    expect(vasp.asked).toHaveLength(2);
  });

  test("have a key of their own each", async () => {
    const { resolve } = setUp();
    const [one, other] = await Promise.all([resolve(address), resolve(address)]);
    one!.publicKey.fill(0);
    expect(other).toEqual(fresh);
  });

  test("fail together, and the next one asks again", async () => {
    const { vasp, resolve } = setUp();
    vasp.answer = async () => new Response("", { status: 500 });
    const failed = await Promise.all([resolve(address), resolve(address)].map(rejectionOf));
    expect(failed.map(({ code }) => code)).toEqual(["FETCH_FAILED", "FETCH_FAILED"]);
    expect(vasp.asked).toHaveLength(1);
    vasp.answer = undefined;
    expect(await resolve(address)).toEqual(fresh);
  });

  test("go on when one of them is aborted", async () => {
    const { vasp, resolve } = setUp();
    const { promise: waiting, resolve: answer } = deferred<Response>();
    vasp.answer = () => waiting;
    const controller = new AbortController();
    const reason = new Error("enough");
    const aborted = resolve(address, { signal: controller.signal });
    const patient = resolve(address, { signal: new AbortController().signal });
    controller.abort(reason);
    await expect(aborted).rejects.toBe(reason);
    const document = { signingPubKey: keys.first.publicKey };
    answer(Response.json(document));
    expect(await patient).toEqual(fresh);
    expect(vasp.asked).toHaveLength(1);
  });

  test("ask nobody if they were aborted before", async () => {
    const { vasp, resolve } = setUp();
    const reason = new Error("enough");
    await expect(resolve(address, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(vasp.asked).toEqual([]);
  });
});

describe("a refresh", () => {
  test("asks again", async () => {
    const { vasp, resolve } = setUp();
    await resolve(address);
    vasp.now += 60;
    vasp.key = keys.second;
    expect(await resolve(address, { refresh: true })).toEqual({
      publicKey: hex(keys.second.publicKey),
      cached: false,
    });
    expect((await resolve(address)).publicKey).toEqual(hex(keys.second.publicKey));
    expect(vasp.asked).toHaveLength(2);
  });

  test("leaves a VASP in peace for a minute after it was asked", async () => {
    const { vasp, resolve } = setUp();
    await resolve(address);
    vasp.now += 59;
    expect(await resolve(address, { refresh: true })).toEqual(cached);
    vasp.now += 1;
    for (let i = 0; i < 100; i++) {
      vasp.now += 0.5;
      await resolve(address, { refresh: true });
    }
    expect(vasp.asked).toHaveLength(2);
  });

  test("leaves a VASP in peace that fails to answer, and goes on with its key", async () => {
    const { vasp, resolve } = setUp();
    await resolve(address);
    vasp.now += 60;
    vasp.answer = async () => new Response("", { status: 500 });
    expect((await rejectionOf(resolve(address, { refresh: true }))).code).toBe("FETCH_FAILED");
    expect(await resolve(address, { refresh: true })).toEqual(cached);
    expect(await resolve(address)).toEqual(cached);
    expect(vasp.asked).toHaveLength(2);
  });

  test("does not keep other domains from one of theirs", async () => {
    const { vasp, resolve } = setUp();
    await resolve(address);
    await resolve("$bob@vasp3.com");
    vasp.now += 60;
    await resolve(address, { refresh: true });
    await resolve("$bob@vasp3.com", { refresh: true });
    expect(vasp.asked).toHaveLength(4);
  });

  test("that finds a key which may not be kept forgets the one that was", async () => {
    const { vasp, resolve } = setUp();
    await resolve(address);
    vasp.now += 60;
    vasp.expirationTimestamp = undefined;
    await resolve(address, { refresh: true });
    expect(await resolve(address)).toEqual(fresh);
  });
});

describe("a cache of the caller's own", () => {
  test("may be a Map, and holds plain data", async () => {
    const cache = new Map<string, CachedKey>();
    await setUp({ cache }).resolve(address);
    expect(Object.fromEntries(cache)).toEqual({
      "vasp2.com": { publicKey: keys.first.publicKey, expiresAt: start + 3600, checkedAt: start },
    });
  });

  test("is shared between servers, over JSON and promises", async () => {
    const stored = new Map<string, string>();
    const cache: KeyCache = {
      get: async (domain) => JSON.parse(stored.get(domain) ?? "null") ?? undefined,
      set: async (domain, key) => stored.set(domain, JSON.stringify(key)),
      delete: async (domain) => stored.delete(domain),
    };
    const [one, other] = [setUp({ cache }), setUp({ cache })];
    await one.resolve(address);
    expect(await other.resolve(address)).toEqual(cached);
    expect(other.vasp.asked).toEqual([]);
  });

  test.each<[string, Partial<CachedKey>]>([
    ["that is kept for longer than this server wants", { expiresAt: start + 86_401 }],
    ["without an expiration", { expiresAt: Number.NaN }],
    ["that is none", { publicKey: "00" }],
    ["that is not text", { publicKey: 5 as unknown as string }],
  ])("is not believed a key %s", async (_, change) => {
    const key = { publicKey: keys.second.publicKey, expiresAt: start + 60, checkedAt: start, ...change };
    const cache = new Map<string, CachedKey>([["vasp2.com", key]]);
    expect(await setUp({ cache }).resolve(address)).toEqual(fresh);
  });

  test("that fails makes the look-up fail as it does", async () => {
    const failure = new Error("no connection");
    const cache: KeyCache = { ...new Map(), get: () => Promise.reject(failure), set() {}, delete() {} };
    await expect(setUp({ cache }).resolve(address)).rejects.toBe(failure);
  });
});

test("the cache in memory holds 1,000 keys, and forgets the oldest", async () => {
  const { vasp, resolve } = setUp();
  const hosts = Array.from({ length: 1001 }, (_, i) => `$bob@vasp${i}.com`);
  for (const host of hosts) await resolve(host);
  expect((await resolve(hosts[1]!)).cached).toBe(true);
  expect((await resolve(hosts[0]!)).cached).toBe(false);
  expect(vasp.asked).toHaveLength(1002);
});

test("a key that is found again is the youngest", async () => {
  const { vasp, resolve } = setUp();
  for (let i = 0; i < 1000; i++) await resolve(`$bob@vasp${i}.com`);
  vasp.now += 60;
  await resolve("$bob@vasp0.com", { refresh: true });
  await resolve("$bob@another.com");
  expect((await resolve("$bob@vasp0.com")).cached).toBe(true);
});

test("a broken encryption key keeps nobody from the signing key", async () => {
  const { vasp, resolve } = setUp();
  vasp.extra = { encryptionCertChain: [hexOf("expired-leaf")], encryptionPubKey: "00" };
  expect(await resolve(address)).toEqual(fresh);
});

test("a signing key has to lead to a trusted root, where there are some", async () => {
  const { vasp, resolve } = setUp({ trustedRoots: pemOf("root") });
  expect((await rejectionOf(resolve(address))).code).toBe("INVALID_CERTIFICATE");
  vasp.extra = { signingCertChain: [hexOf("leaf"), hexOf("intermediate")] };
  expect(await resolve(address)).toEqual(fresh);
});

test.each([["root"], [""]])("trusted roots that are none are refused at once: %j", (trustedRoots) => {
  expectError(
    errorOf(() => createKeyResolver({ trustedRoots })),
    { code: "INVALID_CERTIFICATE" },
  );
});

test("a domain that is not connected to is refused before anything is asked", async () => {
  const { vasp, resolve } = setUp();
  for (const of of ["$bob@localhost", "$bob@10.0.0.1", "$bob@vasp2.com:8443"])
    expect((await rejectionOf(resolve(of))).code).toBe("INVALID_DOMAIN");
  expect(vasp.asked).toEqual([]);
});

test("the clock is that of the machine by default", async () => {
  vi.useFakeTimers({ now: start * 1000, toFake: ["Date"] });
  try {
    const document = { signingPubKey: keys.first.publicKey, expirationTimestamp: start + 10 };
    const { resolve } = createKeyResolver({ fetch: async () => Response.json(document) });
    await resolve(address);
    vi.setSystemTime((start + 9) * 1000);
    expect((await resolve(address)).cached).toBe(true);
    vi.setSystemTime((start + 10) * 1000);
    expect((await resolve(address)).cached).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});

function deferred<Value>() {
  let resolve!: (value: Value) => void;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
