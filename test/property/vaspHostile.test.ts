import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import * as vasp from "../../src/vasp/index.js";
import { detached, revoked, unreadable } from "../support/broken.js";
import { hexOf, pemOf } from "../support/certificates.js";
import { keys } from "../support/keys.js";
import { resultOrRefusal } from "../support/resultOrRefusal.js";

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Makes a value: those that throw when they are touched cannot be handed around as they are. */
type Make = () => unknown;

const hostile: readonly Make[] = [
  () => revoked({}),
  () => revoked([]),
  () => revoked(() => undefined),
  () => unreadable(() => undefined),
  () => detached(65),
  () => Object.create(null),
  () => runInNewContext("({ at: new Date(0), bytes: new Uint8Array(65), list: [] })"),
  () => runInNewContext("new Date(NaN)"),
  () => ({ toString: () => expect.unreachable(), [Symbol.toPrimitive]: () => expect.unreachable() }),
];

const plain = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withTypedArray: true, withNullPrototype: true }),
  fc.constantFrom<unknown>(
    undefined,
    null,
    Symbol("any"),
    1n,
    Number.NaN,
    -1,
    "",
    "\u212a",
    new Date(Number.NaN),
  ),
  fc.constantFrom<unknown>(
    "$bob@vasp2.com",
    "vasp2.com",
    "https://vasp2.com/uma",
    keys.first.publicKey,
    pemOf("leaf"),
    hexOf("root"),
    1_767_225_600,
    [0, 1],
    () => undefined,
    new Map(),
    new AbortController().signal,
  ),
);
const anything: fc.Arbitrary<Make> = fc.oneof(
  plain.map((value) => () => value),
  fc.constantFrom(...hostile),
);

/** Options in which each property may be anything, absent, or throw; or no options at all. */
function optionsOf(...names: readonly string[]): fc.Arbitrary<Make> {
  const properties = fc
    .record(Object.fromEntries(names.map((name) => [name, anything])), { requiredKeys: [] })
    .map((makers) => () => Object.fromEntries(Object.entries(makers).map(([name, make]) => [name, make!()])));
  const throwing = fc.constantFrom(...names).map(
    (name) => () =>
      Object.defineProperty({}, name, {
        enumerable: true,
        get() {
          throw new Error("hostile");
        },
      }),
  );
  return fc.oneof({ weight: 4, arbitrary: properties }, throwing, anything);
}

const httpNames = ["timeoutSeconds", "signal", "maxBytes", "allowLoopback", "allowPorts", "checkHost"];

const runs = { numRuns: 400 };

describe("given anything at all, there is a result or our error, of", () => {
  test("vaspDomain and readCertificate", async () => {
    await fc.assert(
      fc.asyncProperty(anything, async (make) => {
        await resultOrRefusal(() => vasp.vaspDomain(make() as string));
        await resultOrRefusal(() => vasp.readCertificate(make() as string));
        await resultOrRefusal(() => vasp.readCertificate([make()] as never));
      }),
      runs,
    );
  });

  test("fetchVaspKeys and fetchVaspConfiguration", async () => {
    await fc.assert(
      fc.asyncProperty(
        anything,
        optionsOf(...httpNames, "now", "trustedRoots"),
        anything,
        async (make, options, answer) => {
          // Nobody is asked over the network.
          vi.stubGlobal("fetch", async () => answer());
          for (const domain of [make(), "vasp2.com"]) {
            await resultOrRefusal(() => vasp.fetchVaspKeys(domain as string, options() as object));
            await resultOrRefusal(() => vasp.fetchVaspConfiguration(domain as string, options() as object));
          }
        },
      ),
      runs,
    );
  });

  test("createKeyResolver, and the resolver that it makes", async () => {
    const names = [
      "cache",
      "maxAgeSeconds",
      "maxFailureAgeSeconds",
      "maxLookups",
      "maxLookupsPerDomain",
      "maxWaiting",
      "now",
    ];
    await fc.assert(
      fc.asyncProperty(optionsOf(...names, ...httpNames, "trustedRoots"), async (options) => {
        await resultOrRefusal(() => vasp.createKeyResolver(options() as object));
      }),
      runs,
    );
    await fc.assert(
      fc.asyncProperty(anything, optionsOf("refresh", "signal"), anything, async (of, options, answer) => {
        const fetch = async () => answer() as Response;
        const resolver = vasp.createKeyResolver({ fetch });
        await resultOrRefusal(() => resolver.resolve(of() as string, options() as object));
        await resultOrRefusal(() => resolver.resolve("$bob@vasp2.com", options() as object));
        await resultOrRefusal(() => resolver.resolve("$bob@vasp2.com"));
      }),
      runs,
    );
  });

  test("a resolver whose cache holds anything", async () => {
    const entries = optionsOf("publicKey", "expiresAt", "checkedAt");
    await fc.assert(
      fc.asyncProperty(entries, async (entry) => {
        const fetch = async () => Response.json({ signingPubKey: keys.first.publicKey });
        const cache = {
          get: () => safely(entry) as never,
          set() {},
          delete() {},
        };
        const { publicKey } = await vasp.createKeyResolver({ cache, fetch }).resolve("$bob@vasp2.com");
        expect(Buffer.from(publicKey).toString("hex")).toBe(keys.first.publicKey);
      }),
      runs,
    );
  });

  test("createVaspHandler, and the handler that it makes", async () => {
    const options = fc.record({
      keys: optionsOf("signingCertChain", "signingPublicKey", "encryptionCertChain", "encryptionPublicKey"),
      configuration: optionsOf("name", "umaMajorVersions", "umaRequestEndpoint"),
      maxAgeSeconds: anything,
    });
    await fc.assert(
      fc.asyncProperty(options, anything, async (makers, make) => {
        const given = Object.fromEntries(Object.entries(makers).map(([name, each]) => [name, each()]));
        await resultOrRefusal(() => vasp.createVaspHandler(given as never));
        await resultOrRefusal(() => vasp.createVaspHandler(make() as never));
      }),
      runs,
    );
    const publicKeys = { signingPublicKey: keys.first.publicKey, encryptionPublicKey: keys.first.publicKey };
    const handler = vasp.createVaspHandler({
      keys: publicKeys,
      configuration: { name: "VASP", umaMajorVersions: [1] },
    });
    await fc.assert(
      fc.asyncProperty(optionsOf("method", "url"), async (request) => {
        expect(await handler(request() as Request)).toBeInstanceOf(Response);
      }),
      runs,
    );
  });
});

/** What is made, or nothing where it cannot be copied. */
function safely(make: Make): unknown {
  try {
    return { ...(make() as object) };
  } catch {
    return undefined;
  }
}
