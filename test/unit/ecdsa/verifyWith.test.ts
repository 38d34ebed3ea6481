import { describe, expect, test } from "vitest";
import {
  createInvoice,
  createInvoiceAsync,
  type Ecdsa,
  encodeInvoice,
  nobleEcdsa,
  verifyInvoice,
  verifyInvoiceSignature,
  verifyInvoicesAsync,
} from "../../../src/index.js";
import { verifyInvoiceWithResolver } from "../../../src/vasp/index.js";
import { hex } from "../../support/bytes.js";
import { errorOf, rejectionOf } from "../../support/errorOf.js";
import { keys } from "../../support/keys.js";
import { secp256k1 } from "../../support/nativeEcdsa.js";
import { beforeExpiration, requiredFields } from "../../support/sampleFields.js";

const { secretKey, publicKey } = keys.first;
const invoice = createInvoice(requiredFields, secretKey);
const now = beforeExpiration;
const keyResolver = { resolve: async () => ({ publicKey: hex(publicKey), cached: false }) };
const signer = {
  sign: (digest: Uint8Array) => secp256k1.ecdsaSign(digest, hex(secretKey)).signature,
};

/** Every function that has an engine verify something, and whether it found it good. */
const verifiers: readonly (readonly [name: string, verify: (ecdsa: Ecdsa) => Promise<boolean>])[] = [
  ["verifyInvoice", async (ecdsa) => holds(() => verifyInvoice(invoice, { publicKey, now, ecdsa }))],
  ["verifyInvoiceSignature", async (ecdsa) => verifyInvoiceSignature(invoice, publicKey, { ecdsa })],
  [
    "verifyInvoicesAsync",
    async (ecdsa) => {
      const [result] = await verifyInvoicesAsync([encodeInvoice(invoice)], { publicKey, now, ecdsa });
      return holds(() => {
        if (result!.status === "rejected") throw result!.reason;
      });
    },
  ],
  [
    "verifyInvoiceWithResolver",
    async (ecdsa) => {
      const settled = await Promise.allSettled([
        verifyInvoiceWithResolver(invoice, { keyResolver, now, ecdsa }),
      ]);
      return holds(() => {
        if (settled[0].status === "rejected") throw settled[0].reason;
      });
    },
  ],
  [
    "createInvoiceAsync",
    async (ecdsa) => {
      const settled = await Promise.allSettled([
        createInvoiceAsync(requiredFields, signer, { publicKey, ecdsa }),
      ]);
      return holds(() => {
        if (settled[0].status === "rejected") throw settled[0].reason;
      });
    },
  ],
];

function holds(verify: () => unknown): boolean {
  try {
    verify();
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === "INVALID_SIGNATURE") return false;
    throw error;
  }
}

/** An engine with state of its own, which it only finds by `this`. */
class StatefulEngine implements Ecdsa<Uint8Array> {
  calls = 0;

  sign(digest: Uint8Array, key: Uint8Array): Uint8Array {
    this.calls++;
    return nobleEcdsa.sign(digest, key) as Uint8Array;
  }

  importPublicKey(key: Uint8Array): Uint8Array {
    this.calls++;
    return nobleEcdsa.importPublicKey(key);
  }

  verify(signature: Uint8Array, digest: Uint8Array, key: Uint8Array, message: Uint8Array): boolean {
    this.calls++;
    return nobleEcdsa.verify(signature, digest, key, message);
  }
}

class StatefulAsyncEngine extends StatefulEngine {
  async verifyAsync(...signed: Parameters<StatefulEngine["verify"]>): Promise<boolean> {
    return this.verify(...signed);
  }
}

describe.each(verifiers)("%s", (_name, verify) => {
  test.each([StatefulEngine, StatefulAsyncEngine])(
    "calls an engine of the class %o as its methods",
    async (Engine) => {
      expect(await verify(new Engine() as Ecdsa)).toBe(true);
    },
  );

  test.each([1, "true", {}, Promise.resolve(true), undefined])(
    "does not take %o for a verdict",
    async (verdict) => {
      const engine = { ...nobleEcdsa, verify: () => verdict as boolean } as Ecdsa;
      expect(await verify(engine)).toBe(false);
    },
  );

  test.each([null, {}, { verify: () => true }, { ...nobleEcdsa, verify: "true" }, "noble"])(
    "refuses %o for an engine",
    async (engine) => {
      await expect(verify(engine as unknown as Ecdsa)).rejects.toMatchObject({
        code: "INVALID_OPTION",
        field: "ecdsa",
      });
    },
  );
});

test("a promised verdict counts if it is true, and not if it is only like it", async () => {
  for (const [verdict, expected] of [
    [true, "fulfilled"],
    [1, "rejected"],
  ] as const) {
    const ecdsa = { ...nobleEcdsa, verifyAsync: async () => verdict as boolean } as Ecdsa;
    const [result] = await verifyInvoicesAsync([encodeInvoice(invoice)], { publicKey, now, ecdsa });
    expect(result!.status).toBe(expected);
  }
});

test("what an engine throws comes through as it is", async () => {
  const failure = new Error("the engine's own");
  const ecdsa = {
    ...nobleEcdsa,
    verify: () => {
      throw failure;
    },
  } as Ecdsa;
  expect(() => verifyInvoiceSignature(invoice, publicKey, { ecdsa })).toThrow(failure);
});

test("an engine that cannot sign is refused", async () => {
  expect(errorOf(() => createInvoice(requiredFields, secretKey, { ecdsa: {} as Ecdsa }))).toMatchObject({
    code: "INVALID_OPTION",
    field: "ecdsa",
  });
  const getter = Object.defineProperty({}, "verify", {
    get() {
      throw new Error("not to be read");
    },
  }) as Ecdsa;
  const promise = createInvoiceAsync(requiredFields, signer, { publicKey, ecdsa: getter });
  expect((await rejectionOf(promise)).field).toBe("ecdsa");
});
