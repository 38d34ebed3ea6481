/**
 * An engine for ECDSA over secp256k1. The engine does the arithmetic and nothing else: DER, key
 * formats and high `s` are dealt with before it is called, so that all engines give the same
 * verdicts.
 *
 * @example
 * ```ts
 * const engine: Ecdsa<Uint8Array> = {
 *   ...nobleEcdsa,
 *   verify: (signature, digest, key) => myVerify(signature, digest, key),
 * };
 * verifyInvoice(text, { publicKey, ecdsa: engine });
 * ```
 */
export type Ecdsa<Key = unknown> = {
  /**
   * Signs a digest with a deterministic nonce (RFC 6979).
   *
   * @param digest - 32 bytes
   * @param secretKey - 32 bytes, from 1 to the order of the curve less 1
   * @returns 64 bytes, r and s, big-endian
   */
  sign(digest: Uint8Array, secretKey: Uint8Array): Uint8Array;
  /**
   * Checks that a public key is a point on the curve, and brings it into the form that
   * {@link verify} takes. Throws anything if it is not.
   *
   * @param publicKey - 33 bytes that start with 2 or 3, or 65 that start with 4
   */
  importPublicKey(publicKey: Uint8Array): Key;
  /**
   * Verifies a signature.
   *
   * @param signature - 64 bytes, r and s, big-endian, neither zero nor at or above the order, s low
   * @param digest - 32 bytes
   * @param publicKey - what {@link importPublicKey} returned
   * @param message - what the digest is the SHA-256 of, for engines that hash by themselves
   */
  verify(signature: Uint8Array, digest: Uint8Array, publicKey: Key, message: Uint8Array): boolean;
  /** The same, off the main thread, where the engine can do that. */
  verifyAsync?(
    signature: Uint8Array,
    digest: Uint8Array,
    publicKey: Key,
    message: Uint8Array,
  ): Promise<boolean>;
};
