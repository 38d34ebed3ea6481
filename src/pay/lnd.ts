import { base64Of, fromBytesOrHex, toHex } from "../bytes.js";
import { describe } from "../describe.js";
import { invalidOption, refusal, type UmaInvoiceError } from "../errors.js";
import { checkTimeout } from "../http/abort.js";
import { httpRefusal } from "../http/errors.js";
import { type CheckedHttpOptions, fetchJson, type JsonAnswer, type JsonRequest } from "../http/fetch.js";
import { checkFunction, readOptions } from "../options.js";
import { isLoopback } from "../uma/host.js";
import { payRefusal } from "./errors.js";
import type { Wallet, WalletPayment } from "./wallet.js";

/** Options of {@link lndWallet}. */
export type LndWalletOptions = {
  /** Where the node's REST API is: `https://127.0.0.1:8080`, or http on this very machine. */
  readonly url: string;
  /**
   * What lets payments be sent and looked up, as bytes or in hex: one that
   * `lncli bakemacaroon offchain:read offchain:write` makes does. A node that asks for none needs none.
   */
  readonly macaroon?: Uint8Array | string;
  /**
   * What makes the requests; the global `fetch` by default. A node has a certificate of its own, which Node.js
   * trusts by `NODE_EXTRA_CA_CERTS=tls.cert`, or the `fetch` of `undici` with a dispatcher that has it as `ca`.
   */
  readonly fetch?: typeof globalThis.fetch;
  /** Seconds for the node to look up a payment; 20 by default. */
  readonly timeoutSeconds?: number;
  /**
   * Seconds for the node to find a route and pay; 60 by default. What is under way by then stays so: it is looked up.
   */
  readonly paymentTimeoutSeconds?: number;
};

/** What is waited for the node's answer beyond the time that it has to pay, in seconds. */
const patience = 10;

/**
 * Pays from an LND node, over its REST API.
 *
 * A payment has failed where the node says that it did. All else that goes wrong, on the way or at the node, leaves it
 * unknown: then the node is asked what came of it.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`; the methods also `FETCH_FAILED`, `FETCH_TIMEOUT`, `INVALID_RESPONSE`, and
 * `sendPayment` `PAYMENT_FAILED` for a payment that failed for good, with the node's reason
 * @see LND, `routerrpc` 0.20: `/v2/router/send`, `/v2/router/track`
 *
 * @example
 * ```ts
 * const wallet = lndWallet({ url: "https://127.0.0.1:8080", macaroon });
 * ```
 */
export function lndWallet(options: LndWalletOptions): Wallet {
  const names = ["url", "macaroon", "fetch", "timeoutSeconds", "paymentTimeoutSeconds"] as const;
  const given = readOptions(options, "options", ...names);
  const { url, macaroon, fetch, timeoutSeconds = 20, paymentTimeoutSeconds = 60 } = given;
  const base = readUrl(url);
  if (fetch !== undefined) checkFunction("fetch", fetch);
  checkTimeout("timeoutSeconds", timeoutSeconds);
  checkTimeout("paymentTimeoutSeconds", paymentTimeoutSeconds);
  const headers = macaroon === undefined ? {} : { "grpc-metadata-macaroon": readMacaroon(macaroon) };

  async function ask(path: string, request: JsonRequest, seconds: number): Promise<JsonAnswer> {
    const http: CheckedHttpOptions = {
      ...(fetch && { fetch }),
      timeoutSeconds: seconds,
      maxBytes: 1_048_576,
    };
    return fetchJson(new URL(path, base), { ...request, headers, isLine: true }, http);
  }

  return {
    async sendPayment(paymentRequest, { maxFeeMsat } = {}) {
      const body = JSON.stringify({
        payment_request: paymentRequest,
        timeout_seconds: Math.ceil(paymentTimeoutSeconds),
        // The node takes no limit for none at all.
        fee_limit_msat: `${maxFeeMsat ?? 0n}`,
        no_inflight_updates: true,
      });
      const answer = await ask("v2/router/send", { method: "POST", body }, paymentTimeoutSeconds + patience);
      const payment = paymentIn(answer);
      if (payment.state === "paid") return { preimage: payment.preimage };
      if (payment.state === "failed") throw failed(payment.reason);
      throw unexpected("a payment that has ended", answer);
    },
    async lookUpPayment(paymentHash) {
      const hash = base64Url(paymentHash);
      const answer = await ask(`v2/router/track/${hash}?no_inflight_updates=false`, {}, timeoutSeconds);
      const { code } = errorIn(answer) ?? {};
      return code === notFound ? { state: "none" } : paymentIn(answer);
    },
  };
}

/** gRPC's code for what is not there. */
const notFound = 5;

type Lines = { readonly result?: unknown; readonly error?: unknown };

/** What the node says of a payment. */
function paymentIn(answer: JsonAnswer): WalletPayment {
  const { result } = Object(answer.json) as Lines;
  const { status, payment_preimage, failure_reason } = Object(result) as { readonly [name: string]: unknown };
  if (status === "SUCCEEDED" && typeof payment_preimage === "string" && fromBytesOrHex(payment_preimage, 32))
    return { state: "paid", preimage: payment_preimage.toLowerCase() };
  if (status === "FAILED") {
    const isReason = typeof failure_reason === "string" && /^[A-Z_]{1,64}$/.test(failure_reason);
    return { state: "failed", ...(isReason && { reason: failure_reason }) };
  }
  if (status === "IN_FLIGHT" || status === "INITIATED") return { state: "pending" };
  throw unexpected("a payment", answer);
}

/** The node's own error: it stands at the top, or in a line. */
function errorIn({ json }: JsonAnswer): { readonly code?: unknown; readonly message?: unknown } | undefined {
  const { error, code, message } = Object(json) as { readonly [name: string]: unknown };
  if (Object(error) === error) return error as object;
  return code === undefined ? undefined : { code, message };
}

/** What the node says, in words of its own, is told: it is the payer's. */
function unexpected(expected: string, answer: JsonAnswer): UmaInvoiceError {
  const { message } = errorIn(answer) ?? {};
  const said = typeof message === "string" ? `: ${message.slice(0, 200).replace(/[^ -~]/g, " ")}` : "";
  return httpRefusal("INVALID_RESPONSE", {
    subject: "lnd",
    expected,
    instead: `status ${answer.status}${said}`,
  });
}

function failed(reason: string | undefined): UmaInvoiceError {
  return payRefusal("PAYMENT_FAILED", {
    subject: "payment",
    expected: "lnd to pay",
    instead: reason ?? "that it failed to",
  });
}

function readUrl(url: unknown): URL {
  try {
    const parsed = new URL(url as string);
    const { protocol, hostname, username, password, search, hash } = parsed;
    const isSafe = protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
    if (isSafe && !username && !password && !search && !hash)
      return new URL(parsed.href.endsWith("/") ? parsed.href : `${parsed.href}/`);
  } catch {
    // It is none.
  }
  // It may hold a password.
  const expected = "an https URL, or one of http on this very machine, without a user, query or fragment";
  throw refusal("INVALID_OPTION", {
    field: "url",
    expected,
    instead: typeof url === "string" ? "another" : describe(url),
  });
}

function readMacaroon(macaroon: Uint8Array | string): string {
  const bytes = fromBytesOrHex(macaroon);
  if (bytes && bytes.length > 0) return toHex(bytes);
  throw invalidOption("macaroon", "bytes or their hex", undefined);
}

/** A payment hash as the node has it in its paths. */
function base64Url(paymentHash: string): string {
  const bytes = fromBytesOrHex(paymentHash, 32);
  if (!bytes) throw invalidOption("paymentHash", "32 bytes in hex", paymentHash);
  return base64Of(bytes).replace(/\+/g, "-").replace(/\//g, "_");
}
