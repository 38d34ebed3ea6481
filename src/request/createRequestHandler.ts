import { toHex } from "../bytes.js";
import type { Ecdsa } from "../ecdsa/Ecdsa.js";
import { UmaInvoiceError } from "../errors.js";
import { errorResponse } from "../http/errorResponse.js";
import { jsonResponse } from "../http/jsonResponse.js";
import { layerError } from "../http/layerError.js";
import { parseJson } from "../http/parseJson.js";
import { readBody } from "../http/readBody.js";
import { invalidField } from "../invalidField.js";
import { checkableSignature } from "../invoice/checkableSignature.js";
import { checkNotExpired } from "../invoice/expiration.js";
import type { VerifiedInvoice } from "../invoice/Invoice.js";
import type { Moment } from "../time.js";
import { missingFields } from "../tlv/missingFields.js";
import type { KeyResolver } from "../vasp/KeyResolver.js";
import { vaspDomain } from "../vasp/vaspDomain.js";
import { verifyInvoiceWithResolver } from "../vasp/verifyInvoiceWithResolver.js";
import type { InvoiceStore } from "./InvoiceStore.js";
import { memoryInvoiceStore } from "./memoryInvoiceStore.js";
import { payable } from "./payable.js";

/** Options of {@link createRequestHandler}. */
export type RequestHandlerOptions = {
  /** Who is hosted here: the domains, or a function that knows each address. */
  readonly hosted: readonly string[] | ((senderUma: string) => boolean | Promise<boolean>);
  /** Finds the keys of receivers' VASPs: see `createKeyResolver`. */
  readonly keyResolver: KeyResolver;
  /**
   * Gets each invoice once; notifies the sender, say. The other side waits for it, so let it note the
   * invoice and do the rest later. If it throws, the answer is 500, and the invoice may come again.
   */
  readonly onInvoice: (invoice: VerifiedInvoice, text: string) => void | Promise<void>;
  /** Gets what went wrong on this side, for a log; the other side is told nothing of it. */
  readonly onError?: (error: unknown) => void;
  /** Remembers which invoices were handed on; by default a {@link memoryInvoiceStore}. */
  readonly store?: InvoiceStore;
  /** The longest body to read, in bytes; 65,536 by default. */
  readonly maxBytes?: number;
  /** The longest invoice to read, in characters; 8,192 by default. */
  readonly maxLength?: number;
  /** The time; a Date, or Unix time in seconds; the present by default. */
  readonly now?: () => Moment;
  /** The engine that verifies; Node.js's OpenSSL there by default, `@noble/secp256k1` elsewhere. */
  readonly ecdsa?: Ecdsa;
};

/**
 * Makes the endpoint to which other VASPs send invoices for users hosted here, as a Web-standard
 * function from request to response: it runs under Hono, Deno and Bun as it is, and through an adapter
 * under `node:http` and Express. It reads the body itself: mount it ahead of body parsers.
 *
 * What it checks, from cheap to dear: POST, JSON, the body's length, an invoice, signed, with a sender,
 * not expired, the sender hosted here, and the signature with the key of the receiver's VASP. Only then
 * is the invoice handed on, and once, however often it comes. An invoice with the UUID of another from
 * the same VASP is refused.
 *
 * @returns a function that never rejects for what a request holds: success is `{"status":"OK"}`, and a
 * refusal the protocol's `{"status":"ERROR","reason":…,"code":…}` with the HTTP status that goes with it
 * @throws UmaInvoiceError `INVALID_FIELD` for an option
 * @see UMAD-11
 *
 * @example
 * ```ts
 * const handler = createRequestHandler({
 *   hosted: ["vasp1.com"],
 *   keyResolver: createKeyResolver(),
 *   onInvoice: (invoice, text) => notify(invoice.senderUma, text),
 * });
 * const response = await handler(new Request("https://vasp1.com/uma/requests"));
 * response.status; // 405
 * ```
 */
export function createRequestHandler(
  options: RequestHandlerOptions,
): (request: Request) => Promise<Response> {
  const { keyResolver, onInvoice, onError, ecdsa, now = () => new Date() } = options;
  const { maxBytes = 65_536, maxLength = 8192, store = memoryInvoiceStore({ now }) } = options;
  const isHosted = toPredicate(options.hosted);

  async function receive(request: Request): Promise<void> {
    const sent = await readInvoice(request, maxBytes);
    const { invoice, text } = payable(sent, { maxLength });
    const { expiration, receiverUma, senderUma } = invoice;
    const { digest } = checkableSignature(invoice);
    if (senderUma === undefined) throw missingFields(["senderUma"]);
    checkNotExpired(invoice, now());
    if ((await own("hosted", () => isHosted(senderUma))) !== true)
      throw layerError("UNKNOWN_SENDER", "senderUma: expected a user hosted here, found another", {
        field: "senderUma",
      });
    const verified = await verifyInvoiceWithResolver(invoice, {
      keyResolver,
      now: now(),
      ...(ecdsa && { ecdsa }),
    });
    // A UUID is its VASP's to give, so nobody else can take it up before the invoice comes.
    const id = `${vaspDomain(receiverUma)}/${invoice.invoiceUUID.toLowerCase()}`;
    const received = { id, digest: toHex(digest), expiration };
    const handedOn = await own("handing on", () =>
      store.once(received, async () => onInvoice(verified, text)),
    );
    if (handedOn !== received.digest)
      throw layerError("INVOICE_CONFLICT", "invoiceUUID: expected a new one, found that of another invoice", {
        field: "invoiceUUID",
      });
  }

  return async (request) => {
    try {
      await receive(request);
      return jsonResponse({ status: "OK" });
    } catch (error) {
      if (error instanceof UmaInvoiceError)
        return errorResponse(error, error.code === "METHOD_NOT_ALLOWED" ? { allow: "POST" } : {});
      onError?.(error);
      const reason = "expected to take the invoice, found a failure on this side: send it again later";
      return jsonResponse({ status: "ERROR", reason, code: "INTERNAL_ERROR" }, 500);
    }
  };
}

function toPredicate(hosted: RequestHandlerOptions["hosted"]) {
  if (typeof hosted === "function") return hosted;
  // Of a text, `includes` would find parts.
  if (!Array.isArray(hosted) || !hosted.every((domain) => typeof domain === "string"))
    throw invalidField("hosted", "a list of domains, or a function", hosted);
  const domains = new Set(hosted.map((domain) => domain.toLowerCase()));
  return (senderUma: string) => domains.has(vaspDomain(senderUma));
}

/** Calls the caller's own function; what it throws is never told to the other side. */
async function own<Result>(name: string, call: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (cause) {
    throw new Error(`${name} failed`, { cause });
  }
}

async function readInvoice(request: Request, maxBytes: number): Promise<string> {
  const { headers, method } = request;
  if (method !== "POST") throw layerError("METHOD_NOT_ALLOWED", "method: expected POST, found another");
  if (!/^application\/(?:[^/;\s]+\+)?json\s*(?:;|$)/i.test(headers.get("content-type") ?? ""))
    throw layerError("UNSUPPORTED_MEDIA_TYPE", "content type: expected application/json, found another");
  if (request.bodyUsed)
    throw new Error("expected an unread body, found one that a body parser has read before this handler");
  const tooLarge = () => layerError("BODY_TOO_LARGE", `body: expected at most ${maxBytes} bytes, found more`);
  if (Number(headers.get("content-length")) > maxBytes) throw tooLarge();
  const invalid = (expected: string, cause?: unknown) =>
    layerError("INVALID_REQUEST", `body: expected ${expected}`, { cause });
  const body = parseJson(await readBody(request, maxBytes, tooLarge), invalid);
  const invoice = typeof body === "object" && body !== null && (body as { invoice?: unknown }).invoice;
  if (typeof invoice !== "string") throw invalid("an object with the text of an invoice, found none");
  return invoice.trim();
}
