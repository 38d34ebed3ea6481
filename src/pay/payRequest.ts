import type { TextFormat } from "../tlv/kinds.js";
import { vaspDomain } from "../uma/address.js";
import { uuid } from "../uma/format.js";
import { encodePayAmount, type PayAmount, payAmountExpected, readPayAmount } from "./amount.js";
import {
  amount,
  type Codec,
  checkWith,
  decodeWith,
  encodeWith,
  leaf,
  list,
  object,
  optional,
  optionalText,
  text,
  withDefault,
} from "./codec.js";
import {
  address,
  currencyCode,
  type KycStatus,
  kycStatus,
  mostUtxos,
  type RequestedData,
  requestedData,
  type Signature,
  signatureFields,
} from "./compliance.js";
import { digitsOf, isGiven, isJsonObject, type JsonObject, type JsonSource, jsonNumber } from "./json.js";
import {
  type SignedKind,
  type SigningKeyOrSigner,
  type SignMessageOptions,
  sign,
  type Unsigned,
  type Verified,
  type VerifyMessageOptions,
  verify,
} from "./signing.js";

/** What the payer's VASP says of the payer, and signs. */
export type PayerCompliance = Signature & {
  /** What it knows of the payer. */
  readonly kycStatus: KycStatus;
  /** The channels that the payment may come through: `txid:vout`. */
  readonly utxos: readonly string[];
  /** The public key of the node that pays, in hex. */
  readonly nodePubKey?: string;
  /** Where to post which channels the payment came through. Nobody has checked that it is a URL. */
  readonly utxoCallback?: string;
  /** Travel rule information, for the receiver's VASP alone, in hex: see `decryptTravelRuleInfo`. */
  readonly encryptedTravelRuleInfo?: string;
  /** What it is in: `IVMS@101.2023`; without it, JSON of some form. */
  readonly travelRuleFormat?: string;
};

/** Who pays. */
export type PayerData = {
  /** The payer: `$alice@vasp1.com`. */
  readonly identifier: string;
  readonly name?: string;
  readonly email?: string;
  readonly compliance: PayerCompliance;
  /** Whatever else was asked for. */
  readonly [name: string]: unknown;
};

/** What a payment is settled with. */
export type Settlement = {
  /** `ln`, `spark`. */
  readonly layer: string;
  readonly assetIdentifier: string;
};

/** Asks for a Lightning invoice. */
export type PayRequest = {
  /** In major version 0, there is no `invoiceUUID` and no `settlement`, and the amount is in `convert`. */
  readonly umaMajorVersion: 0 | 1;
  /** The code of the currency that the receiver gets. */
  readonly convert: string;
  /** What the receiver gets of it; or, without a currency, what the payer sends in millisatoshi. */
  readonly amount: PayAmount;
  readonly payerData: PayerData;
  /** What the receiver's VASP has to say of the receiver. */
  readonly payeeData?: RequestedData;
  readonly comment?: string;
  /**
   * The UMA invoice that is paid. The Go and Python SDKs drop it: give every invoice a callback of its own to know
   * which one is meant.
   */
  readonly invoiceUUID?: string;
  /** On Lightning, where it is absent. */
  readonly settlement?: Settlement;
};

/** A pay request in the form of major version 0. */
type OldPayRequest = Pick<PayRequest, "payerData" | "payeeData" | "comment"> & {
  readonly currency: string;
  readonly amount: bigint;
};

const payAmount = (): Codec<PayAmount> =>
  leaf(
    payAmountExpected,
    (json) => (typeof json === "string" ? readPayAmount(json) : undefined),
    encodePayAmount,
  );

// Data go out in this order, in which the JavaScript SDK writes anew what it has read: a Lightning invoice's description
// hash covers them, and who pays can then tell that it is the right one.
const payerData = (): Codec<PayerData> =>
  object<PayerData>({
    name: optional(text()),
    email: optional(text()),
    identifier: address(),
    compliance: object<PayerCompliance>({
      // The JavaScript and Go SDKs leave an empty list out.
      utxos: withDefault(list(text(), mostUtxos), () => []),
      nodePubKey: optionalText(),
      kycStatus: kycStatus(),
      encryptedTravelRuleInfo: optional(text(travelRuleFormat)),
      travelRuleFormat: optionalText(),
      ...signatureFields(),
      utxoCallback: optionalText(),
    }),
  });

/** Lengths are left to who decrypts it. */
const travelRuleFormat: TextFormat = { expected: "hex", test: (value) => /^(?:[\da-f]{2})+$/i.test(value) };

const payRequest = /* @__PURE__ */ (() => {
  const common = { payerData: payerData(), payeeData: optional(requestedData()), comment: optional(text()) };
  const current = object<Omit<PayRequest, "umaMajorVersion">>({
    convert: currencyCode(),
    amount: payAmount(),
    ...common,
    invoiceUUID: optional(text(uuid)),
    settlement: optional(object<Settlement>({ layer: text(), assetIdentifier: text() })),
  });
  const old = object<OldPayRequest>({ currency: currencyCode(), amount: amount(1n), ...common });
  const codec: Codec<PayRequest> = {
    ...current,
    read(json, path, refuse) {
      // As the JavaScript SDK tells them apart.
      if (!isJsonObject(json) || isGiven(json, "convert") || !isGiven(json, "currency"))
        return { ...current.read(json, path, refuse), umaMajorVersion: 1 };
      const { currency, amount: value, ...rest } = old.read(json, path, refuse);
      return { ...rest, umaMajorVersion: 0, convert: currency, amount: { value, currency } };
    },
    write(value, path, refuse) {
      const { umaMajorVersion, ...json } = current.write(value, path, refuse) as JsonObject;
      const version = digitsOf(umaMajorVersion ?? null);
      if (version === "1") return json;
      if (version !== "0")
        throw refuse({ field: "umaMajorVersion", expected: "0 or 1", found: umaMajorVersion });
      for (const name of ["invoiceUUID", "settlement"])
        if (isGiven(json, name))
          throw refuse({ field: name, expected: "nothing in major version 0", found: json[name] });
      const { convert, amount, ...rest } = json;
      const [digits, currency] = `${amount}`.split(".");
      if (currency !== convert)
        throw refuse({ field: "amount", expected: "an amount in the currency of convert", found: amount });
      return { ...rest, currency: convert ?? null, amount: jsonNumber(digits!) };
    },
  };
  return codec;
})();

/**
 * Reads a pay request, of major version 1 or 0.
 *
 * @param json - JSON, its bytes, or what was read from them
 * @throws UmaInvoiceError `INVALID_MESSAGE`
 * @see UMAD-05
 *
 * @example
 * ```ts
 * const { amount, payerData } = decodePayRequest(encodePayRequest(payRequest));
 * amount; // { value: 1000n, currency: "USD" }
 * payerData.identifier; // "$alice@vasp1.com"
 * ```
 */
export function decodePayRequest(json: JsonSource): PayRequest {
  return decodeWith(payRequest, json, ["PARSE_PAYREQ_REQUEST_ERROR", 400]);
}

/**
 * Writes a pay request as JSON, in the form of its `umaMajorVersion`.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`
 * @see UMAD-05
 *
 * @example
 * ```ts
 * encodePayRequest(payRequest); // "{\"convert\":\"USD\",\"amount\":\"1000.USD\",…"
 * ```
 */
export function encodePayRequest(request: PayRequest): string {
  return encodeWith(payRequest, request);
}

const payRequestKind: SignedKind<PayRequest> = {
  check: (message) => checkWith(payRequest, message),
  place(message, signature) {
    const { payerData } = message;
    return { ...message, payerData: { ...payerData, compliance: { ...payerData.compliance, ...signature } } };
  },
  subjects: ({ payerData }) => [payerData.identifier],
  domain: ({ payerData }) => vaspDomain(payerData.identifier),
  signature: ({ payerData }) => payerData.compliance,
};

/** A pay request before it is signed: the signature, its nonce and its timestamp are part of `payerData.compliance`. */
export type UnsignedPayRequest = Omit<PayRequest, "payerData"> & {
  readonly payerData: {
    readonly identifier: string;
    readonly name?: string;
    readonly email?: string;
    readonly compliance: Unsigned<PayerCompliance>;
    readonly [name: string]: unknown;
  };
};

/**
 * Signs a pay request. Of all that is in it, the payer's address alone is signed.
 *
 * @param key - of the payer's VASP
 * @throws UmaInvoiceError as {@link signLnurlpRequest}
 * @see UMAD-05
 *
 * @example
 * ```ts
 * const request = await signPayRequest(
 *   {
 *     umaMajorVersion: 1,
 *     convert: "USD",
 *     amount: { value: 1000n, currency: "USD" },
 *     payerData: {
 *       identifier: "$alice@vasp1.com",
 *       compliance: { kycStatus: "VERIFIED", utxos: [] },
 *     },
 *   },
 *   secretKey,
 * );
 * encodePayRequest(request); // "{\"convert\":\"USD\",…"
 * ```
 */
export function signPayRequest(
  request: UnsignedPayRequest,
  key: SigningKeyOrSigner,
  options?: SignMessageOptions,
): Promise<PayRequest> {
  return sign(payRequestKind, request, key, options);
}

/**
 * Verifies a pay request: its timestamp, its signature by the VASP of the payer, and that its nonce is new. The
 * amount, the invoice's UUID and all else are not signed.
 *
 * @throws UmaInvoiceError as {@link verifyLnurlpRequest}
 * @see UMAD-05
 *
 * @example
 * ```ts
 * const request = await verifyPayRequest(decodePayRequest(signedPayRequestJson), { keyResolver, nonces });
 * request.payerData.identifier; // "$alice@vasp1.com"
 * ```
 */
export function verifyPayRequest(
  request: PayRequest,
  options: VerifyMessageOptions,
): Promise<Verified<PayRequest>> {
  return verify(payRequestKind, request, options);
}
