import { copyBytes, fromBytesOrHex, sizeOf, toHex } from "../../bytes.js";
import { describe } from "../../describe.js";
import { invalidField, UmaInvoiceError } from "../../errors.js";
import { checkSignal, throwIfAborted } from "../../http/abort.js";
import type { VerifiedInvoice } from "../../invoice/invoice.js";
import { layerError, layerMeanings } from "../../layerError.js";
import { pick, read } from "../../options.js";
import { unlessAborted } from "../../vasp/resolver.js";
import { headerNames, longestPaymentHeader } from "../messages/headers.js";
import { encodePayment } from "../messages/payment.js";
import type { PaymentRequired, PaymentRequirements } from "../messages/paymentRequired.js";
import { decodePaymentResponse, type PaymentResponse } from "../messages/paymentResponse.js";
import type { X402Version } from "../messages/terms.js";
import type { RefusalReason } from "../paywall/refusal.js";
import { type ChosenOffer, offerRefused, paymentRequiredOf } from "./offer.js";
import { type PaymentReceipt, receipts } from "./receipt.js";
import { type PlainRequest, sendPlain, takesIdentifier, withIdentifier } from "./request.js";

/**
 * Pays over UMA and Lightning. It rejects only if nothing was paid, and nothing can still be: what
 * is under way when `signal` aborts is waited for.
 *
 * It has to refuse a receiver whose VASP counts otherwise than the order: gives the currency other decimals
 * than the invoice's `receivingCurrency.decimals`, or the `decimals` of an order to an address. The amount
 * was measured by those, and the VASP's own word is known to the payer's wallet alone. So is who pays: an invoice
 * whose `senderUma` is somebody else is not for this wallet.
 *
 * @param order - what to pay
 * @param context - the offer behind it, which says how many seconds it may take, and the request's signal
 * @returns the preimage of the Lightning payment: 32 bytes, or their hex or base64
 */
export type Pay = (
  order: PaymentOrder,
  context: { readonly offer: PaymentRequirements; readonly signal: AbortSignal },
) => Promise<Uint8Array | string>;

/** What to pay: an UMA invoice, or an amount to an UMA address. */
export type PaymentOrder =
  | {
      /** Its `receivingCurrency.decimals` is what its amount was measured by. */
      readonly invoice: VerifiedInvoice;
      /** There if the seller takes a payment of this very invoice alone: one to its receiver's address is lost. */
      readonly invoiceOnly?: true;
    }
  | {
      readonly umaAddress: string;
      /** In the smallest unit of the currency that the receiver gets. */
      readonly amount: bigint;
      /** The code of that currency: `USD`. */
      readonly currency: string;
      /** The decimals that the amount was measured by: 2 if it counts cents. */
      readonly decimals: number;
    };

/**
 * The error of a request that was paid for, but not served: `PAYMENT_REFUSED` if the resource server
 * refused the payment, `PAYMENT_UNCONFIRMED` if there is no answer. Nothing is lost: it holds the
 * receipt.
 *
 * @example
 * ```ts
 * const umaFetch = createUmaFetch({ pay, maxAmount: { USD: "10.00" }, keyResolver });
 * const error = await umaFetch("https://example.com/down").catch((error: unknown) => error);
 * if (!(error instanceof UmaPaymentError)) throw error;
 * error.code; // "PAYMENT_UNCONFIRMED"
 * error.preimage; // "0707…"
 * const response = await error.resume(); // asks again, and pays nothing
 * response.status; // 200
 * ```
 */
export class UmaPaymentError extends UmaInvoiceError {
  readonly #receipt: PaymentReceipt;

  /** @throws UmaInvoiceError `INVALID_FIELD` if the code or the receipt is none */
  constructor(
    code: "PAYMENT_REFUSED" | "PAYMENT_UNCONFIRMED",
    message: string,
    receipt: PaymentReceipt,
    cause?: unknown,
  ) {
    if (code !== "PAYMENT_REFUSED" && code !== "PAYMENT_UNCONFIRMED")
      throw invalidField("code", "PAYMENT_REFUSED or PAYMENT_UNCONFIRMED", code);
    const { resume } = read(receipt, "receipt", "resume");
    if (typeof resume !== "function") throw invalidField("receipt.resume", "a function", resume);
    super(code, message, { meaning: layerMeanings[code], cause });
    this.name = "UmaPaymentError";
    // Private, so that no log shows the preimage.
    this.#receipt = receipt;
  }

  /** What was paid, and its proof. */
  get receipt(): PaymentReceipt {
    return this.#receipt;
  }

  /** The preimage of the payment, in hex. */
  get preimage(): string {
    return this.#receipt.preimage;
  }

  /**
   * Sends the paid request again, and pays nothing.
   *
   * @param options - a signal of its own: that of the request has no say any more
   * @throws UmaPaymentError as the request itself did
   */
  resume(options?: { readonly signal?: AbortSignal }): Promise<Response> {
    return this.#receipt.resume(options);
  }
}

/**
 * Pays, once.
 *
 * @returns the preimage, in hex
 * @throws UmaInvoiceError `PAYMENT_FAILED`; the reason of the signal, if it aborts in time
 */
export async function payFor({ offer, order }: ChosenOffer, pay: Pay, signal: AbortSignal): Promise<string> {
  throwIfAborted(signal);
  const returned = await attempt(() => pay(order, { offer, signal }), signal);
  const preimage = readPreimage(returned);
  if (preimage !== undefined) return preimage;
  const message = `pay: expected a preimage of 32 bytes or their hex, found ${sizeOf(returned)}`;
  const error = layerError("PAYMENT_FAILED", message);
  // It may have been paid: what is known of that is kept, behind a getter, where no log shows it.
  throw Object.defineProperty(error, "cause", { get: () => returned });
}

async function attempt(payment: () => Promise<unknown>, signal: AbortSignal): Promise<unknown> {
  try {
    return await payment();
  } catch (cause) {
    if (signal.aborted && cause === signal.reason) throw cause;
    throw layerError("PAYMENT_FAILED", "pay: expected a preimage, found that it threw", { cause });
  }
}

/**
 * Prepares the proof of payment for an offer. Version 2 sends the offer back with it.
 *
 * @param attempt - the name of the purchase: it goes where x402's extension `payment-identifier` has it, if
 * the server takes that, and into the payload otherwise
 * @returns what makes the header of a preimage
 * @throws UmaInvoiceError `OFFER_REFUSED` if the header would be too long
 */
export function paymentFor(
  { x402Version, resource, extensions }: PaymentRequired,
  offer: PaymentRequirements,
  attempt: string,
): (preimage: string) => string {
  const isExtended = takesIdentifier(extensions);
  const make = (preimage: string) =>
    encodePayment({
      x402Version,
      scheme: "exact",
      network: "uma",
      payload: { preimage, ...(!isExtended && { attempt }) },
      ...(x402Version === 2 && { accepted: offer }),
      ...(resource && { resource }),
      ...(extensions && { extensions: isExtended ? withIdentifier(extensions, attempt) : extensions }),
    });
  if (!isShort(make))
    throw offerRefused(
      "accepts",
      `what fits, with a payment, into a header of ${longestPaymentHeader} characters`,
      "more",
    );
  return make;
}

function isShort(make: (preimage: string) => string): boolean {
  try {
    return make("0".repeat(64)).length <= longestPaymentHeader;
  } catch {
    return false;
  }
}

/**
 * Reads what a wallet gives as a preimage, once money may have moved: 32 bytes in whatever form, from any
 * realm, or their hex or base64.
 *
 * @returns 64 lower-case hex digits; `undefined` if it is nothing of that kind
 */
export function readPreimage(value: unknown): string | undefined {
  const bytes = fromBytesOrHex(value, 32) ?? fromMemory(value) ?? fromBase64(value);
  return bytes?.length === 32 ? toHex(bytes) : undefined;
}

/** Bytes in an `ArrayBuffer`, a `DataView` or an array of another type. */
function fromMemory(value: unknown): Uint8Array | undefined {
  try {
    return ArrayBuffer.isView(value)
      ? copyBytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
      : new Uint8Array(ArrayBuffer.prototype.slice.call(value, 0));
  } catch {
    // Neither, or its memory has been taken away.
    return undefined;
  }
}

function fromBase64(value: unknown): Uint8Array | undefined {
  const digits = typeof value === "string" && /^\s*([\w+/-]{43})=?\s*$/.exec(value)?.[1];
  if (!digits) return undefined;
  const binary = atob(`${digits.replace(/-/g, "+").replace(/_/g, "/")}=`);
  return Uint8Array.from(binary, (unit) => unit.charCodeAt(0));
}

/** How paid requests are sent. */
type SendOptions = {
  readonly fetch: typeof globalThis.fetch;
  /** Seconds to wait for the server to learn of the payment. */
  readonly maxWait: number;
  readonly wait: (seconds: number, signal: AbortSignal | null) => Promise<void>;
};

/** A request that has been paid for. */
type PaidRequest = ChosenOffer & {
  /** As it was sent before. */
  readonly request: PlainRequest;
  readonly x402Version: X402Version;
  /** The proof of payment, as it goes into the header. */
  readonly payment: string;
  readonly preimage: string;
  /** The name of the purchase, which goes with the proof. */
  readonly attempt: string;
};

/**
 * Sends a request with its proof of payment, again as long as the server may not have heard of the payment.
 * The proof opens the resource to anyone: no redirect takes it elsewhere.
 *
 * @returns the response, with its receipt
 * @throws UmaPaymentError
 */
export async function sendPayment(
  paid: PaidRequest,
  options: SendOptions,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const { request, x402Version, payment } = paid;
  const { fetch, wait, maxWait } = options;
  const headers = new Headers(request.headers);
  headers.set(headerNames[x402Version].payment, payment);
  const again = { ...request, headers, signal };
  let response: Response;
  try {
    if (signal) throwIfAborted(signal);
    response = await sendPlain(fetch, again);
    for (let waited = 0, tries = 0; ; tries++) {
      const pause = pauseAfter(response, x402Version, tries, maxWait - waited);
      if (pause === undefined) break;
      discard(response);
      await wait(pause, signal ?? null);
      waited += pause;
      response = await sendPlain(fetch, again);
    }
  } catch (cause) {
    const message = "expected an answer to the paid request, found none";
    throw new UmaPaymentError("PAYMENT_UNCONFIRMED", message, receiptFor(paid, options), cause);
  }
  const receipt = receiptFor(paid, options, answerOf(response, x402Version));
  if (response.status === 402) throw await refusal(response, receipt, paid);
  receipts.set(response, receipt);
  return response;
}

function receiptFor(paid: PaidRequest, options: SendOptions, answer?: PaymentResponse): PaymentReceipt {
  const { offer, order, preimage } = paid;
  const receipt: Omit<PaymentReceipt, "preimage"> = {
    offer,
    order,
    ...(answer && { answer }),
    async resume(resumeOptions) {
      const { signal } = pick(resumeOptions ?? undefined, "options", "signal");
      if (signal) checkSignal(signal, "options.signal");
      return sendPayment(paid, options, signal ?? undefined);
    },
  };
  return Object.defineProperty(receipt, "preimage", { value: preimage }) as PaymentReceipt;
}

/** What a server refuses for as long as its VASP has not told it of the payment. */
const notYet: RefusalReason = "unknown_payment";

/**
 * The seconds after which to ask again: it may learn of a payment later than the payer. As many as it says
 * itself, at least 1 (RFC 9110, section 10.2.3). If it says nothing, or a page on another origin is not
 * shown what it says, longer each time.
 *
 * @param left - the seconds that may be waited for still
 * @returns `undefined` if the answer stands
 */
function pauseAfter(
  response: Response,
  version: X402Version,
  tries: number,
  left: number,
): number | undefined {
  if (response.status !== 402) return undefined;
  const retryAfter = response.headers.get("Retry-After");
  if (retryAfter !== null) {
    const seconds = /^\d{1,9}$/.test(retryAfter) ? Math.max(1, Number(retryAfter)) : left + 1;
    return seconds <= left ? seconds : undefined;
  }
  const answer = answerOf(response, version);
  const isFinal = answer !== undefined && answer.errorReason !== notYet;
  return isFinal || left <= 0 ? undefined : Math.min(2 ** tries / 2, left);
}

/** What the server says of the payment, if that can be read: the status alone decides. */
function answerOf({ headers }: Response, version: X402Version): PaymentResponse | undefined {
  try {
    return decodePaymentResponse(headers.get(headerNames[version].response) ?? "");
  } catch {
    return undefined;
  }
}

async function refusal(
  response: Response,
  receipt: PaymentReceipt,
  { preimage, attempt }: PaidRequest,
): Promise<UmaPaymentError> {
  const required = await paymentRequiredOf(response).catch(() => undefined);
  discard(response);
  const reason = receipt.answer?.errorReason ?? required?.error;
  // Servers may well repeat what they were sent.
  const isTelling = [preimage, attempt].some((secret) => reason?.toLowerCase().includes(secret));
  const found =
    reason === undefined
      ? "a refusal without a reason"
      : `a refusal: ${isTelling ? sizeOf(reason) : describe(reason)}`;
  return new UmaPaymentError("PAYMENT_REFUSED", `expected the payment to be taken, found ${found}`, receipt);
}

/** Drops what is left of a response that nobody will read, whatever implementation made it. */
export function discard(response: Response): void {
  drop(response).catch(() => undefined);
}

async function drop(response: Response): Promise<void> {
  const stream = response.body as DroppableBody | null;
  await (stream?.cancel ? stream.cancel() : stream?.destroy?.());
}

/** A stream of the Web, or of Node.js. */
type DroppableBody = { readonly cancel?: () => unknown; readonly destroy?: () => unknown };

/** Waits, unless the signal aborts. */
export async function waitFor(seconds: number, signal: AbortSignal | null): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    await unlessAborted(
      () =>
        new Promise<void>((resolve) => {
          timer = setTimeout(resolve, seconds * 1000);
        }),
      signal ?? undefined,
    );
  } finally {
    clearTimeout(timer);
  }
}
