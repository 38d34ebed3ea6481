import type { KeyObject } from "node:crypto";
import { type Secp256k1Module, secp256k1Ecdsa } from "./adapters.js";
import { chooseEngine, type EngineChoice } from "./choice.js";
import type { Ecdsa, Signing, Verifying } from "./engine.js";
import { libsecp256k1Sync } from "./libsecp256k1.js";
import { nobleEcdsa } from "./noble.js";

/** What stands before a point on secp256k1 in a SubjectPublicKeyInfo (RFC 5480), by the point's length. */
const spkiPrefixes: { readonly [length: number]: string } = {
  33: "3036301006072a8648ce3d020106052b8104000a032200",
  65: "3056301006072a8648ce3d020106052b8104000a034200",
};

/** Loaded when it is first needed: importing it takes longer than all of this library. */
const crypto = () => process.getBuiltinModule("node:crypto");

/** What verifies on Node.js's OpenSSL. It cannot sign with a nonce after RFC 6979. */
export const nodeVerifying: Verifying<KeyObject> = {
  importPublicKey(publicKey) {
    const key = Buffer.concat([Buffer.from(spkiPrefixes[publicKey.length]!, "hex"), publicKey]);
    return crypto().createPublicKey({ key, format: "der", type: "spki" });
  },
  verify: (signature, _digest, key, message) =>
    crypto().verify("sha256", message, { key, dsaEncoding: "ieee-p1363" }, signature),
  verifyAsync: (signature, _digest, key, message) =>
    new Promise((resolve, reject) => {
      const settle = (error: Error | null, verified: boolean) => (error ? reject(error) : resolve(verified));
      crypto().verify("sha256", message, { key, dsaEncoding: "ieee-p1363" }, signature, settle);
    }),
};

/**
 * The package `secp256k1`, where whoever uses this library has installed it. Its main file would give another
 * library, forty times as slow, where there is no addon for the machine; this one throws.
 */
function loadAddon(): Ecdsa<Uint8Array> {
  const { createRequire } = process.getBuiltinModule("node:module");
  return secp256k1Ecdsa(createRequire(import.meta.url)("secp256k1/bindings.js") as Secp256k1Module);
}

let chosen: ReturnType<typeof chooseEngine> | undefined;

/** The fastest engines that work here; found out when they are first needed. */
function choose(): ReturnType<typeof chooseEngine> {
  // Builds with BoringSSL or a FIPS provider do not know the curve; before 20.16 there is no way to load a module
  // on demand.
  return (chosen ??= chooseEngine(
    [
      { name: "secp256k1", load: () => loadAddon() as Ecdsa },
      { name: "libsecp256k1", load: () => libsecp256k1Sync() as Ecdsa },
      { name: "node:crypto", load: () => nodeVerifying as Verifying },
    ],
    { name: "@noble/secp256k1", engine: nobleEcdsa as Ecdsa },
  ));
}

export const defaultVerifying: Verifying = {
  importPublicKey: (publicKey) => choose().verifying.importPublicKey(publicKey),
  verify: (...signed) => choose().verifying.verify(...signed),
  verifyAsync: async (...signed) => (choose().verifying.verifyAsync ?? choose().verifying.verify)(...signed),
};

export const defaultSigning: Signing = {
  sign: (digest, secretKey) => choose().signing.sign(digest, secretKey),
};

export const defaultEcdsa: Ecdsa = { ...defaultSigning, ...defaultVerifying };

export function defaultEngine(): EngineChoice {
  return choose().choice;
}
