import { vaspDomain } from "../uma/address.js";
import { callbackUrl } from "../uma/url.js";
import type { Decimal } from "./amount.js";
import {
  amount,
  boolean,
  type Codec,
  checkWith,
  decodeWith,
  encodeWith,
  integer,
  leaf,
  list,
  multiplier,
  object,
  optional,
  record,
  text,
} from "./codec.js";
import {
  address,
  type BackingSignature,
  backingSignatures,
  currencyCode,
  decimals,
  type KycStatus,
  kycStatus,
  type RequestedData,
  requestedData,
  type Signature,
  signatureFields,
} from "./compliance.js";
import { isGiven, isJsonObject, type Json, type JsonObject, type JsonSource, type Refuse } from "./json.js";
import {
  checkSame,
  type SignedKind,
  type SigningKeyOrSigner,
  type SignMessageOptions,
  sign,
  type Unsigned,
  type Verified,
  type VerifyMessageOptions,
  verify,
} from "./signing.js";

/** A currency that a receiver takes. */
export type Currency = {
  /** ISO 4217 where it applies (`USD`), a ticker otherwise (`BTC`). */
  readonly code: string;
  /** The full name: `US Dollar`. */
  readonly name: string;
  /** The symbol: `$`. May be empty. */
  readonly symbol: string;
  /** Estimated millisatoshi for the smallest unit. */
  readonly multiplier: Decimal;
  /** How many digits of an amount stand behind the decimal point, 0 to 30. */
  readonly decimals: number;
  /** How much of it a payment may be, in the smallest unit. */
  readonly convertible: { readonly min: bigint; readonly max: bigint };
};

/** A way to settle a payment. */
export type SettlementOption = {
  /** `ln`, `spark`. */
  readonly settlementLayer: string;
  readonly assets: readonly {
    /** `BTC` on Lightning. */
    readonly identifier: string;
    /** How many of the asset's smallest unit there are for one of each currency, by its code. */
    readonly multipliers: { readonly [currencyCode: string]: Decimal };
  }[];
};

/** What the receiver's VASP says of the receiver, and signs. */
export type LnurlpCompliance = Signature & {
  /** What it knows of the receiver. */
  readonly kycStatus: KycStatus;
  /** Whether it is subject to the travel rule. */
  readonly isSubjectToTravelRule: boolean;
  /** The receiver: has to be the address that was asked for. */
  readonly receiverIdentifier: string;
};

/** The answer to a {@link LnurlpRequest}: what the receiver takes. */
export type LnurlpResponse = {
  readonly tag: "payRequest";
  /** Where the pay request goes. */
  readonly callback: string;
  /** The least that can be sent, in millisatoshi. */
  readonly minSendable: bigint;
  /** The most that can be sent, in millisatoshi. */
  readonly maxSendable: bigint;
  /** What is paid for: a JSON text of an array (LUD-06). */
  readonly metadata: string;
  /** The currencies that the receiver takes, those preferred first. */
  readonly currencies: readonly Currency[];
  /** What the payer's VASP has to say of the payer. */
  readonly payerData: RequestedData;
  readonly compliance: LnurlpCompliance;
  /** The version of UMA that this payment is made with, of major version 1 or 0: `1.0`. */
  readonly umaVersion: string;
  /** How many characters the payer may write as a comment. */
  readonly commentAllowed?: number;
  /** Where the Kotlin SDK puts the signatures of other VASPs. */
  readonly backingSignatures?: readonly BackingSignature[];
  /** How the payment may be settled; on Lightning where it is absent. */
  readonly settlementOptions?: readonly SettlementOption[];
};

const currencyFields = () => ({
  code: currencyCode(),
  name: text(),
  symbol: text(),
  multiplier: multiplier(),
  decimals: decimals(),
});

/** A currency in either form, and written in that of major version 1. */
const currency = (): Codec<Currency> => {
  const current = object<Currency>(
    { ...currencyFields(), convertible: object({ min: amount(), max: amount() }) },
    ({ convertible: { min, max } }, path, refuse) => checkRange(min, max, `${path}.convertible.max`, refuse),
  );
  const old = object<OldCurrency>(
    { ...currencyFields(), minSendable: amount(), maxSendable: amount() },
    ({ minSendable, maxSendable }, path, refuse) =>
      checkRange(minSendable, maxSendable, `${path}.maxSendable`, refuse),
  );
  return {
    ...current,
    read(json, path, refuse) {
      // As the SDKs tell them apart.
      if (!isJsonObject(json) || !isGiven(json, "minSendable")) return current.read(json, path, refuse);
      const { minSendable: min, maxSendable: max, ...rest } = old.read(json, path, refuse);
      return { ...rest, convertible: { min, max } };
    },
  };
};

/** A currency in the form of major version 0. */
type OldCurrency = Omit<Currency, "convertible"> & {
  readonly minSendable: bigint;
  readonly maxSendable: bigint;
};

function toOldCurrency(currency: Json): Json {
  const { convertible, ...rest } = currency as JsonObject;
  const { min = null, max = null } = isJsonObject(convertible ?? null) ? (convertible as JsonObject) : {};
  return { ...rest, minSendable: min, maxSendable: max };
}

function checkRange(least: bigint, most: bigint, field: string, refuse: Refuse): void {
  if (least > most) throw refuse({ field, expected: `no less than the least, ${least}`, found: most });
}

const settlementOption = (): Codec<SettlementOption> =>
  object<SettlementOption>({
    settlementLayer: text(),
    assets: list(object({ identifier: text(), multipliers: record(multiplier()) }), mostOfEach),
  });

/** The most currencies, ways to settle, and assets that are read. */
const mostOfEach = 1000;

function isJsonArray(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}

/** What LNURL says, and what the Go SDK (1.5.1) makes of it. */
const tags: readonly Json[] = ["payRequest", "protocol.PayRequest"];

const lnurlpResponse = /* @__PURE__ */ (() => {
  const current = object<LnurlpResponse>(
    {
      tag: leaf("payRequest", (json) => (tags.some((known) => known === json) ? "payRequest" : undefined)),
      callback: text(callbackUrl),
      minSendable: amount(),
      maxSendable: amount(),
      metadata: text({ expected: "a JSON text of an array", test: isJsonArray }),
      currencies: list(currency(), mostOfEach),
      payerData: requestedData(),
      compliance: object<LnurlpCompliance>({
        kycStatus: kycStatus(),
        isSubjectToTravelRule: boolean(),
        receiverIdentifier: address(),
        ...signatureFields(),
      }),
      umaVersion: text({
        expected: "a version of UMA (major.minor), of major version 0 or 1",
        test: (value) => /^[01]\.(?:0|[1-9]\d{0,8})$/.test(value),
      }),
      commentAllowed: optional(integer(Number.MAX_SAFE_INTEGER)),
      backingSignatures: backingSignatures(),
      settlementOptions: optional(list(settlementOption(), mostOfEach)),
    },
    ({ minSendable, maxSendable }, _path, refuse) =>
      checkRange(minSendable, maxSendable, "maxSendable", refuse),
  );
  const codec: Codec<LnurlpResponse> = {
    ...current,
    write(value, path, refuse) {
      const json = current.write(value, path, refuse) as JsonObject;
      const { umaVersion, currencies } = json;
      if (typeof umaVersion !== "string" || !umaVersion.startsWith("0.")) return json;
      return { ...json, currencies: (currencies as readonly Json[]).map(toOldCurrency) };
    },
  };
  return codec;
})();

/**
 * Reads an LNURL-P response, of major version 1 or 0. Compare its `compliance.receiverIdentifier` with the address
 * that was asked for: `verifyLnurlpResponse` does.
 *
 * @param json - JSON, its bytes, or what was read from them
 * @throws UmaInvoiceError `INVALID_MESSAGE`
 * @see UMAD-04
 *
 * @example
 * ```ts
 * const { currencies, umaVersion } = decodeLnurlpResponse(encodeLnurlpResponse(lnurlpResponse));
 * umaVersion; // "1.0"
 * currencies[0]?.multiplier; // { numerator: 23400n, scale: 0 }
 * currencies[0]?.convertible; // { min: 1n, max: 1000000n }
 * ```
 */
export function decodeLnurlpResponse(json: JsonSource): LnurlpResponse {
  return decodeWith(lnurlpResponse, json, ["PARSE_LNURLP_RESPONSE_ERROR", 400]);
}

/**
 * Writes an LNURL-P response as JSON, in the form of its `umaVersion`.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`
 * @see UMAD-04
 *
 * @example
 * ```ts
 * encodeLnurlpResponse(lnurlpResponse); // "{\"tag\":\"payRequest\",\"callback\":\"https://vasp2.com/…"
 * ```
 */
export function encodeLnurlpResponse(response: LnurlpResponse): string {
  return encodeWith(lnurlpResponse, response);
}

const lnurlpResponseKind: SignedKind<LnurlpResponse> = {
  check: (message) => checkWith(lnurlpResponse, message),
  place: (message, signature) => ({ ...message, compliance: { ...message.compliance, ...signature } }),
  subjects: ({ compliance }) => [compliance.receiverIdentifier],
  domain: ({ compliance }) => vaspDomain(compliance.receiverIdentifier),
  signature: ({ compliance, backingSignatures = [] }) => ({
    ...compliance,
    // The Kotlin SDK has them at the top.
    backingSignatures: [...(compliance.backingSignatures ?? []), ...backingSignatures],
  }),
};

/**
 * Signs an LNURL-P response.
 *
 * @param response - all but the signature, its nonce and its timestamp, which are part of `compliance`
 * @param key - of the receiver's VASP
 * @throws UmaInvoiceError as {@link signLnurlpRequest}
 * @see UMAD-04
 *
 * @example
 * ```ts
 * const response = await signLnurlpResponse(unsignedLnurlpResponse, secretKey);
 * response.compliance.signature; // "30…"
 * ```
 */
export function signLnurlpResponse(
  response: Omit<LnurlpResponse, "compliance"> & { readonly compliance: Unsigned<LnurlpCompliance> },
  key: SigningKeyOrSigner,
  options?: SignMessageOptions,
): Promise<LnurlpResponse> {
  return sign(lnurlpResponseKind, response, key, options);
}

/**
 * Verifies an LNURL-P response: that it is of the address that was asked for, its timestamp, its signature by that
 * address's VASP, and that its nonce is new. Currencies, amounts and the callback are not signed.
 *
 * @param receiverAddress - the address that was asked for
 * @throws UmaInvoiceError as {@link verifyLnurlpRequest}; `INVALID_MESSAGE` if it is of another address
 * @see UMAD-04
 *
 * @example
 * ```ts
 * const response = await signLnurlpResponse(unsignedLnurlpResponse, secretKey);
 * const verified = await verifyLnurlpResponse(response, "$bob@vasp2.com", { keyResolver, nonces });
 * verified.umaVersion; // "1.0"
 * ```
 */
export async function verifyLnurlpResponse(
  response: LnurlpResponse,
  receiverAddress: string,
  options: VerifyMessageOptions,
): Promise<Verified<LnurlpResponse>> {
  const checked = lnurlpResponseKind.check(response);
  const { receiverIdentifier } = checked.compliance;
  checkSame(
    "compliance.receiverIdentifier",
    receiverIdentifier,
    receiverAddress,
    "PARSE_LNURLP_RESPONSE_ERROR",
  );
  return verify(lnurlpResponseKind, checked, options);
}
