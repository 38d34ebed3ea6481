import * as tinySecp256k1 from "tiny-secp256k1";
import { describe, expect, test } from "vitest";
import {
  createInvoice,
  type Ecdsa,
  nobleEcdsa,
  secp256k1Ecdsa,
  tinySecp256k1Ecdsa,
  verifyInvoiceSignature,
} from "../../../src/index.js";
import { hex } from "../../support/bytes.js";
import { wasmEngines } from "../../support/engines.js";
import { errorOf } from "../../support/errorOf.js";
import { keys } from "../../support/keys.js";
import { secp256k1 } from "../../support/nativeEcdsa.js";
import { requiredFields } from "../../support/sampleFields.js";

const { secretKey, publicKey } = keys.first;
const offCurve = hex(`02${"5".padStart(64, "0")}`);
const invoice = createInvoice(requiredFields, secretKey);
const digest = new Uint8Array(32).fill(7);
const message = new Uint8Array(0);

const engines: readonly (readonly [name: string, engine: Ecdsa<Uint8Array>])[] = [
  ["noble", nobleEcdsa],
  ["secp256k1", secp256k1Ecdsa(secp256k1)],
  ["tiny-secp256k1", tinySecp256k1Ecdsa(tinySecp256k1)],
  ...(wasmEngines as readonly (readonly [name: string, engine: Ecdsa<Uint8Array>])[]),
];

describe.each(engines)("%s", (_name, engine) => {
  const signature = engine.sign(digest, hex(secretKey));
  const key = engine.importPublicKey(hex(publicKey));
  const works = () => {
    expect(engine.verify(signature, digest, key, message)).toBe(true);
    expect(verifyInvoiceSignature(invoice, publicKey, { ecdsa: engine as Ecdsa })).toBe(true);
  };

  test("works on after thousands of keys that are no points", () => {
    for (let i = 0; i < 4000; i++)
      expect(errorOf(() => engine.importPublicKey(offCurve)).code).toBe("INVALID_KEY");
    works();
  });

  test("works on after thousands of verifications with such keys", () => {
    for (let i = 0; i < 4000; i++) {
      try {
        expect(engine.verify(signature, digest, offCurve, message)).toBe(false);
      } catch (error) {
        expect(error).toMatchObject({ code: "INVALID_KEY" });
      }
    }
    works();
  });

  test("works on after thousands of signatures and secret keys that are none", () => {
    const tooLarge = new Uint8Array(64).fill(255);
    for (let i = 0; i < 4000; i++) {
      try {
        expect(engine.verify(tooLarge, digest, key, message)).toBe(false);
      } catch (error) {
        expect(error).toMatchObject({ code: "INVALID_KEY" });
      }
      for (const none of [new Uint8Array(32), new Uint8Array(32).fill(255)])
        expect(errorOf(() => engine.sign(digest, none)).code).toBe("INVALID_KEY");
    }
    works();
  });

  test.each<[string, () => unknown, string]>([
    ["a digest of 31 bytes to sign", () => engine.sign(digest.subarray(1), hex(secretKey)), "INVALID_FIELD"],
    ["no secret key", () => engine.sign(digest, null as never), "INVALID_KEY"],
    ["a public key of 32 bytes", () => engine.importPublicKey(digest), "INVALID_KEY"],
    ["no public key", () => engine.importPublicKey(undefined as never), "INVALID_KEY"],
    [
      "a signature of 63 bytes",
      () => engine.verify(signature.subarray(1), digest, key, message),
      "INVALID_FIELD",
    ],
    ["no digest", () => engine.verify(signature, null as never, key, message), "INVALID_FIELD"],
    ["no key to verify with", () => engine.verify(signature, digest, {} as never, message), "INVALID_KEY"],
  ])("refuses %s by itself", (_what, call, code) => {
    expect(errorOf(call).code).toBe(code);
  });
});

test.each([null, undefined, {}, "secp256k1", { sign: () => digest }])("%o is no module", (module) => {
  for (const make of [secp256k1Ecdsa, tinySecp256k1Ecdsa])
    expect(errorOf(() => make(module as never))).toMatchObject({ code: "INVALID_OPTION", field: "ecdsa" });
});
