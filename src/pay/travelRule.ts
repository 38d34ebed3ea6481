import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { getPublicKey, getSharedSecret, utils } from "@noble/secp256k1";
import { decodeUtf8, encodeUtf8, fromBytesOrHex, joinBytes, sizeOf, toHex } from "../bytes.js";
import { checkSecretKey, importPublicKey } from "../ecdsa/keys.js";
import { nobleEcdsa } from "../ecdsa/noble.js";
import { invalidOption, refusal, type UmaInvoiceError } from "../errors.js";
import { randomBytes } from "../random.js";

// ECIES as `eciesjs`, `eciespy` and `ecies/go` have it by default: an ephemeral key on secp256k1; HKDF-SHA-256,
// without salt and info, over that key and the shared point, both uncompressed; AES-256-GCM with an IV of 16 bytes.
// Measured: 1.3 kB beside what signs, where `eciesjs` is 45 kB (gzip).

/** The lengths of what is sent: ephemeral key, IV, tag, and the ciphertext behind them. */
const keyLength = 65;
const ivLength = 16;
const tagLength = 16;

/**
 * Encrypts travel rule information for the receiver's VASP.
 *
 * @param information - in the form that `travelRuleFormat` names; JSON of some form without one
 * @param publicKey - the VASP's encryption key, not the one that it signs with: 33 or 65 bytes, or
 * their hex
 * @returns hex, for `payerData.compliance.encryptedTravelRuleInfo`
 * @throws UmaInvoiceError `INVALID_FIELD` for what is no text, `INVALID_KEY`; `INVALID_OPTION` where there is no Web
 * Crypto, as on pages that came over http
 * @see UMAD-05; SEC 1, section 5.1
 *
 * @example
 * ```ts
 * const encrypted = await encryptTravelRuleInfo('{"originator":"Alice"}', publicKey);
 * await decryptTravelRuleInfo(encrypted, secretKey); // '{"originator":"Alice"}'
 * ```
 */
export async function encryptTravelRuleInfo(
  information: string,
  publicKey: Uint8Array | string,
): Promise<string> {
  const memory = new Uint8Array(typeof information === "string" ? information.length * 3 : 0);
  const length = typeof information === "string" ? encodeUtf8(information, memory, 0) : -1;
  // It is personal: no more than its size is told.
  if (length < 0) throw invalidInformation("information", "well-formed text", information);
  const receiver = importPublicKey(nobleEcdsa, publicKey);
  const ephemeral = utils.randomSecretKey(randomBytes(48));
  const ephemeralKey = getPublicKey(ephemeral, false);
  const iv = randomBytes(ivLength);
  const key = await aesKey(ephemeralKey, getSharedSecret(ephemeral, receiver, false));
  const sealed = new Uint8Array(
    await subtle().encrypt({ name: "AES-GCM", iv: iv.slice() }, key, memory.slice(0, length)),
  );
  // Web Crypto puts the tag at the end.
  const pieces = [ephemeralKey, iv, sealed.subarray(-tagLength), sealed.subarray(0, -tagLength)];
  return toHex(joinBytes(pieces, keyLength + ivLength + sealed.length));
}

/**
 * Decrypts travel rule information.
 *
 * @param encrypted - from `payerData.compliance.encryptedTravelRuleInfo`: hex, or its bytes
 * @param secretKey - the VASP's encryption key: 32 bytes, or their hex
 * @returns what the payer's VASP says of the payer, in the form that `travelRuleFormat` names. Who wrote it, this does
 * not tell: the key is public
 * @throws UmaInvoiceError `INVALID_FIELD` if it was encrypted for another key, changed on its way, or is no text;
 * `INVALID_KEY`; `INVALID_OPTION` where there is no Web Crypto
 * @see UMAD-05; SEC 1, section 5.1
 *
 * @example
 * ```ts
 * const encrypted = await encryptTravelRuleInfo("Alice, 1 Main Street", publicKey);
 * await decryptTravelRuleInfo(encrypted, secretKey); // "Alice, 1 Main Street"
 * ```
 */
export async function decryptTravelRuleInfo(
  encrypted: Uint8Array | string,
  secretKey: Uint8Array | string,
): Promise<string> {
  const secret = checkSecretKey(secretKey);
  const bytes = fromBytesOrHex(encrypted);
  const field = "encryptedTravelRuleInfo";
  if (!bytes || bytes.length < keyLength + ivLength + tagLength || bytes[0] !== 4)
    throw invalidInformation(field, "an ephemeral key of 65 bytes, and what is encrypted with it", encrypted);
  const api = subtle();
  let opened: ArrayBuffer;
  try {
    const ephemeralKey = bytes.subarray(0, keyLength);
    const key = await aesKey(ephemeralKey, getSharedSecret(secret, ephemeralKey, false));
    const [ivEnd, tagEnd] = [keyLength + ivLength, keyLength + ivLength + tagLength];
    const iv = bytes.slice(keyLength, ivEnd);
    const sealed = joinBytes([bytes.subarray(tagEnd), bytes.subarray(ivEnd, tagEnd)], bytes.length - ivEnd);
    opened = await api.decrypt({ name: "AES-GCM", iv }, key, sealed.slice());
  } catch (cause) {
    throw invalidInformation(field, "what was encrypted for this key", encrypted, cause);
  }
  const information = decodeUtf8(new Uint8Array(opened));
  if (information === undefined) throw invalidInformation(field, "text in UTF-8 in it", encrypted);
  return information;
}

/** @param sharedPoint - 65 bytes */
async function aesKey(ephemeralKey: Uint8Array, sharedPoint: Uint8Array): Promise<CryptoKey> {
  const material = joinBytes([ephemeralKey, sharedPoint], 2 * keyLength);
  const key = hkdf(sha256, material, undefined, undefined, 32);
  return subtle().importKey("raw", key.slice(), "AES-GCM", false, ["encrypt", "decrypt"]);
}

function subtle(): SubtleCrypto {
  const { crypto } = globalThis as { crypto?: Partial<Crypto> };
  if (!crypto?.subtle) throw invalidOption("crypto.subtle", "Web Crypto", undefined);
  return crypto.subtle;
}

function invalidInformation(
  field: string,
  expected: string,
  found: unknown,
  cause?: unknown,
): UmaInvoiceError {
  return refusal("INVALID_FIELD", { field, expected, instead: sizeOf(found), cause });
}
