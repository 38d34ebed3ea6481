import { invalidField } from "../errors.js";
import { addressAt, canonicalDomain } from "../uma/address.js";
import {
  amount,
  type Codec,
  checkWith,
  decodeWith,
  encodeWith,
  list,
  object,
  oneOf,
  optional,
  text,
} from "./codec.js";
import { domain, mostUtxos, type Signature, signatureFields } from "./compliance.js";
import { isGiven, isJsonObject, type JsonSource } from "./json.js";
import {
  checkSame,
  nobodySigns,
  type SignedKind,
  type SigningKeyOrSigner,
  type SignMessageOptions,
  sign,
  type Unsigned,
  type Verified,
  type VerifyMessageOptions,
  verify,
} from "./signing.js";

/** A channel that a payment went through. */
export type UtxoWithAmount = {
  /** `txid:vout` */
  readonly utxo: string;
  /** How much went through it, in millisatoshi. */
  readonly amountMsats: bigint;
};

/** What one VASP tells the other one after a payment, at its `utxoCallback`. */
export type PostTransactionCallback = Signature & {
  readonly utxos: readonly UtxoWithAmount[];
  /** The domain of the VASP that tells it: its keys are there. */
  readonly vaspDomain: string;
  /** Whether the receiver got the payment. */
  readonly transactionStatus?: "COMPLETED" | "FAILED";
  /** Why the payment failed: a code of the protocol. */
  readonly errorCode?: string;
  /** Why the payment failed. */
  readonly errorReason?: string;
};

/** What VASPs of major version 0 tell: nothing of it is signed. */
export type OldPostTransactionCallback = Pick<PostTransactionCallback, "utxos">;

const callback = /* @__PURE__ */ (() => {
  const utxos = list(object<UtxoWithAmount>({ utxo: text(), amountMsats: amount() }), mostUtxos);
  const current = object<PostTransactionCallback>({
    utxos,
    vaspDomain: domain(),
    transactionStatus: optional(oneOf("COMPLETED", "FAILED")),
    errorCode: optional(text()),
    errorReason: optional(text()),
    ...signatureFields(),
  });
  const old = object<OldPostTransactionCallback>({ utxos });
  const codec: Codec<PostTransactionCallback | OldPostTransactionCallback> = {
    ...current,
    read(json, path, refuse) {
      // With any of these, it is meant to be signed.
      const isOld =
        isJsonObject(json) &&
        !Object.keys({ vaspDomain: 0, ...signatureFields() }).some((name) => isGiven(json, name));
      return (isOld ? old : current).read(json, path, refuse);
    },
  };
  return codec;
})();

/**
 * Reads a post-transaction callback. One of major version 0 has no `signature`, and only says something about whoever
 * wrote it to a URL that nobody else knows.
 *
 * @param json - JSON, its bytes, or what was read from them
 * @throws UmaInvoiceError `INVALID_MESSAGE`
 * @see UMAD-07
 *
 * @example
 * ```ts
 * const { utxos } = decodePostTransactionCallback(encodePostTransactionCallback(postTransactionCallback));
 * utxos[0]?.amountMsats; // 23400000n
 * ```
 */
export function decodePostTransactionCallback(
  json: JsonSource,
): PostTransactionCallback | OldPostTransactionCallback {
  return decodeWith(callback, json, ["PARSE_UTXO_CALLBACK_ERROR", 400]);
}

/**
 * Writes a post-transaction callback as JSON.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`
 * @see UMAD-07
 *
 * @example
 * ```ts
 * encodePostTransactionCallback(postTransactionCallback); // "{\"utxos\":[{\"utxo\":\"…"
 * ```
 */
export function encodePostTransactionCallback(
  message: PostTransactionCallback | OldPostTransactionCallback,
): string {
  return encodeWith(callback, message);
}

const postTransactionKind: SignedKind<PostTransactionCallback> = {
  check(message) {
    const checked = checkWith(callback, message);
    if ("signature" in checked) return checked;
    throw nobodySigns("a post-transaction callback of major version 1");
  },
  place: (message, signature) => ({ ...message, ...signature }),
  subjects: () => [],
  domain: (message) => message.vaspDomain,
  signature: (message) => message,
};

/**
 * Signs a post-transaction callback. Nothing of what is in it is signed.
 *
 * @param callback - all but the signature, its nonce and its timestamp
 * @param key - of the VASP that tells it
 * @throws UmaInvoiceError as {@link signLnurlpRequest}
 * @see UMAD-07
 *
 * @example
 * ```ts
 * const utxos = [{ utxo: "4a5e…:0", amountMsats: 23_400_000n }];
 * const callback = await signPostTransactionCallback({ utxos, vaspDomain: "vasp1.com" }, secretKey);
 * callback.signature; // "30…"
 * ```
 */
export function signPostTransactionCallback(
  callback: Unsigned<PostTransactionCallback>,
  key: SigningKeyOrSigner,
  options?: SignMessageOptions,
): Promise<PostTransactionCallback> {
  return sign(postTransactionKind, callback, key, options);
}

/**
 * Verifies a post-transaction callback: that it is of the VASP on the other side of the payment, its timestamp, its
 * signature, and that its nonce is new. The channels are not signed.
 *
 * @param domain - of the VASP on the other side of the payment
 * @throws UmaInvoiceError as {@link verifyLnurlpRequest}; `INVALID_MESSAGE` if it is of another VASP;
 * `MISSING_SIGNATURE` for one of major version 0
 * @see UMAD-07
 *
 * @example
 * ```ts
 * const utxos = [{ utxo: "4a5e…:0", amountMsats: 23_400_000n }];
 * const callback = await signPostTransactionCallback({ utxos, vaspDomain: "vasp1.com" }, secretKey);
 * const verified = await verifyPostTransactionCallback(callback, "vasp1.com", { keyResolver, nonces });
 * verified.utxos[0]?.amountMsats; // 23400000n
 * ```
 */
export async function verifyPostTransactionCallback(
  callback: PostTransactionCallback | OldPostTransactionCallback,
  domain: string,
  options: VerifyMessageOptions,
): Promise<Verified<PostTransactionCallback>> {
  if (!canonicalDomain(domain)) throw invalidField("domain", "the domain of a VASP", domain);
  const checked = postTransactionKind.check(callback as PostTransactionCallback);
  checkSame("vaspDomain", addressAt(checked.vaspDomain), addressAt(domain), "PARSE_UTXO_CALLBACK_ERROR");
  return verify(postTransactionKind, checked, options);
}
