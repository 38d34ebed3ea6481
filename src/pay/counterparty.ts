import { describe } from "../describe.js";
import { type ErrorMeaning, UmaInvoiceError } from "../errors.js";
import { type CheckedHttpOptions, fetchJson, type JsonAnswer } from "../http/fetch.js";
import { checkUrl } from "../http/url.js";
import { read } from "../options.js";
import { payMeanings, payRefusal } from "./errors.js";
import { encodeLnurlpRequest, type LnurlpRequest } from "./lnurlpRequest.js";
import { decodeLnurlpResponse, type LnurlpResponse } from "./lnurlpResponse.js";
import { encodePayRequest, type PayRequest } from "./payRequest.js";
import { decodePayResponse, type PayResponse } from "./payResponse.js";
import { findRefusal } from "./refusal.js";

/** What the receiver's VASP answered, for a program to read. All of it is that VASP's own words. */
export type ReceiverRefusal = {
  /** The HTTP status: 200 too, where the body says that it is an error. */
  readonly status: number;
  /** The UMA protocol's code, if it gave one: `AMOUNT_OUT_OF_RANGE`. */
  readonly counterpartyCode?: string;
  /** Its reason, if it gave one: at most 256 characters, none of them a control character. */
  readonly reason?: string;
  /** With status 412: the major versions of UMA that it speaks. */
  readonly supportedMajorVersions?: readonly number[];
};

/** The error for a request that the receiver's VASP refused: `RECEIVER_REFUSED`. */
export class ReceiverRefusedError extends UmaInvoiceError {
  declare readonly status: number;
  declare readonly counterpartyCode?: string;
  declare readonly reason?: string;
  declare readonly supportedMajorVersions?: readonly number[];

  constructor(refusal: ReceiverRefusal, meaning: ErrorMeaning = payMeanings.RECEIVER_REFUSED) {
    const names = ["status", "counterpartyCode", "reason", "supportedMajorVersions"] as const;
    const details = read(refusal, "refusal", ...names);
    const { status, counterpartyCode, reason } = details;
    const words = [counterpartyCode, reason].filter((word) => word !== undefined).map(describe);
    super(
      "RECEIVER_REFUSED",
      `expected the receiver's VASP to go on, found ${[`status ${describe(status)}`, ...words].join(", ")}`,
      { meaning },
    );
    Object.assign(this, details);
  }
}

/** What the failure of each request means to others. */
const lnurlpFailure: ErrorMeaning = ["LNURLP_REQUEST_FAILED", 424];
const payRequestFailure: ErrorMeaning = ["PAYREQ_REQUEST_FAILED", 424];

/**
 * Sends an LNURL-P request.
 *
 * @throws UmaInvoiceError `INVALID_DOMAIN`, `FETCH_FAILED`, `FETCH_TIMEOUT`, `INVALID_RESPONSE`, `INVALID_MESSAGE`; a
 * {@link ReceiverRefusedError}
 * @see UMAD-03, UMAD-04
 */
export async function requestLnurlp(
  request: LnurlpRequest,
  http: CheckedHttpOptions,
): Promise<LnurlpResponse> {
  const url = checkUrl(encodeLnurlpRequest(request), http, "umaAddress");
  const answer = await fetchJson(url, { meaning: lnurlpFailure }, http);
  return decodeLnurlpResponse(goodAnswer(answer, lnurlpFailure));
}

/**
 * Sends a pay request.
 *
 * @param callback - from an invoice, or an LNURL-P response: anybody may have written it
 * @throws UmaInvoiceError as {@link requestLnurlp}
 * @see UMAD-05, UMAD-06
 */
export async function requestPayment(
  callback: string,
  request: PayRequest,
  http: CheckedHttpOptions,
): Promise<PayResponse> {
  const url = checkUrl(callback, http, "callback");
  const post = { method: "POST", body: encodePayRequest(request), meaning: payRequestFailure } as const;
  return decodePayResponse(goodAnswer(await fetchJson(url, post, http), payRequestFailure));
}

/**
 * What an answer says, if it is no refusal: LNURL servers refuse with status 200, too (LUD-06), and UMA's with any.
 *
 * @returns JSON, in bytes: numbers are read from them exactly
 */
function goodAnswer({ status, bytes, json }: JsonAnswer, meaning: ErrorMeaning): Uint8Array {
  const refusal = bytes && findRefusal(bytes);
  if (status < 200 || status >= 300 || refusal) {
    const { code, reason } = refusal ?? {};
    const versions = refusal?.supportedMajorVersions ?? versionsIn(json);
    throw new ReceiverRefusedError(
      {
        status,
        ...(code !== undefined && /^\w{1,64}$/.test(code) && { counterpartyCode: code }),
        ...(reason !== undefined && { reason: reason.slice(0, 256).replace(/[^ -~\xa0-\uffff]/g, " ") }),
        ...(versions && { supportedMajorVersions: versions }),
      },
      meaning,
    );
  }
  if (!bytes)
    throw payRefusal("INVALID_MESSAGE", { field: "message", expected: "JSON", instead: "none", meaning });
  return bytes;
}

/** The major versions in an answer that says no more than that (UMAD-08). */
function versionsIn(json: unknown): readonly number[] | undefined {
  const { supportedMajorVersions: versions } = Object(json) as { supportedMajorVersions?: unknown };
  const isList = Array.isArray(versions) && versions.length <= 100 && versions.every(Number.isSafeInteger);
  return isList ? versions : undefined;
}
