import type { KeyObject } from "node:crypto";
import type { Ecdsa } from "./engine.js";
import { nobleEcdsa } from "./noble.js";

/** What stands before a point on secp256k1 in a SubjectPublicKeyInfo (RFC 5480), by the point's length. */
const spkiPrefixes: { readonly [length: number]: string } = {
  33: "3036301006072a8648ce3d020106052b8104000a032200",
  65: "3056301006072a8648ce3d020106052b8104000a034200",
};

/** Loaded when it is first needed: importing it takes longer than all of this library. */
const crypto = () => process.getBuiltinModule("node:crypto");

/** The engine on Node.js's OpenSSL. It cannot sign with a nonce after RFC 6979, so noble does. */
export const nodeEcdsa: Ecdsa<KeyObject> = {
  sign: nobleEcdsa.sign,
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
 * Whether this Node.js knows the curve. Builds with BoringSSL or a FIPS provider do not; before
 * 20.16 there is no way to load a module on demand.
 */
function knowsSecp256k1(): boolean {
  // The signature of "Satoshi Nakamoto" with the secret key 1, a published test vector for RFC 6979.
  const signature = Buffer.from(
    "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8" +
      "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5",
    "hex",
  );
  const generator = Buffer.from("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798", "hex");
  try {
    const key = nodeEcdsa.importPublicKey(generator);
    return nodeEcdsa.verify(signature, signature, key, Buffer.from("Satoshi Nakamoto"));
  } catch {
    return false;
  }
}

let chosen: Ecdsa | undefined;

function engine(): Ecdsa {
  return (chosen ??= (knowsSecp256k1() ? nodeEcdsa : nobleEcdsa) as Ecdsa);
}

/** {@link nodeEcdsa} where it works, noble's elsewhere; found out when it is first needed. */
export const defaultEcdsa: Ecdsa = {
  sign: nobleEcdsa.sign,
  importPublicKey: (publicKey) => engine().importPublicKey(publicKey),
  verify: (...signed) => engine().verify(...signed),
  verifyAsync: async (...signed) => (engine().verifyAsync ?? engine().verify)(...signed),
};
