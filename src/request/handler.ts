import { toHex } from "../bytes.js";
import { checkEngine, type Ecdsa } from "../ecdsa/engine.js";
import { invalidField, invalidOption, UmaInvoiceError } from "../errors.js";
import { as, createEndpoint, Failure, own, readPosted } from "../http/endpoint.js";
import { jsonResponse, parseJson } from "../http/json.js";
import { checkNotExpired } from "../invoice/expiration.js";
import type { VerifiedInvoice } from "../invoice/invoice.js";
import { checkableSignature } from "../invoice/verify.js";
import { checkFunction, checkMethods, checkWhole, readList, readOptions } from "../options.js";
import { type Moment, secondsNow } from "../time.js";
import { missingFields } from "../tlv/message.js";
import { canonicalAddress, canonicalDomain, vaspDomain } from "../uma/address.js";
import type { KeyResolver } from "../vasp/resolver.js";
import { verifyInvoiceWithResolver } from "../vasp/verify.js";
import { requestRefusal } from "./errors.js";
import { payable } from "./payable.js";
import { type InvoiceStore, memoryInvoiceStore, type ReceivedInvoice } from "./store.js";

/** Options of {@link createRequestHandler}. */
export type RequestHandlerOptions = {
  /**
   * Who is hosted here: the domains, in any case, or a function that knows each address. It is asked in
   * lower case, whatever the invoice says: `$Bob@VASP.com` and `$bob@vasp.com` are one address.
   */
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
  /**
   * The furthest ahead that an invoice may expire, in seconds; 31,622,400 by default, 366 days. Each is
   * remembered until then, and how long that is, its VASP would choose alone.
   */
  readonly maxLifetimeSeconds?: number;
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
 * under `node:http` and Express. It reads the body itself: mount it ahead of body parsers such as
 * `express.json()`. Behind one that does not keep the body, each invoice is answered with 500, and
 * `onError` told why.
 *
 * What it checks, from cheap to dear: POST, JSON, the body's length, an invoice, signed, with a sender,
 * not expired, not valid for longer than `maxLifetimeSeconds`, the sender hosted here, and the signature with
 * the key of the receiver's VASP; and once more, right before it is handed on, that it has not expired.
 * It is handed on once, however often it comes. An invoice with the UUID of another from the same VASP is
 * refused.
 *
 * @returns a function that never rejects: success is `{"status":"OK"}`, and a refusal the protocol's
 * `{"status":"ERROR","reason":…,"code":…}` with the HTTP status that goes with it. What fails on this
 * side is 500, and 503 where the store is full: the other side may send the invoice again later
 * @throws UmaInvoiceError `INVALID_OPTION`
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
  const { hosted, keyResolver, onInvoice, onError, store, now, ecdsa, ...limits } = checkOptions(options);
  const { maxLifetimeSeconds, maxBytes, maxLength } = limits;
  const isHosted = toPredicate(hosted);
  const clock = () => {
    try {
      return secondsNow(now);
    } catch (cause) {
      throw new Failure("now", cause);
    }
  };

  async function receive(request: Request): Promise<void> {
    const sent = await readInvoice(request, maxBytes);
    const { invoice, text } = payable(sent, { maxLength });
    const { expiration, receiverUma, senderUma } = invoice;
    const { digest } = checkableSignature(invoice);
    if (senderUma === undefined) throw missingFields(["senderUma"]);
    const seconds = clock();
    checkNotExpired(invoice, seconds);
    if (expiration - seconds > maxLifetimeSeconds)
      throw invalidField("expiration", `a time at most ${maxLifetimeSeconds} seconds ahead`, expiration);
    if ((await own("hosted", () => isHosted(canonicalAddress(senderUma)))) !== true)
      throw requestRefusal("UNKNOWN_SENDER", {
        field: "senderUma",
        expected: "a user hosted here",
        instead: "another",
      });
    const verified = await verifyInvoiceWithResolver(invoice, {
      keyResolver,
      now: clock,
      ...(ecdsa && { ecdsa }),
    });
    // A UUID is its VASP's to give, so nobody else can take it up before the invoice comes.
    const id = `${vaspDomain(receiverUma)}/${invoice.invoiceUUID.toLowerCase()}`;
    const received = { id, digest: toHex(digest), expiration };
    const handedOn = await handOnOnce(received, verified, text);
    if (handedOn !== received.digest)
      throw requestRefusal("INVOICE_CONFLICT", {
        field: "invoiceUUID",
        expected: "a new one",
        instead: "that of another invoice",
      });
  }

  async function handOnOnce(
    received: ReceivedInvoice,
    verified: VerifiedInvoice,
    text: string,
  ): Promise<string> {
    try {
      return await store.once(received, async () => {
        // The store may have taken its time.
        checkNotExpired(verified, clock);
        await onInvoice(verified, text);
      });
    } catch (cause) {
      if (as(UmaInvoiceError, cause)?.code === "INVOICE_EXPIRED") checkNotExpired(verified, clock);
      throw new Failure("handing on", cause);
    }
  }

  return createEndpoint(
    "POST",
    async (request) => {
      await receive(request);
      return jsonResponse({ status: "OK" });
    },
    onError,
  );
}

/** Reads all options, each once, so that what is missing shows at the start, and not with the first invoice. */
function checkOptions(options: RequestHandlerOptions) {
  const names = [
    "hosted",
    "keyResolver",
    "onInvoice",
    "onError",
    "store",
    "maxLifetimeSeconds",
    "maxBytes",
    "maxLength",
    "now",
    "ecdsa",
  ] as const;
  const read = readOptions(options, "options", ...names);
  const { keyResolver, onInvoice, onError, now = () => new Date(), ecdsa } = read;
  const { maxLifetimeSeconds = 31_622_400, maxBytes = 65_536, maxLength = 8192 } = read;
  const { store = memoryInvoiceStore({ now }) } = read;
  checkMethods("keyResolver", keyResolver, "resolve");
  checkFunction("onInvoice", onInvoice);
  if (onError !== undefined) checkFunction("onError", onError);
  checkFunction("now", now);
  checkMethods("store", store, "once");
  if (ecdsa !== undefined) checkEngine(ecdsa, "importPublicKey", "verify");
  checkWhole("maxLifetimeSeconds", maxLifetimeSeconds, "seconds");
  checkWhole("maxBytes", maxBytes, "bytes");
  checkWhole("maxLength", maxLength, "characters");
  return { ...read, store, now, maxLifetimeSeconds, maxBytes, maxLength };
}

function toPredicate(hosted: RequestHandlerOptions["hosted"]) {
  if (typeof hosted === "function") return hosted;
  const domains = new Set(
    readList(hosted, "hosted", "a list of domains, or a function", invalidOption).map(toDomain),
  );
  return (senderUma: string) => domains.has(vaspDomain(senderUma));
}

/** One that no address can have would host nobody, unnoticed. */
function toDomain(domain: unknown): string {
  const canonical = canonicalDomain(domain);
  if (canonical === undefined)
    throw invalidOption("hosted", 'a list of domains such as "vasp1.com", or a function', domain);
  return canonical;
}

async function readInvoice(request: Request, maxBytes: number): Promise<string> {
  const { bytes, invalid } = await readPosted(request, maxBytes);
  const body = parseJson(bytes, invalid);
  const invoice = typeof body === "object" && body !== null && (body as { invoice?: unknown }).invoice;
  if (typeof invoice !== "string") throw invalid("an object with the text of an invoice, found none");
  return invoice.trim();
}
