import { copyBytes } from "../bytes.js";
import { invalidField } from "../invalidField.js";
import { checkSecretKey } from "./checkSecretKey.js";
import type { Ecdsa } from "./Ecdsa.js";
import { checkPublicKey, invalidKey } from "./importPublicKey.js";

/**
 * Makes an engine of a library's functions, which get to see plain bytes of the right lengths alone: some
 * libraries fall over on anything else, in ways of their own.
 */
export function makeEngine(library: Ecdsa<Uint8Array>): Ecdsa<Uint8Array> {
  const onCurve = (publicKey: Uint8Array, use: (bytes: Uint8Array) => boolean | Uint8Array) => {
    const bytes = checkPublicKey(publicKey);
    try {
      return use(bytes);
    } catch (cause) {
      throw invalidKey(publicKey, cause);
    }
  };
  return {
    sign: (digest, secretKey) => library.sign(ofLength(digest, 32, "digest"), checkSecretKey(secretKey)),
    importPublicKey: (publicKey) =>
      onCurve(publicKey, (bytes) => library.importPublicKey(bytes)) as Uint8Array,
    verify(signature, digest, publicKey, message) {
      const compact = ofLength(signature, 64, "signature");
      const hash = ofLength(digest, 32, "digest");
      return onCurve(publicKey, (bytes) => library.verify(compact, hash, bytes, message)) as boolean;
    },
  };
}

function ofLength(value: Uint8Array, length: number, field: string): Uint8Array {
  const bytes = copyBytes(value);
  if (bytes?.length !== length) throw invalidField(field, `${length} bytes`, value);
  return bytes;
}
