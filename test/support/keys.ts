import { readFileSync } from "node:fs";

/** A fixed test key: hex of the 32-byte secret key, and of the 65-byte and the 33-byte public key. */
export type TestKey = {
  readonly secretKey: string;
  readonly publicKey: string;
  readonly compressedPublicKey: string;
};

/** The two keys that sign the fixtures. */
export const keys: { readonly first: TestKey; readonly second: TestKey } = JSON.parse(
  readFileSync(new URL("../../fixtures/keys.json", import.meta.url), "utf8"),
);
