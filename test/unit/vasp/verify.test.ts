import { describe, expect, test, vi } from "vitest";
import {
  createInvoice,
  decodeInvoice,
  encodeInvoice,
  type Invoice,
  nobleEcdsa,
  verifyInvoice,
} from "../../../src/index.js";
import { createKeyResolver, type KeyResolver, verifyInvoiceWithResolver } from "../../../src/vasp/index.js";
import { hex } from "../../support/bytes.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";
import { keys, type TestKey } from "../../support/keys.js";
import { beforeExpiration, requiredFields } from "../../support/sampleFields.js";

const now = beforeExpiration;
const { first, second } = keys;
const signedBy = ({ secretKey }: TestKey) => encodeInvoice(createInvoice(requiredFields, secretKey));

/** A resolver that gives these answers one after another. */
function resolverOf(...answers: (readonly [TestKey, cached: boolean])[]) {
  const resolve = vi.fn<KeyResolver["resolve"]>(async () => {
    const [key, cached] = answers.shift()!;
    return { publicKey: hex(key.publicKey), cached };
  });
  return { resolve };
}

test("an invoice is verified with the key that its receiver's VASP publishes", async () => {
  const keyResolver = resolverOf([first, false]);
  const text = signedBy(first);
  const invoice = await verifyInvoiceWithResolver(text, { keyResolver, now });
  expect(invoice).toEqual(verifyInvoice(text, { publicKey: first.publicKey, now }));
  expect(keyResolver.resolve.mock.calls.map(([of]) => (of as Invoice).receiverUma)).toEqual([
    "$bob@vasp2.com",
  ]);
});

test("an invoice that was decoded before is verified, too", async () => {
  const invoice = decodeInvoice(signedBy(first));
  expect(await verifyInvoiceWithResolver(invoice, { keyResolver: resolverOf([first, true]), now })).toBe(
    invoice,
  );
});

describe("before anybody is asked,", () => {
  test.each<[string, string | Invoice, string]>([
    ["text that is none", "uma1qqqqqqqq", "INVALID_BECH32"],
    ["text that is too long", "u".repeat(9000), "TOO_LONG"],
    ["nothing", undefined as unknown as string, "INVALID_SIGNATURE"],
    ["a copy", { ...decodeInvoice(signedBy(first)) }, "INVALID_SIGNATURE"],
  ])("%s is refused", async (_, input, code) => {
    const keyResolver = resolverOf();
    expect((await rejectionOf(verifyInvoiceWithResolver(input, { keyResolver, now }))).code).toBe(code);
    expect(keyResolver.resolve).not.toHaveBeenCalled();
  });

  test("an invoice that has expired is refused", async () => {
    const keyResolver = resolverOf();
    const verified = verifyInvoiceWithResolver(signedBy(first), {
      keyResolver,
      now: requiredFields.expiration,
    });
    expectError(await rejectionOf(verified), { code: "INVOICE_EXPIRED", field: "expiration" });
    expect(keyResolver.resolve).not.toHaveBeenCalled();
  });
});

test("another's signature is refused at once where the key is fresh", async () => {
  const keyResolver = resolverOf([first, false]);
  const error = await rejectionOf(verifyInvoiceWithResolver(signedBy(second), { keyResolver, now }));
  expectError(error, { code: "INVALID_SIGNATURE", field: "signature" });
  expect(keyResolver.resolve).toHaveBeenCalledTimes(1);
});

test("where the signature fails against a cached key, a fresh one is asked for", async () => {
  const keyResolver = resolverOf([first, true], [second, false]);
  const invoice = await verifyInvoiceWithResolver(signedBy(second), { keyResolver, now });
  expect(invoice.receiverUma).toBe("$bob@vasp2.com");
  expect(keyResolver.resolve.mock.calls.map(([, options]) => options?.refresh)).toEqual([undefined, true]);
});

test("a fresh key is asked for but once", async () => {
  const keyResolver = resolverOf([first, true], [first, false]);
  const error = await rejectionOf(verifyInvoiceWithResolver(signedBy(second), { keyResolver, now }));
  expect(error.code).toBe("INVALID_SIGNATURE");
  expect(keyResolver.resolve).toHaveBeenCalledTimes(2);
});

test("where no fresh key is to be had, the verdict stands, whatever the cache says", async () => {
  const keyResolver = resolverOf([first, true], [second, true]);
  const error = await rejectionOf(verifyInvoiceWithResolver(signedBy(second), { keyResolver, now }));
  expect(error.code).toBe("INVALID_SIGNATURE");
});

test("a key that cannot be found is the resolver's error", async () => {
  const failure = new Error("no");
  const keyResolver = { resolve: () => Promise.reject(failure) };
  await expect(verifyInvoiceWithResolver(signedBy(first), { keyResolver, now })).rejects.toBe(failure);
});

test("the signal is handed on", async () => {
  const keyResolver = resolverOf([first, true], [second, false]);
  const { signal } = new AbortController();
  await verifyInvoiceWithResolver(signedBy(second), { keyResolver, now, signal });
  for (const [, options] of keyResolver.resolve.mock.calls) expect(options?.signal).toBe(signal);
});

test.each([
  ["verify", { ...nobleEcdsa, verify: vi.fn(nobleEcdsa.verify) }, "verify"],
  ["verifyAsync", { ...nobleEcdsa, verifyAsync: vi.fn(async () => true) }, "verifyAsync"],
] as const)("an engine with %s verifies with it", async (_, ecdsa, method) => {
  await verifyInvoiceWithResolver(signedBy(first), { keyResolver: resolverOf([first, false]), now, ecdsa });
  expect((ecdsa as Record<string, unknown>)[method]).toHaveBeenCalledTimes(1);
});

test("forged invoices without end make nobody flood a VASP", async () => {
  const asked: unknown[] = [];
  let clock = now;
  const document = { signingPubKey: first.publicKey, expirationTimestamp: now + 86_400 };
  const fetch = async (url: unknown) => {
    asked.push(url);
    return Response.json(document);
  };
  const keyResolver = createKeyResolver({ fetch, now: () => clock });
  for (let i = 0; i < 300; i++) {
    clock += 1;
    const error = await rejectionOf(verifyInvoiceWithResolver(signedBy(second), { keyResolver, now }));
    expect(error.code).toBe("INVALID_SIGNATURE");
  }
  expect(asked).toHaveLength(5);
});

describe("a key that takes its time", () => {
  const { expiration } = requiredFields;

  /** A clock that asking for the key moves on, each time by so much. */
  function slow(seconds: number, cached: boolean) {
    let time = expiration - 10;
    const keyResolver = {
      resolve: async () => {
        time += seconds;
        return { publicKey: hex(first.publicKey), cached };
      },
    };
    return { keyResolver, now: () => time };
  }

  test("past the expiration leaves nothing to pay", async () => {
    const error = await rejectionOf(verifyInvoiceWithResolver(signedBy(first), slow(10, false)));
    expectError(error, { code: "INVOICE_EXPIRED", field: "expiration", says: [`${expiration}`] });
  });

  test("but not past it is no matter", async () => {
    const invoice = await verifyInvoiceWithResolver(signedBy(first), slow(9, false));
    expect(invoice.expiration).toBe(expiration);
  });

  test("the second time it is asked for counts, too", async () => {
    const answers = [second, first];
    const { keyResolver, now } = slow(5, true);
    const rotating = {
      resolve: async (_of: unknown, { refresh }: { refresh?: boolean } = {}) => {
        await keyResolver.resolve();
        return { publicKey: hex(answers.shift()!.publicKey), cached: !refresh };
      },
    };
    const error = await rejectionOf(
      verifyInvoiceWithResolver(signedBy(first), { keyResolver: rotating, now }),
    );
    expect(error.code).toBe("INVOICE_EXPIRED");
  });

  test("is measured by the present where no clock is given", async () => {
    const text = encodeInvoice(
      createInvoice({ ...requiredFields, expiration: 4_102_444_800 }, first.secretKey),
    );
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      vi.setSystemTime(4_102_444_799_000);
      const keyResolver = {
        resolve: async () => {
          vi.setSystemTime(4_102_444_800_000);
          return { publicKey: hex(first.publicKey), cached: false };
        },
      };
      const error = await rejectionOf(verifyInvoiceWithResolver(text, { keyResolver }));
      expect(error.code).toBe("INVOICE_EXPIRED");
    } finally {
      vi.useRealTimers();
    }
  });
});

test.each<[string, unknown]>([
  ["options", null],
  ["keyResolver", { now }],
  ["keyResolver.resolve", { now, keyResolver: {} }],
  ["ecdsa", { now, keyResolver: resolverOf(), ecdsa: null }],
  ["ecdsa", { now, keyResolver: resolverOf(), ecdsa: { importPublicKey() {} } }],
])("%s that is none is refused before the invoice is read: %#", async (field, options) => {
  const error = await rejectionOf(verifyInvoiceWithResolver("uma1qqqqqqqq", options as never));
  expectError(error, { code: "INVALID_OPTION", field });
});

test.each([[null], [undefined], [{}], [{ cached: true }]])(
  "a resolver that gives %j for a key is refused",
  async (found) => {
    const keyResolver = { resolve: async () => found as never };
    const error = await rejectionOf(verifyInvoiceWithResolver(signedBy(first), { keyResolver, now }));
    expectError(error, { code: "INVALID_OPTION", field: "keyResolver" });
  },
);
