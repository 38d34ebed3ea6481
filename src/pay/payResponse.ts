import { invalidField } from "../errors.js";
import { read } from "../options.js";
import { umaAddress, vaspDomain } from "../uma/address.js";
import type { Decimal } from "./amount.js";
import {
  amount,
  anything,
  boolean,
  type Codec,
  checkWith,
  decodeWith,
  encodeWith,
  list,
  multiplier,
  object,
  optional,
  optionalText,
  record,
  text,
  withDefault,
} from "./codec.js";
import { address, currencyCode, decimals, mostUtxos, type Signature, signatureFields } from "./compliance.js";
import { digitsOf, isGiven, isJsonObject, type JsonObject, type JsonSource, type JsonValue } from "./json.js";
import {
  checkSame,
  nobodySigns,
  type SignedKind,
  type SigningKeyOrSigner,
  type SignMessageOptions,
  sign,
  type Verified,
  type VerifyMessageOptions,
  verify,
} from "./signing.js";

/** What the receiver gets. */
export type Converted = {
  /** In the smallest unit of the currency, without the fee. */
  readonly amount: bigint;
  readonly currencyCode: string;
  /** How many digits of the amount stand behind the decimal point, 0 to 30. */
  readonly decimals: number;
  /** Millisatoshi for the smallest unit. */
  readonly multiplier: Decimal;
  /** What the receiver's VASP takes for it, in millisatoshi. */
  readonly fee: bigint;
};

/** Through what the receiver is paid. */
export type PayeeChannels = {
  /** The channels that the payment may come through: `txid:vout`. */
  readonly utxos: readonly string[];
  /** The public key of the node that is paid, in hex. Nobody has checked that it is one. */
  readonly nodePubKey?: string;
  /** Where to post which channels the payment went through. Nobody has checked that it is a URL. */
  readonly utxoCallback?: string;
};

/** Who is paid: what was asked for. */
export type PayeeData = {
  /** The receiver: `$bob@vasp2.com`. */
  readonly identifier?: string;
  readonly name?: string;
  readonly email?: string;
  readonly [name: string]: unknown;
};

type CommonPayResponse = {
  /** The Lightning invoice (BOLT 11), unread. */
  readonly pr: string;
  /** Nothing, for the sake of LNURL. */
  readonly routes: readonly JsonValue[];
  /** Whether the answer is for this one payment: absent means `true` (LUD-11). */
  readonly disposable?: boolean;
  /** What to show to the payer afterwards (LUD-09). */
  readonly successAction?: { readonly [name: string]: string };
};

/** The answer to a pay request of major version 1. */
export type CurrentPayResponse = CommonPayResponse & {
  readonly umaMajorVersion: 1;
  readonly converted: Converted;
  readonly payeeData: PayeeData & { readonly compliance: PayeeChannels & Signature };
};

/** The answer to a pay request of major version 0: nothing in it is signed, and it does not say what the receiver gets. */
export type OldPayResponse = CommonPayResponse & {
  readonly umaMajorVersion: 0;
  readonly converted: Omit<Converted, "amount">;
  readonly compliance: PayeeChannels;
  readonly payeeData?: PayeeData;
};

/** The answer to a pay request. */
export type PayResponse = CurrentPayResponse | OldPayResponse;

const channelFields = () => ({
  // Of nothing, the Go SDK makes `null`.
  utxos: withDefault(list(text(), mostUtxos), () => []),
  nodePubKey: optionalText(),
  utxoCallback: optionalText(),
});

const payeeFields = () => ({
  identifier: optional(address()),
  name: optional(text()),
  email: optional(text()),
});

const rateFields = () => ({ currencyCode: currencyCode(), decimals: decimals(), multiplier: multiplier() });

const common = () => ({
  pr: text({ expected: "a Lightning invoice", test: (value) => value !== "" }),
  routes: withDefault(list(anything(), 100), () => []),
  disposable: optional(boolean()),
  successAction: optional(record(text())),
});

type OldForm = Omit<OldPayResponse, "umaMajorVersion" | "converted"> & {
  readonly paymentInfo: Omit<Converted, "amount" | "fee"> & { readonly exchangeFeesMillisatoshi: bigint };
};

const payResponse = /* @__PURE__ */ (() => {
  const current = object<Omit<CurrentPayResponse, "umaMajorVersion">>({
    ...common(),
    converted: object<Converted>({ amount: amount(), ...rateFields(), fee: amount() }),
    payeeData: object<CurrentPayResponse["payeeData"]>({
      ...payeeFields(),
      compliance: object<PayeeChannels & Signature>({ ...channelFields(), ...signatureFields() }),
    }),
  });
  const old = object<OldForm>({
    ...common(),
    paymentInfo: object({ ...rateFields(), exchangeFeesMillisatoshi: amount() }),
    compliance: object<PayeeChannels>(channelFields()),
    payeeData: optional(object<PayeeData>(payeeFields())),
  });
  const codec: Codec<PayResponse> = {
    ...current,
    read(json, path, refuse) {
      if (!isJsonObject(json) || isGiven(json, "converted") || !isGiven(json, "paymentInfo"))
        return { ...current.read(json, path, refuse), umaMajorVersion: 1 };
      const { paymentInfo, ...rest } = old.read(json, path, refuse);
      const { exchangeFeesMillisatoshi: fee, ...rate } = paymentInfo;
      return { ...rest, umaMajorVersion: 0, converted: { ...rate, fee } };
    },
    write(value, path, refuse) {
      const { umaMajorVersion, ...json } = current.write(value, path, refuse) as JsonObject;
      const version = digitsOf(umaMajorVersion ?? null);
      if (version === "1") return json;
      if (version !== "0")
        throw refuse({ field: "umaMajorVersion", expected: "0 or 1", found: umaMajorVersion });
      const { converted, ...rest } = json;
      if (!isJsonObject(converted ?? null)) return json;
      const { fee = null, ...rate } = converted as JsonObject;
      return { ...rest, paymentInfo: { ...rate, exchangeFeesMillisatoshi: fee } };
    },
  };
  return codec;
})();

/**
 * Reads a pay response, of major version 1 or 0. It says what its writer likes: no signature covers the Lightning
 * invoice, or what is converted.
 *
 * @param json - JSON, its bytes, or what was read from them
 * @throws UmaInvoiceError `INVALID_MESSAGE`; see `findRefusal` for an answer that refuses
 * @see UMAD-06
 *
 * @example
 * ```ts
 * const { converted } = decodePayResponse(encodePayResponse(payResponse));
 * "amount" in converted && converted.amount; // 1000n
 * converted.multiplier; // { numerator: 23400n, scale: 0 }
 * ```
 */
export function decodePayResponse(json: JsonSource): PayResponse {
  return decodeWith(payResponse, json, ["PARSE_PAYREQ_RESPONSE_ERROR", 400]);
}

/**
 * Writes a pay response as JSON, in the form of its `umaMajorVersion`.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`
 * @see UMAD-06
 *
 * @example
 * ```ts
 * encodePayResponse(payResponse); // "{\"pr\":\"lnbc139…"
 * ```
 */
export function encodePayResponse(response: PayResponse): string {
  return encodeWith(payResponse, response);
}

/** The two sides of a payment, as its pay request and invoice have them: both are part of what is signed. */
export type PaymentSides = {
  /** The payer: `$alice@vasp1.com`. */
  readonly payerIdentifier: string;
  /** The receiver: `$bob@vasp2.com`. */
  readonly payeeIdentifier: string;
};

const payResponseKind = (sides: PaymentSides): SignedKind<CurrentPayResponse> => {
  const { payerIdentifier, payeeIdentifier } = read(sides, "sides", "payerIdentifier", "payeeIdentifier");
  for (const [name, address] of Object.entries({ payerIdentifier, payeeIdentifier }))
    if (typeof address !== "string" || !umaAddress.test(address))
      throw invalidField(name, umaAddress.expected, address);
  return {
    check(message) {
      const checked = checkWith(payResponse, message);
      if (checked.umaMajorVersion === 1) return checked;
      throw nobodySigns("a pay response of major version 1");
    },
    place(message, signature) {
      const { payeeData } = message;
      return {
        ...message,
        payeeData: { ...payeeData, compliance: { ...payeeData.compliance, ...signature } },
      };
    },
    // As the response spells it, like the Python and Kotlin SDKs; the JavaScript SDK takes what its caller has.
    subjects: ({ payeeData }) => [payerIdentifier, payeeData.identifier ?? payeeIdentifier],
    domain: () => vaspDomain(payeeIdentifier),
    signature: ({ payeeData }) => payeeData.compliance,
  };
};

/** A pay response before it is signed: the signature, its nonce and its timestamp are part of `payeeData.compliance`. */
export type UnsignedPayResponse = Omit<CurrentPayResponse, "payeeData"> & {
  readonly payeeData: PayeeData & { readonly compliance: PayeeChannels };
};

/**
 * Signs a pay response. Of all that is in it, nothing but the two addresses is signed.
 *
 * @param sides - the payer as the pay request has it, and the receiver
 * @param key - of the receiver's VASP
 * @throws UmaInvoiceError as {@link signLnurlpRequest}
 * @see UMAD-06
 *
 * @example
 * ```ts
 * const sides = { payerIdentifier: "$alice@vasp1.com", payeeIdentifier: "$bob@vasp2.com" };
 * const response = await signPayResponse(unsignedPayResponse, sides, secretKey);
 * response.payeeData.compliance.signature; // "30…"
 * ```
 */
export async function signPayResponse(
  response: UnsignedPayResponse,
  sides: PaymentSides,
  key: SigningKeyOrSigner,
  options?: SignMessageOptions,
): Promise<CurrentPayResponse> {
  const signed = await sign(payResponseKind(sides), response, key, options);
  const { identifier = sides.payeeIdentifier } = signed.payeeData;
  if (identifier === sides.payeeIdentifier) return signed;
  throw invalidField("payeeData.identifier", "the payeeIdentifier, to the letter", identifier);
}

/**
 * Verifies a pay response: that it is of the receiver, where it says so, its timestamp, its signature by the
 * receiver's VASP, and that its nonce is new. The Lightning invoice and all amounts are not signed: compare them.
 *
 * @param sides - the payer as the pay request has it, and the receiver as the invoice has it
 * @throws UmaInvoiceError as {@link verifyLnurlpRequest}; `INVALID_MESSAGE` if it is of another receiver;
 * `MISSING_SIGNATURE` for one of major version 0
 * @see UMAD-06
 *
 * @example
 * ```ts
 * const sides = { payerIdentifier: "$alice@vasp1.com", payeeIdentifier: "$bob@vasp2.com" };
 * const response = await signPayResponse(unsignedPayResponse, sides, secretKey);
 * const verified = await verifyPayResponse(response, sides, { keyResolver, nonces });
 * verified.converted.amount; // 1000n
 * ```
 */
export async function verifyPayResponse(
  response: PayResponse,
  sides: PaymentSides,
  options: VerifyMessageOptions,
): Promise<Verified<CurrentPayResponse>> {
  const kind = payResponseKind(sides);
  const checked = kind.check(response as CurrentPayResponse);
  const { identifier = sides.payeeIdentifier } = checked.payeeData;
  checkSame("payeeData.identifier", identifier, sides.payeeIdentifier, "PARSE_PAYREQ_RESPONSE_ERROR");
  return verify(kind, checked, options);
}
