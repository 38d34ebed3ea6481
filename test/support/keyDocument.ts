import type { TestKey } from "./keys.js";

/** What an older server answers at `/.well-known/lnurlpubkey`: its keys as they are. */
export function keyDocument({ publicKey }: TestKey, expirationTimestamp?: number): object {
  return {
    signingPubKey: publicKey,
    encryptionPubKey: publicKey,
    ...(expirationTimestamp !== undefined && { expirationTimestamp }),
  };
}
