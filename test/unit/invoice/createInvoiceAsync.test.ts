import { describe, expect, test } from "vitest";
import {
  createInvoice,
  createInvoiceAsync,
  type Ecdsa,
  nobleEcdsa,
  type Signer,
  verifyInvoiceSignature,
} from "../../../src/index.js";
import { badPublicKeys } from "../../support/badKeys.js";
import { hex } from "../../support/bytes.js";
import { badSignatures, derInteger, derSequence, order, readDer, withHighS } from "../../support/der.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { secp256k1 } from "../../support/nativeEcdsa.js";
import { allFields, requiredFields } from "../../support/sampleFields.js";

const { publicKey } = keys.first;
const expected = createInvoice(requiredFields, keys.first.secretKey);

function compact(digest: Uint8Array): Uint8Array {
  return secp256k1.ecdsaSign(digest, hex(keys.first.secretKey)).signature;
}

function der(digest: Uint8Array): Uint8Array {
  return secp256k1.signatureExport(compact(digest));
}

function highDer(digest: Uint8Array): Uint8Array {
  const { r, s } = readDer(der(digest));
  return derSequence(derInteger(r), derInteger(order - s));
}

describe("the signer may answer", () => {
  test.each<[string, Signer["sign"]]>([
    ["DER", der],
    ["64 bytes", compact],
    ["a promise of DER", async (digest) => der(digest)],
    ["a promise of 64 bytes", async (digest) => compact(digest)],
    ["DER with a high s", highDer],
    ["64 bytes with a high s", (digest) => withHighS(compact(digest))],
    ["a Buffer", (digest) => Buffer.from(der(digest))],
  ])("%s: the invoice is that of createInvoice, with a low s", async (_name, sign) => {
    const invoice = await createInvoiceAsync(requiredFields, { sign });
    expect(invoice).toStrictEqual(expected);
    expect(verifyInvoiceSignature(invoice, publicKey)).toBe(true);
  });

  test.each(badSignatures.filter(([, { length }]) => length !== 64))("not with %s", async (_name, answer) => {
    const error = await rejectionOf(createInvoiceAsync(requiredFields, { sign: () => answer }));
    expectError(error, { code: "INVALID_SIGNATURE", field: "signature" });
  });

  test.each<[string, unknown]>([
    ["undefined", undefined],
    ["null", null],
    ["hex", "3044"],
    ["an array of numbers", [0x30]],
    ["an object around the signature", { Signature: new Uint8Array(70) }],
    ["64 bytes of zeros", new Uint8Array(64)],
    ["64 bytes past the order", new Uint8Array(64).fill(0xff)],
    ["65 bytes", new Uint8Array(65).fill(1)],
  ])("not with %s", async (_name, answer) => {
    const sign = () => answer as Uint8Array;
    const error = await rejectionOf(createInvoiceAsync(requiredFields, { sign }));
    expectError(error, { code: "INVALID_SIGNATURE", field: "signature" });
  });

  test("after its caller has changed a field: the invoice is the one that was signed", async () => {
    const receivingCurrency = { ...requiredFields.receivingCurrency, decimals: 2 as number };
    const sign: Signer["sign"] = (digest) => {
      receivingCurrency.decimals = 0;
      return der(digest);
    };
    const invoice = await createInvoiceAsync({ ...requiredFields, receivingCurrency }, { sign });
    expect(invoice).toStrictEqual(expected);
  });

  test("bytes that it then changes: the invoice does not change", async () => {
    let answer = new Uint8Array();
    const sign = (digest: Uint8Array) => (answer = new Uint8Array(compact(digest)));
    const invoice = await createInvoiceAsync(requiredFields, { sign });
    answer.fill(0);
    expect(invoice).toStrictEqual(expected);
  });

  test("after writing into the digest that it was given", async () => {
    const sign = (digest: Uint8Array) => {
      const signature = der(digest);
      digest.fill(0);
      return signature;
    };
    expect(await createInvoiceAsync(requiredFields, { sign }, { publicKey })).toStrictEqual(expected);
  });
});

describe("the signer", () => {
  test("is asked once, with 32 bytes", async () => {
    const asked: number[] = [];
    const sign = (digest: Uint8Array) => {
      asked.push(digest.length);
      return der(digest);
    };
    await createInvoiceAsync(requiredFields, { sign });
    expect(asked).toStrictEqual([32]);
  });

  test("keeps its this", async () => {
    class Hsm implements Signer {
      readonly secretKey = hex(keys.first.secretKey);
      sign(digest: Uint8Array) {
        return secp256k1.ecdsaSign(digest, this.secretKey).signature;
      }
    }
    expect(await createInvoiceAsync(requiredFields, new Hsm())).toStrictEqual(expected);
  });

  test("is heard where it throws: its own error comes through", async () => {
    const failure = new Error("the HSM is asleep");
    const throwing = () => {
      throw failure;
    };
    await expect(createInvoiceAsync(requiredFields, { sign: throwing })).rejects.toBe(failure);
    await expect(createInvoiceAsync(requiredFields, { sign: async () => throwing() })).rejects.toBe(failure);
  });

  test.each([undefined, null, {}, { sign: "sign" }])("has to be one: %j", async (signer) => {
    const error = await rejectionOf(createInvoiceAsync(requiredFields, signer as never));
    expectError(error, { code: "INVALID_OPTION", field: "signer", says: ["a sign function"] });
  });

  test("is not asked where the fields are wrong", async () => {
    let asked = false;
    const sign = (digest: Uint8Array) => {
      asked = true;
      return der(digest);
    };
    const error = await rejectionOf(createInvoiceAsync({ ...requiredFields, amount: -1n }, { sign }));
    expectError(error, { code: "INVALID_FIELD", field: "amount" });
    expect(asked).toBe(false);
  });
});

describe("fields", () => {
  test("are those of createInvoice, defaults and all", async () => {
    const { invoiceUUID: _, umaVersions: __, ...rest } = allFields;
    const fields = { ...rest, amount: 1000, expiration: new Date(1_893_456_000_500) };
    const options = { random: () => new Uint8Array(16), integers: "decimal" } as const;
    expect(await createInvoiceAsync(fields, { sign: der }, options)).toStrictEqual(
      createInvoice(fields, keys.first.secretKey, options),
    );
  });

  test("that are wrong reject the promise: nothing is thrown before", async () => {
    const promise = createInvoiceAsync({} as typeof requiredFields, { sign: der });
    const error = await rejectionOf(promise);
    expect(error.code).toBe("MISSING_FIELD");
  });
});

describe("with the public key", () => {
  test.each([keys.first.publicKey, keys.first.compressedPublicKey])(
    "%s: the signature is verified",
    async (key) => {
      const invoice = await createInvoiceAsync(requiredFields, { sign: der }, { publicKey: key });
      expect(invoice).toStrictEqual(expected);
    },
  );

  test.each([der, highDer, compact])("a signature by another key is refused", async (sign) => {
    const options = { publicKey: keys.second.publicKey };
    const error = await rejectionOf(createInvoiceAsync(requiredFields, { sign }, options));
    expectError(error, { code: "INVALID_SIGNATURE", field: "signature", says: ["public key"] });
  });

  test("a signature over a hash of the digest is refused", async () => {
    const sign = async (digest: Uint8Array) =>
      der(new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(digest))));
    const error = await rejectionOf(createInvoiceAsync(requiredFields, { sign }, { publicKey }));
    expectError(error, { code: "INVALID_SIGNATURE", field: "signature" });
  });

  test.each(badPublicKeys.slice(1))("%s is refused", async (_name, key) => {
    const options = { publicKey: key as string };
    const error = await rejectionOf(createInvoiceAsync(requiredFields, { sign: der }, options));
    expectError(error, { code: "INVALID_KEY", says: ["public key: "] });
  });

  test("the engine that verifies is the one given", async () => {
    const ecdsa: Ecdsa<Uint8Array> = { ...nobleEcdsa, verify: () => false };
    const error = await rejectionOf(createInvoiceAsync(requiredFields, { sign: der }, { publicKey, ecdsa }));
    expect(error.code).toBe("INVALID_SIGNATURE");
  });

  test("an engine that answers anything but true has refused", async () => {
    const ecdsa = { ...nobleEcdsa, verify: () => Promise.resolve(false) as unknown as boolean };
    const error = await rejectionOf(createInvoiceAsync(requiredFields, { sign: der }, { publicKey, ecdsa }));
    expect(error.code).toBe("INVALID_SIGNATURE");
  });
});
