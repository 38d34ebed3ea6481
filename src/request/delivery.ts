import { describe } from "../describe.js";
import { UmaInvoiceError } from "../errors.js";
import { withTimeout } from "../http/abort.js";
import { fetchJson, type HttpOptions, type JsonAnswer, readHttpOptions } from "../http/fetch.js";
import type { DecodeInvoiceOptions } from "../invoice/decode.js";
import { checkNotExpired } from "../invoice/expiration.js";
import type { Invoice } from "../invoice/invoice.js";
import { read, readOptions } from "../options.js";
import type { Clock } from "../time.js";
import { missingFields } from "../tlv/message.js";
import { vaspDomain } from "../uma/address.js";
import { configurationFailure, fetchVaspConfiguration } from "../vasp/configuration.js";
import { requestMeanings, requestRefusal } from "./errors.js";
import { payable } from "./payable.js";

/** Options of {@link deliverInvoice}; `timeoutSeconds` is for all of it together. */
export type DeliverInvoiceOptions = HttpOptions &
  DecodeInvoiceOptions & {
    /** The time, or a clock: a Date, or Unix time in seconds; the present by default. */
    readonly now?: Clock;
  };

/** How the sender's VASP took an invoice. */
export type Delivery = {
  /** The HTTP status, 200 to 299. */
  readonly status: number;
  /** What the answer's body holds, if it is JSON. */
  readonly body?: unknown;
};

/**
 * Delivers an invoice that names its sender to the sender's VASP: reads where that VASP takes requests
 * from its configuration, and posts the invoice there.
 *
 * Reading the configuration is tried twice where the network fails. The invoice is posted once: a VASP
 * that took it and could not say so might show it to its user again. No redirect is followed. An invoice
 * that expires while the configuration is read is not posted.
 *
 * @param textOrInvoice - a signed invoice with `senderUma`, or its text
 * @throws UmaInvoiceError before anything is sent: what `decodeInvoice` throws, `MISSING_SIGNATURE`,
 * `INVALID_SIGNATURE`, `MISSING_FIELD` without a sender, `INVOICE_EXPIRED`; `INVALID_DOMAIN`,
 * `FETCH_FAILED`, `FETCH_TIMEOUT`, `INVALID_RESPONSE` for the configuration, and
 * `REQUESTS_NOT_SUPPORTED` if it names no endpoint. `DELIVERY_REFUSED`, a {@link DeliveryRefusedError}
 * with the counterparty's status, code and reason. `DELIVERY_UNCONFIRMED` if it was sent, and no whole
 * answer came: the VASP may have taken it. The reason of the caller's signal.
 * @see UMAD-11
 *
 * @example
 * ```ts
 * const { status } = await deliverInvoice(invoiceForAlice, { fetch });
 * status; // 200
 * ```
 */
export async function deliverInvoice(
  textOrInvoice: string | Invoice,
  options: DeliverInvoiceOptions = {},
): Promise<Delivery> {
  const { now, ...decoding } = readOptions(options, "options", "now", "maxLength");
  const http = readHttpOptions(options);
  const { invoice, text } = payable(textOrInvoice, decoding);
  const { senderUma } = invoice;
  if (senderUma === undefined) throw missingFields(["senderUma"]);
  const checkStillValid = () => checkNotExpired(invoice, now);
  checkStillValid();
  let isSent = false;
  try {
    return await withTimeout({ subject: "delivery", meaning: configurationFailure }, http, async (signal) => {
      const endpoint = await requestEndpoint(vaspDomain(senderUma), { ...http, signal });
      // The configuration may have taken its time to come.
      checkStillValid();
      isSent = true;
      const post = { method: "POST", body: JSON.stringify({ invoice: text }) } as const;
      return taken(await fetchJson(endpoint, post, { ...http, signal }));
    });
  } catch (cause) {
    if (!isSent || !isFailureToHear(cause)) throw cause;
    throw requestRefusal("DELIVERY_UNCONFIRMED", {
      expected: "an answer to the invoice",
      instead: "none: it may have been taken",
      cause,
    });
  }
}

/** What the counterparty answered, for a program to read. All of it is the counterparty's own words. */
export type DeliveryRefusal = {
  /** The HTTP status: 200 too, where the body says that it is an error. */
  readonly status: number;
  /** The UMA protocol's code, if it gave one: `USER_NOT_FOUND`. */
  readonly counterpartyCode?: string;
  /** Its reason, if it gave one: at most 256 characters, none of them a control character. */
  readonly reason?: string;
};

/** The error for an invoice that the sender's VASP did not take: `DELIVERY_REFUSED`. */
export class DeliveryRefusedError extends UmaInvoiceError {
  declare readonly status: number;
  declare readonly counterpartyCode?: string;
  declare readonly reason?: string;

  constructor(refusal: DeliveryRefusal) {
    const details = read(refusal, "refusal", "status", "counterpartyCode", "reason");
    const { status, counterpartyCode, reason } = details;
    const words = [counterpartyCode, reason].filter((word) => word !== undefined).map(describe);
    super(
      "DELIVERY_REFUSED",
      `expected the invoice to be taken, found ${[`status ${describe(status)}`, ...words].join(", ")}`,
      { meaning: requestMeanings.DELIVERY_REFUSED },
    );
    Object.assign(this, details);
  }
}

async function requestEndpoint(domain: string, options: HttpOptions): Promise<URL> {
  const { umaRequestEndpoint } = await fetchVaspConfiguration(domain, options).catch((error: unknown) => {
    // Without a cause it was an answer that failed, not the network.
    if (!(error instanceof UmaInvoiceError && error.code === "FETCH_FAILED" && error.cause)) throw error;
    return fetchVaspConfiguration(domain, options);
  });
  if (umaRequestEndpoint === undefined)
    throw requestRefusal("REQUESTS_NOT_SUPPORTED", {
      field: "umaRequestEndpoint",
      expected: "one",
      instead: "none",
    });
  return new URL(umaRequestEndpoint);
}

function isFailureToHear(error: unknown): boolean {
  return (
    error instanceof UmaInvoiceError && (error.code === "FETCH_FAILED" || error.code === "FETCH_TIMEOUT")
  );
}

function taken({ status, json }: JsonAnswer): Delivery {
  const answer: { readonly [name: string]: unknown } =
    typeof json === "object" && json !== null ? { ...json } : {};
  // LNURL, which UMA comes from, says ERROR with status 200 as well (LUD-01).
  if (status < 300 && answer.status !== "ERROR")
    return json === undefined ? { status } : { status, body: json };
  const { code, reason } = answer;
  throw new DeliveryRefusedError({
    status,
    ...(typeof code === "string" && /^\w{1,64}$/.test(code) ? { counterpartyCode: code } : {}),
    ...(typeof reason === "string"
      ? { reason: reason.slice(0, 256).replace(/[^ -~\xa0-\uffff]/g, " ") }
      : {}),
  });
}
