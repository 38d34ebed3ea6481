import { amount, type Codec, decodeWith, encodeWith, list, object, oneOf, optional, text } from "./codec.js";
import { domain, mostUtxos, type Signature, signatureFields } from "./compliance.js";
import { isGiven, isJsonObject, type JsonSource } from "./json.js";

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
 * utxos[0].amountMsats; // 23400000n
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
