import { invalidField } from "../invalidField.js";
import { pick } from "../options.js";
import { checkSignal } from "./signal.js";

/** How requests to counterparties are made. */
export type HttpOptions = {
  /**
   * What makes the requests; the global `fetch` by default. That of another package will do as well: it gets
   * a URL as text, and an init of text, plain objects and a signal.
   */
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds for a request, from the first look at the host to the last byte of the body; 20,000 by default. */
  readonly timeout?: number;
  /** Ends the request; what it rejects with then is the signal's `reason`. */
  readonly signal?: AbortSignal;
  /** The longest body to read, in bytes; 65,536 by default. */
  readonly maxBytes?: number;
  /**
   * Allows hosts on this very machine, for local work: `localhost`, `*.localhost`, `127.0.0.0/8` and
   * `[::1]`, over http and with any port. Not allowed by default.
   */
  readonly allowLoopback?: boolean;
  /** Allows ports other than the scheme's own. Not allowed by default. */
  readonly allowPorts?: boolean;
  /**
   * Called with each host before it is connected to; throws, rejects or gives `false` to refuse it. Hosts come from
   * invoices that anybody can write, and names such as `db.internal` pass: a server that can reach a
   * private network looks them up here, or hands in a `fetch` that checks the address it connects to.
   */
  readonly checkHost?: (host: string) => unknown;
};

/** The longest that timers wait: 2^31 - 1 ms. */
const longestTimeout = 2_147_483_647;

/**
 * Reads these options from an object that may hold others, and checks them.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function readHttpOptions(options: HttpOptions | undefined): HttpOptions {
  const names = [
    "fetch",
    "timeout",
    "signal",
    "maxBytes",
    "allowLoopback",
    "allowPorts",
    "checkHost",
  ] as const;
  const read = pick(options, "options", ...names);
  const { timeout = 1, maxBytes = 1, signal } = read;
  if (!(typeof timeout === "number" && timeout > 0 && timeout <= longestTimeout))
    throw invalidField("timeout", `milliseconds, up to ${longestTimeout}`, timeout);
  if (!(Number.isSafeInteger(maxBytes) && maxBytes > 0))
    throw invalidField("maxBytes", "a whole number of bytes, 1 or more", maxBytes);
  if (signal !== undefined) checkSignal(signal);
  for (const name of ["fetch", "checkHost"] as const)
    if (read[name] !== undefined && typeof read[name] !== "function")
      throw invalidField(name, "a function", read[name]);
  // Not taken as truths: the text "false", from an environment, would open what it was meant to close.
  for (const name of ["allowLoopback", "allowPorts"] as const)
    if (read[name] !== undefined && typeof read[name] !== "boolean")
      throw invalidField(name, "a boolean", read[name]);
  return read;
}
