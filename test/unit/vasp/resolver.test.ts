import { describe, expect, test, vi } from "vitest";
import {
  type CachedKey,
  createKeyResolver,
  type KeyCache,
  type KeyResolverOptions,
} from "../../../src/vasp/index.js";
import { hex } from "../../support/bytes.js";
import { derOf, hexOf, pemOf } from "../../support/certificates.js";
import { deferred } from "../../support/deferred.js";
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
  const resolver = createKeyResolver({
    fetch,
    now: () => vasp.now,
    maxSelfSignedAgeSeconds: 86_400,
    ...options,
  });
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
])("with a maxAgeSeconds of %s, no key is kept for more than %i seconds", async (maxAgeSeconds, seconds) => {
  const { vasp, resolve } = setUp(maxAgeSeconds === undefined ? {} : { maxAgeSeconds });
  vasp.expirationTimestamp = start + 1e9;
  await resolve(address);
  vasp.now = start + seconds - 1;
  expect(await resolve(address)).toEqual(cached);
  vasp.now = start + seconds;
  expect(await resolve(address)).toEqual(fresh);
});

test("with a maxAgeSeconds of 0, nothing is kept", async () => {
  const { resolve } = setUp({ maxAgeSeconds: 0 });
  for (let i = 0; i < 2; i++) expect(await resolve(address)).toEqual(fresh);
});

test.each([[-1], [Number.NaN], ["1"]])("%j is no maxAgeSeconds", (maxAgeSeconds) => {
  expectError(
    errorOf(() => createKeyResolver({ maxAgeSeconds: maxAgeSeconds as number })),
    { code: "INVALID_OPTION", field: "maxAgeSeconds" },
  );
});

describe("a key that nobody can take back is kept for minutes", () => {
  test.each<[string, object]>([
    ["one without certificates", {}],
    ["one in a certificate of its own", { signingCertChain: [hexOf("self-signed")] }],
  ])("%s", async (_, extra) => {
    const { vasp, resolve } = setUp({ maxSelfSignedAgeSeconds: undefined as never });
    vasp.extra = extra;
    vasp.expirationTimestamp = start + 1e9;
    await resolve(address);
    vasp.now = start + 299;
    expect(await resolve(address)).toEqual(cached);
    vasp.now = start + 300;
    expect(await resolve(address)).toEqual(fresh);
  });

  test("one in a chain of an authority's is not one", async () => {
    const { vasp, resolve } = setUp({ maxSelfSignedAgeSeconds: 1 });
    vasp.extra = { signingCertChain: [hexOf("leaf"), hexOf("intermediate")] };
    vasp.expirationTimestamp = start + 1e9;
    await resolve(address);
    vasp.now = start + 86_399;
    expect(await resolve(address)).toEqual(cached);
  });

  test("never for longer than maxAgeSeconds", async () => {
    const { vasp, resolve } = setUp({ maxAgeSeconds: 10, maxSelfSignedAgeSeconds: 60 });
    await resolve(address);
    vasp.now = start + 10;
    expect(await resolve(address)).toEqual(fresh);
  });

  test.each([[-1], [Number.NaN], ["1"]])("for no %j seconds", (maxSelfSignedAgeSeconds) => {
    expectError(
      errorOf(() => createKeyResolver({ maxSelfSignedAgeSeconds: maxSelfSignedAgeSeconds as number })),
      { code: "INVALID_OPTION", field: "maxSelfSignedAgeSeconds" },
    );
  });
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

  test("fail together", async () => {
    const { vasp, resolve } = setUp();
    vasp.answer = async () => new Response("", { status: 500 });
    const failed = await Promise.all([resolve(address), resolve(address)].map(rejectionOf));
    expect(failed.map(({ code }) => code)).toEqual(["FETCH_FAILED", "FETCH_FAILED"]);
    expect(vasp.asked).toHaveLength(1);
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

describe("a failure", () => {
  const failing = async () => new Response("", { status: 404 });

  test.each<[string, () => Promise<Response>, string]>([
    ["status 404", failing, "FETCH_FAILED"],
    ["no connection", () => Promise.reject(new TypeError("fetch failed")), "FETCH_FAILED"],
    ["no answer in time", () => new Promise(() => undefined), "FETCH_TIMEOUT"],
    ["no JSON", async () => new Response("<html>"), "INVALID_RESPONSE"],
    ["a key that is none", async () => Response.json({ signingPubKey: "00" }), "INVALID_KEY"],
    [
      "a certificate that has expired",
      async () => Response.json({ signingCertChain: [hexOf("expired-leaf")] }),
      "CERTIFICATE_EXPIRED",
    ],
  ])("by %s is remembered for 10 seconds, and given again", async (_, answer, code) => {
    const { vasp, resolve } = setUp({ timeoutSeconds: 0.05 });
    vasp.answer = answer;
    const failure = await rejectionOf(resolve(address));
    expect(failure.code).toBe(code);
    vasp.now += 9.9;
    vasp.answer = undefined;
    expect(await rejectionOf(resolve("$alice@VASP2.com"))).toBe(failure);
    expect(await rejectionOf(resolve(address, { refresh: true }))).toBe(failure);
    expect(vasp.asked).toHaveLength(1);
    vasp.now += 0.1;
    expect(await resolve(address)).toEqual(fresh);
    expect(vasp.asked).toHaveLength(2);
  });

  test("is remembered from the moment at which it is known", async () => {
    const { vasp, resolve } = setUp();
    vasp.answer = async () => {
      vasp.now += 20;
      return failing();
    };
    await rejectionOf(resolve(address));
    vasp.now += 9;
    await rejectionOf(resolve(address));
    expect(vasp.asked).toHaveLength(1);
  });

  test("is no one else's", async () => {
    const { vasp, resolve } = setUp({ allowPorts: true });
    vasp.answer = failing;
    await rejectionOf(resolve(address));
    vasp.answer = undefined;
    for (const of of ["$bob@vasp3.com", "$bob@a.vasp2.com", "$bob@vasp2.com:8443"])
      expect(await resolve(of)).toEqual(fresh);
  });

  test("is forgotten when the clock is set back", async () => {
    const { vasp, resolve } = setUp();
    vasp.answer = failing;
    await rejectionOf(resolve(address));
    vasp.now -= 1;
    vasp.answer = undefined;
    expect(await resolve(address)).toEqual(fresh);
  });

  test("is not remembered where that is not wanted", async () => {
    const { vasp, resolve } = setUp({ maxFailureAgeSeconds: 0 });
    vasp.answer = failing;
    await rejectionOf(resolve(address));
    vasp.answer = undefined;
    expect(await resolve(address)).toEqual(fresh);
  });

  test("keeps nobody from a key that a server beside this one has found", async () => {
    const cache = new Map<string, CachedKey>();
    const { vasp, resolve } = setUp({ cache });
    vasp.answer = failing;
    await rejectionOf(resolve(address));
    await setUp({ cache }).resolve(address);
    expect(await resolve(address)).toEqual(cached);
  });

  test("is one of at most 1,000 that are remembered", async () => {
    const { vasp, resolve } = setUp();
    vasp.answer = failing;
    for (let i = 0; i <= 1000; i++) await rejectionOf(resolve(`$bob@vasp${i}.com`));
    await rejectionOf(resolve("$bob@vasp1.com"));
    expect(vasp.asked).toHaveLength(1001);
    await rejectionOf(resolve("$bob@vasp0.com"));
    expect(vasp.asked).toHaveLength(1002);
  });

  test("of the clock is not remembered", async () => {
    let now: () => number = () => Date.now();
    const { resolve } = setUp({ now: () => now() });
    expectError(await rejectionOf(resolve(address)), {
      code: "INVALID_OPTION",
      field: "now",
      says: ["milliseconds"],
    });
    now = () => start;
    expect(await resolve(address)).toEqual(fresh);
    const failure = new Error("no clock");
    now = () => {
      throw failure;
    };
    await expect(resolve(address)).rejects.toBe(failure);
    let calls = 0;
    now = () => {
      if (++calls > 1) throw failure;
      return start + 3600;
    };
    await expect(resolve(address)).rejects.toBe(failure);
  });

  test("of this very machine is remembered like any other", async () => {
    const { vasp, resolve } = setUp({ allowLoopback: true });
    vasp.answer = failing;
    for (let i = 0; i < 2; i++) await rejectionOf(resolve("$bob@localhost"));
    expect(vasp.asked).toEqual(["http://localhost/.well-known/lnurlpubkey"]);
  });
});

describe("look-ups of many domains at one time", () => {
  /** Domains whose VASPs answer when they are told to. */
  function setUpMany(options: Partial<KeyResolverOptions> = {}) {
    const { vasp, resolve } = setUp(options);
    const answers: (() => void)[] = [];
    let underWay = 0;
    let most = 0;
    vasp.answer = () => {
      most = Math.max(most, ++underWay);
      const { promise, resolve: answer } = deferred<Response>();
      answers.push(() => {
        underWay--;
        answer(Response.json({ signingPubKey: keys.first.publicKey }));
      });
      return promise;
    };
    /** Lets all answer, those that wait as well. */
    const answerAll = async () => {
      while (answers.length > 0) {
        answers.shift()!();
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    return { vasp, resolve, answerAll, most: () => most };
  }

  test("ask no more than 32 VASPs at once, and find all keys", async () => {
    const { vasp, resolve, answerAll, most } = setUpMany();
    const found = Promise.all(Array.from({ length: 200 }, (_, i) => resolve(`$bob@vasp${i}.com`)));
    await vi.waitFor(() => expect(vasp.asked).toHaveLength(32));
    await answerAll();
    expect(new Set((await found).map(({ publicKey }) => String(publicKey)))).toHaveProperty("size", 1);
    expect(most()).toBe(32);
    expect(vasp.asked).toHaveLength(200);
  });

  test("refuse what is more than may wait", async () => {
    const { vasp, resolve, answerAll } = setUpMany();
    const found = Promise.allSettled(Array.from({ length: 1100 }, (_, i) => resolve(`$bob@vasp${i}.com`)));
    await vi.waitFor(() => expect(vasp.asked).toHaveLength(32));
    await answerAll();
    const refused = (await found).flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(refused).toHaveLength(1100 - 1032);
    expect(refused[0]).toMatchObject({ code: "TOO_MANY_LOOKUPS", httpStatus: 503 });
    // That was this side's, and is not held against the VASP.
    vasp.answer = undefined;
    expect(await resolve("$bob@vasp1099.com")).toEqual(fresh);
  });

  test.each([
    ["its subdomains", (i: number) => `$bob@a${i}.vasp2.com`],
    ["its ports", (i: number) => `$bob@vasp2.com:${1000 + i}`],
    ["the subdomains of one in a country", (i: number) => `$bob@a${i}.vasp2.co.uk`],
  ])("ask no more than 4 of a domain at once, be it by %s", async (_, addressOf) => {
    const { vasp, resolve, answerAll, most } = setUpMany({ allowPorts: true });
    const found = Promise.all(Array.from({ length: 20 }, (_, i) => resolve(addressOf(i))));
    const other = resolve("$bob@other.co.uk");
    await vi.waitFor(() => expect(vasp.asked).toHaveLength(5));
    expect(vasp.asked.at(-1)).toContain("other.co.uk");
    await answerAll();
    await Promise.all([found, other]);
    expect(most()).toBe(5);
  });

  test("may be fewer or more, as the options say", async () => {
    const { vasp, resolve, answerAll, most } = setUpMany({
      maxLookups: 2,
      maxLookupsPerDomain: 1,
      maxWaiting: 1,
    });
    const first = [resolve("$bob@a.vasp2.com"), resolve("$bob@vasp3.com")];
    await vi.waitFor(() => expect(vasp.asked).toHaveLength(2));
    const waiting = resolve("$bob@b.vasp2.com");
    expect((await rejectionOf(resolve("$bob@vasp4.com"))).code).toBe("TOO_MANY_LOOKUPS");
    await answerAll();
    await Promise.all([...first, waiting]);
    expect(most()).toBe(2);
  });

  test("make room when those who wait give up, and ask nobody for them", async () => {
    const { vasp, resolve, answerAll } = setUpMany({ maxLookups: 1, maxWaiting: 1 });
    const first = resolve("$bob@vasp3.com");
    await vi.waitFor(() => expect(vasp.asked).toHaveLength(1));
    const controller = new AbortController();
    const reason = new Error("enough");
    const given = resolve("$bob@vasp4.com", { signal: controller.signal });
    await Promise.resolve();
    controller.abort(reason);
    await expect(given).rejects.toBe(reason);
    const other = resolve(address);
    await new Promise((resolve) => setImmediate(resolve));
    await answerAll();
    expect(await other).toEqual(fresh);
    expect(await first).toEqual(fresh);
    expect(vasp.asked.map((url) => new URL(url).host)).toEqual(["vasp3.com", "vasp2.com"]);
  });

  test("ask nobody for a caller who gave up while the cache was asked", async () => {
    const { promise, resolve: found } = deferred<undefined>();
    const cache: KeyCache = { get: () => promise, set() {}, delete() {} };
    const { vasp, resolve } = setUp({ cache });
    const controller = new AbortController();
    const given = resolve(address, { signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(given).rejects.toThrow("enough");
    found(undefined);
    await new Promise((resolve) => setImmediate(resolve));
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
    ["off the curve", { publicKey: `04${"11".repeat(64)}` }],
    ["with an expiration in milliseconds", { expiresAt: (start + 60) * 1000 }],
    ["with an expiration that is text", { expiresAt: `${start + 60}` as unknown as number }],
  ])("is not believed a key %s", async (_, change) => {
    const key = { publicKey: keys.second.publicKey, expiresAt: start + 60, checkedAt: start, ...change };
    const cache = new Map<string, CachedKey>([["vasp2.com", key]]);
    expect(await setUp({ cache }).resolve(address)).toEqual(fresh);
  });

  test.each<[string, () => unknown]>([
    ["null", () => null],
    ["a number", () => 5],
    ["a text", () => "04"],
    ["a list", () => []],
    ["what throws", throwing],
  ])("is not believed %s", async (_, entry) => {
    const cache: KeyCache = { get: () => entry() as never, set() {}, delete() {} };
    expect(await setUp({ cache }).resolve(address)).toEqual(fresh);
  });

  test.each([[Number.NaN], [undefined], ["1"], [(start + 1) * 1000], [start + 1]])(
    "may hold a key that was checked at %s, and does not keep a refresh from asking",
    async (checkedAt) => {
      const entry = {
        publicKey: keys.second.publicKey,
        expiresAt: start + 60,
        checkedAt: checkedAt as number,
      };
      const { resolve } = setUp({ cache: new Map([["vasp2.com", entry]]) });
      expect((await resolve(address)).cached).toBe(true);
      expect(await resolve(address, { refresh: true })).toEqual(fresh);
    },
  );

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
  vasp.now += 10;
  vasp.extra = { signingCertChain: [hexOf("leaf"), hexOf("intermediate")] };
  expect(await resolve(address)).toEqual(fresh);
});

test("a signing key has to be for the domain, where there are trusted roots", async () => {
  const { vasp, resolve } = setUp({ trustedRoots: pemOf("root") });
  vasp.extra = { signingCertChain: [hexOf("other-named-leaf"), hexOf("intermediate")] };
  expectError(await rejectionOf(resolve(address)), { code: "INVALID_CERTIFICATE", says: ["evil.com"] });
  expect(await resolve("$bob@evil.com")).toEqual(fresh);
});

test("a certificate that has been taken back is refused, and asked for again when it is fetched again", async () => {
  const revoked = new Set<string>();
  const checkRevocation = ([leaf]: readonly Uint8Array[]) => !revoked.has(Buffer.from(leaf!).toString("hex"));
  const { vasp, resolve } = setUp({ trustedRoots: pemOf("root"), checkRevocation });
  vasp.extra = { signingCertChain: [hexOf("leaf"), hexOf("intermediate")] };
  expect(await resolve(address)).toEqual(fresh);
  revoked.add(hexOf("leaf"));
  expect(await resolve(address)).toEqual(cached);
  vasp.now = start + 3600;
  vasp.expirationTimestamp = start + 7200;
  expectError(await rejectionOf(resolve(address)), {
    code: "INVALID_CERTIFICATE",
    says: ["checkRevocation"],
  });
});

test("what is done to trusted roots afterwards changes nothing", async () => {
  const roots = [Buffer.from(derOf("root")), Buffer.from(derOf("p256-root"))];
  const { vasp, resolve } = setUp({ trustedRoots: roots });
  for (const root of roots) root.fill(0);
  roots.length = 0;
  vasp.extra = { signingCertChain: [hexOf("leaf"), hexOf("intermediate")] };
  expect(await resolve(address)).toEqual(fresh);
});

test("a certificate has to be valid when the answer comes", async () => {
  const { vasp, resolve } = setUp();
  const end = Date.parse("2021-01-01T00:00:00Z") / 1000;
  vasp.now = end - 1;
  vasp.answer = async () => {
    vasp.now = end + 1;
    return Response.json({ signingCertChain: [hexOf("expired-leaf")] });
  };
  expect((await rejectionOf(resolve(address))).code).toBe("CERTIFICATE_EXPIRED");
});

test("a key whose expiration is in milliseconds is not kept", async () => {
  const { vasp, resolve } = setUp();
  vasp.expirationTimestamp = (start + 3600) * 1000;
  for (let i = 0; i < 2; i++) expect(await resolve(address)).toEqual(fresh);
});

test.each<[string, unknown]>([
  ["maxFailureAgeSeconds", -1],
  ["maxFailureAgeSeconds", "10"],
  ["maxLookups", 0],
  ["maxLookups", 1.5],
  ["maxLookupsPerDomain", Number.POSITIVE_INFINITY],
  ["maxWaiting", -1],
  ["maxWaiting", Symbol("many")],
  ["now", 5],
  ["cache.get", {}],
  ["cache", null],
  ["cache.delete", { get() {}, set() {}, delete: true }],
  ["timeoutSeconds", 0],
  ["maxBytes", -1],
  ["fetch", "fetch"],
  ["checkHost", {}],
  ["checkRevocation", true],
  ["allowLoopback", "no"],
  ["allowPorts", 0],
])("%s is refused at once where it is none: %s", (field, value) => {
  const [name = ""] = field.split(".");
  expectError(
    errorOf(() => createKeyResolver({ [name]: value })),
    { code: "INVALID_OPTION", field },
  );
});

test.each([[null], [5], ["options"]])("%j is no options", async (options) => {
  expectError(
    errorOf(() => createKeyResolver(options as never)),
    { code: "INVALID_OPTION", field: "options" },
  );
  const error = await rejectionOf(setUp().resolve(address, options as never));
  expectError(error, { code: "INVALID_OPTION", field: "options" });
});

test.each<[string, unknown]>([
  ["refresh", 1],
  ["signal", {}],
  ["signal", null],
])("a look-up whose %s is none is refused: %j", async (field, value) => {
  const error = await rejectionOf(setUp().resolve(address, { [field]: value }));
  expectError(error, { code: "INVALID_OPTION", field });
});

test("an invoice whose receiver cannot be read is refused", async () => {
  const error = await rejectionOf(setUp().resolve(throwing()));
  expectError(error, { code: "INVALID_FIELD", field: "address.receiverUma" });
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

/** An object that throws when it is read. */
function throwing(): { readonly receiverUma: string } {
  const get = () => {
    throw new Error("hostile");
  };
  return Object.defineProperties({ receiverUma: "" }, { receiverUma: { get }, publicKey: { get } });
}
