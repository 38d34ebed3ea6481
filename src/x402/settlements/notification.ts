import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { defaultEcdsa } from "#default-ecdsa";
import { base64Of, copyBytes, fromBinary, isSameSecret, joinBytes, sizeOf } from "../../bytes.js";
import { fromDer } from "../../ecdsa/der.js";
import { checkEngine, type Ecdsa } from "../../ecdsa/engine.js";
import { type Signer, signWith } from "../../ecdsa/signer.js";
import { invalidOption, refusal, UmaInvoiceError } from "../../errors.js";
import { as, createEndpoint, Failure, readPosted } from "../../http/endpoint.js";
import { httpRefusal } from "../../http/errors.js";
import { fetchJson, type HttpOptions, readHttpOptions } from "../../http/fetch.js";
import { jsonResponse, parseJson } from "../../http/json.js";
import { checkUrl } from "../../http/url.js";
import { checkFunction, checkMethods, checkWhole, readOptions } from "../../options.js";
import { type Moment, secondsNow } from "../../time.js";
import { missingFields } from "../../tlv/message.js";
import { addressAt, canonicalDomain, vaspDomain } from "../../uma/address.js";
import type { KeyResolver } from "../../vasp/resolver.js";
import { verifyByKeyOf } from "../../vasp/verify.js";
import { type Fault, invalidValue } from "../errors.js";
import { readPaymentHash } from "../messages/preimage.js";
import { readObject } from "../messages/properties.js";
import { readKept, type Settlement, type SettlementStore } from "./settlement.js";

/** The headers of a notification, after Standard Webhooks. */
const names = { id: "webhook-id", timestamp: "webhook-timestamp", signature: "webhook-signature" } as const;

/** What stands before a signature: of HMAC-SHA256 (Standard Webhooks), and of ECDSA on secp256k1 (RFC 8812). */
const versions = { secret: "v1", key: "es256k" } as const;

/** More of them than a sender has secrets. */
const mostSignatures = 8;

/** Options of {@link createSettlementHandler}. */
export type SettlementHandlerOptions = (
  | {
      /** Shared with the VASP: 24 to 64 bytes, or `whsec_` and their base64. */
      readonly secret: Uint8Array | string;
      readonly vasp?: never;
    }
  | {
      /** The VASP, if it signs with the key that it publishes. */
      readonly vasp: { readonly domain: string; readonly keyResolver: KeyResolver };
      readonly secret?: never;
    }
) & {
  /** What is told of each payment. */
  readonly settlements: Pick<SettlementStore, "settle">;
  /** How far the time of a notification may be from the present, either way, in seconds; 300 by default. */
  readonly windowSeconds?: number;
  /** The most bytes of a notification; 16,384 by default. */
  readonly maxBytes?: number;
  /** Gets what went wrong on this side, for a log; the other side is told nothing of it. */
  readonly onError?: (error: unknown) => void;
  /** The clock: a Date, or Unix time in seconds; the present by default. */
  readonly now?: () => Moment;
  /** The engine that verifies. */
  readonly ecdsa?: Ecdsa;
};

/**
 * Makes the endpoint to which a VASP tells, over HTTP, that a payment was settled: what comes from nobody else goes to
 * `settlements`. It is a Web-standard function, and is mounted as `createRequestHandler` is.
 *
 * A notification is a POST of JSON: `paymentHash` (32 bytes in hex), `receiverUma`, `amount` (digits, in the smallest
 * unit), `currency` and `settledAt` (Unix time in seconds), and if there are any `invoiceUUID`, `resource` and `method`;
 * one that lacks any of the first five is refused, and they are named. It is signed as Standard Webhooks has it: the
 * header `webhook-signature` holds `v1,` and the base64 of the HMAC-SHA256 of `id.timestamp.body` by a shared secret;
 * or else `es256k,` and the base64 of the VASP's ECDSA signature of the SHA-256 of the same, 64 bytes. A VASP that is
 * known by its key can tell of payments to its own users alone.
 *
 * A payment that is known stays as it is: however often, and in whatever order, a VASP tells of it, it counts once.
 *
 * @returns a function that never rejects: success is `{"status":"OK"}`, a refusal `{"status":"ERROR","reason":…,"code":…}`,
 * and after a 5xx the VASP is to tell of it again
 * @throws UmaInvoiceError `INVALID_OPTION`
 * @see Standard Webhooks 1.0; RFC 8812, section 3.2
 *
 * @example
 * ```ts
 * const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
 * const handler = createSettlementHandler({ settlements: memorySettlements(), secret });
 * const response = await handler(new Request("https://shop.example/settled", { method: "POST" }));
 * response.status; // 415
 * ```
 */
export function createSettlementHandler(
  options: SettlementHandlerOptions,
): (request: Request) => Promise<Response> {
  const given = readOptions(
    options,
    "options",
    "settlements",
    "secret",
    "vasp",
    "windowSeconds",
    "maxBytes",
    "onError",
    "now",
    "ecdsa",
  );
  const {
    settlements,
    secret,
    vasp,
    windowSeconds = 300,
    maxBytes = 16_384,
    onError = console.error,
  } = given;
  const { now = () => new Date(), ecdsa = defaultEcdsa } = given;
  checkMethods("settlements", settlements, "settle");
  checkWhole("windowSeconds", windowSeconds, "seconds", { most: 86_400 });
  checkWhole("maxBytes", maxBytes, "bytes");
  checkFunction("onError", onError);
  checkFunction("now", now);
  if ((secret === undefined) === (vasp === undefined))
    throw invalidOption("secret", "one, or else a vasp", sizeOf(secret));
  const sender = vasp === undefined ? bySecret(readSecret(secret)) : byKey(vasp, ecdsa);

  async function receive(request: Request): Promise<Response> {
    const { bytes, invalid } = await readPosted(request, maxBytes);
    const [id, timestamp, signature] = [names.id, names.timestamp, names.signature].map(
      (name) => request.headers.get(name) ?? "",
    ) as [string, string, string];
    if (!/^[\w-]{1,256}$/.test(id)) throw notSigned(names.id, "letters, digits, _ and -");
    const isNear =
      /^\d{1,10}$/.test(timestamp) && Math.abs(Number(timestamp) - secondsNow(now)) <= windowSeconds;
    if (!isNear) throw notSigned(names.timestamp, `Unix time within ${windowSeconds} seconds of the present`);
    const signatures = signature.split(" ").slice(0, mostSignatures);
    if (!(await sender.hasSigned(contentOf(id, timestamp, bytes), signatures)))
      throw notSigned(names.signature, "one of this notification");
    const { paymentHash, settlement } = readNotification(parseJson(bytes, invalid));
    if (!sender.hosts(settlement.receiverUma))
      throw notSigned("receiverUma", "a user of the VASP whose key it is");
    try {
      await settlements.settle(paymentHash, settlement);
    } catch (error) {
      // A time too far ahead is theirs; whatever else a store throws is nothing to tell them.
      if (as(UmaInvoiceError, error)?.code === "INVALID_FIELD") throw error;
      throw new Failure("settle", error);
    }
    return jsonResponse({ status: "OK" });
  }

  return createEndpoint("POST", receive, onError);
}

/** Options of {@link createSettlementNotifier}. */
export type SettlementNotifierOptions = HttpOptions &
  (
    | {
        /** Shared with the shop: 24 to 64 bytes, or `whsec_` and their base64. */
        readonly secret: Uint8Array | string;
        readonly signingKey?: never;
      }
    | {
        /** The signing key of the VASP, or what signs with it. */
        readonly signingKey: Uint8Array | string | Signer;
        readonly secret?: never;
      }
  ) & {
    /** Where the shop listens: the URL of its {@link createSettlementHandler}. */
    readonly url: string;
    /** The clock: a Date, or Unix time in seconds; the present by default. */
    readonly now?: () => Moment;
    /** The engine that signs. */
    readonly ecdsa?: Ecdsa;
  };

/** What tells a shop of payments: `settlements` of `settlePayment`. */
export type SettlementNotifier = {
  /** Resolves once the shop has taken it; what rejects has to be told again, the same. */
  settle(paymentHash: Uint8Array | string, settlement: Settlement): Promise<void>;
};

/**
 * Makes the other end of {@link createSettlementHandler}: what a VASP tells a shop of payments with, over HTTP.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`, `INVALID_DOMAIN`; `settle` also `INVALID_FIELD`, `FETCH_TIMEOUT`, and
 * `FETCH_FAILED` where the shop did not take it; the reason of the signal, and what a signer throws
 * @see Standard Webhooks 1.0; RFC 8812, section 3.2
 *
 * @example
 * ```ts
 * const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
 * const shop = createSettlementHandler({ settlements: memorySettlements(), secret });
 * const notifier = createSettlementNotifier({
 *   url: "https://shop.example/settled",
 *   secret,
 *   fetch: (url, init) => shop(new Request(url, init)), // none, where the shop is elsewhere
 * });
 * const { paymentHash, ...settlement } = notification; // what your node told you of
 * await notifier.settle(paymentHash, settlement);
 * ```
 */
export function createSettlementNotifier(options: SettlementNotifierOptions): SettlementNotifier {
  const given = readOptions(options, "options", "url", "secret", "signingKey", "now", "ecdsa");
  const { secret, signingKey, now = () => new Date(), ecdsa = defaultEcdsa } = given;
  const http = readHttpOptions(options);
  const url = checkUrl(given.url, http);
  checkFunction("now", now);
  if ((secret === undefined) === (signingKey === undefined))
    throw invalidOption("secret", "one, or else a signingKey", sizeOf(secret));
  const shared = secret === undefined ? undefined : readSecret(secret);

  async function sign(content: Uint8Array): Promise<string> {
    if (shared) return `${versions.secret},${base64Of(hmac(sha256, shared, content))}`;
    const signature = await signWith(ecdsa, signingKey!, { message: content, digest: sha256(content) });
    return `${versions.key},${base64Of(fromDer(signature))}`;
  }

  return {
    async settle(paymentHash, settlement) {
      const hash = readPaymentHash(paymentHash);
      const { amount, ...read } = readKept(settlement, invalidValue);
      const body = JSON.stringify({ paymentHash: hash, ...read, amount: `${amount}` });
      const timestamp = `${Math.floor(secondsNow(now))}`;
      const signature = await sign(contentOf(hash, timestamp, utf8(body)));
      // The same each time that it is told: by it, whoever listens knows what is told again.
      const headers = { [names.id]: hash, [names.timestamp]: timestamp, [names.signature]: signature };
      const { status } = await fetchJson(url, { method: "POST", body, headers, meaning }, http);
      if (status < 200 || status >= 300)
        throw httpRefusal("FETCH_FAILED", {
          subject: "notification",
          expected: "to be taken (2xx)",
          instead: `status ${status}`,
          meaning,
        });
    },
  };
}

const meaning = ["INTERNAL_ERROR", 500] as const;

/** What is known of who signs. */
type KnownSender = {
  readonly hasSigned: (content: Uint8Array, signatures: readonly string[]) => Promise<boolean>;
  /** Whether it is for them to say what a user got. */
  readonly hosts: (receiverUma: string) => boolean;
};

function bySecret(secret: Uint8Array): KnownSender {
  return {
    async hasSigned(content, signatures) {
      const expected = hmac(sha256, secret, content);
      return signaturesOf(versions.secret, signatures).some((found) => isSameSecret(found, expected));
    },
    hosts: () => true,
  };
}

function byKey(vasp: SettlementHandlerOptions["vasp"] & object, ecdsa: Ecdsa): KnownSender {
  const { domain: given, keyResolver } = readOptions(vasp, "vasp", "domain", "keyResolver");
  const domain = canonicalDomain(given);
  if (domain === undefined) throw invalidOption("vasp.domain", "a domain", given);
  checkMethods("vasp.keyResolver", keyResolver!, "resolve");
  checkEngine(ecdsa, "importPublicKey", "verify");
  return {
    async hasSigned(content, signatures) {
      const digest = sha256(content);
      for (const signature of signaturesOf(versions.key, signatures)) {
        if (signature.length !== 64) continue;
        const checkable = { signature, digest, message: content };
        if (await verifyByKeyOf(addressAt(domain), checkable, { keyResolver: keyResolver!, ecdsa }))
          return true;
      }
      return false;
    },
    hosts: (receiverUma) => vaspDomain(receiverUma) === domain,
  };
}

/** The signatures of a version, in bytes. */
function signaturesOf(version: string, signatures: readonly string[]): Uint8Array[] {
  return signatures.flatMap((signature) => {
    const [, text] = /^[a-z0-9]+,([A-Za-z\d+/]{40,100}={0,2})$/.exec(signature) ?? [];
    return signature.startsWith(`${version},`) && text !== undefined ? (fromBase64(text) ?? []) : [];
  });
}

function contentOf(id: string, timestamp: string, body: Uint8Array): Uint8Array {
  const head = utf8(`${id}.${timestamp}.`);
  return joinBytes([head, body], head.length + body.length);
}

/** What a notification says. */
function readNotification(json: unknown): { readonly paymentHash: string; readonly settlement: Settlement } {
  const { paymentHash, amount, ...told } = readObject(json, "", {}, invalidRequest) as {
    readonly [name: string]: unknown;
  };
  const all: { readonly [name: string]: unknown } = { paymentHash, amount, ...told };
  const missing = required.filter((name) => (all[name] ?? undefined) === undefined);
  if (missing.length > 0) throw missingFields(missing);
  const isAmount = typeof amount === "string" ? /^\d{1,20}$/.test(amount) : Number.isSafeInteger(amount);
  const units = isAmount ? BigInt(amount as string | number) : amount;
  return {
    paymentHash: readPaymentHash(paymentHash as string),
    settlement: readKept({ ...told, amount: units } as unknown as Settlement, invalidRequest),
  };
}

const required = ["paymentHash", "receiverUma", "amount", "currency", "settledAt"] as const;

const invalidRequest: Fault = (details) => httpRefusal("INVALID_REQUEST", details);

function notSigned(field: string, expected: string): UmaInvoiceError {
  return refusal("INVALID_SIGNATURE", { field, expected, instead: "another" });
}

/** The bytes of a secret, as Standard Webhooks writes it. */
function readSecret(secret: unknown): Uint8Array {
  const bytes =
    typeof secret === "string"
      ? secret.startsWith("whsec_")
        ? fromBase64(secret.slice(6))
        : undefined
      : copyBytes(secret);
  if (bytes && bytes.length >= 24 && bytes.length <= 64) return bytes;
  throw refusal("INVALID_OPTION", {
    field: "secret",
    expected: "24 to 64 bytes, or whsec_ and their base64",
    instead: sizeOf(secret),
  });
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function fromBase64(text: string): Uint8Array | undefined {
  try {
    return fromBinary(atob(text));
  } catch {
    return undefined;
  }
}
