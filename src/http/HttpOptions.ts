/** How requests to counterparties are made. */
export type HttpOptions = {
  /** What makes the requests; the global `fetch` by default. */
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
   * Called with each host before it is connected to; throws or rejects to refuse it. Hosts come from
   * invoices that anybody can write, and names such as `db.internal` pass: a server that can reach a
   * private network looks them up here, or hands in a `fetch` that checks the address it connects to.
   */
  readonly checkHost?: (host: string) => void | Promise<void>;
};
