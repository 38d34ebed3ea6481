import { until } from "./until.js";

/** Where a Lightning node is, as plain data. */
export type NodeAddress = {
  readonly name: "alice" | "bob";
  /** Of its REST API: `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** What its REST API asks for: hex. */
  readonly macaroon?: string;
  /** 33 bytes, in hex. */
  readonly publicKey: string;
  /** What stops and starts it: a URL that takes `POST <url>/<action>`. */
  readonly control: string;
};

/** What lnd answers: every 64-bit number is a text, bytes are base64. */
// biome-ignore lint/suspicious/noExplicitAny: the shape is lnd's, and what is not there makes a test fail.
export type Answer = any;

/** An invoice to write. */
export type NewInvoice = {
  readonly amountMsat: bigint;
  readonly description?: string;
  /** 32 bytes, in hex. */
  readonly descriptionHash?: string;
  readonly expirySeconds?: number;
};

/** A Lightning node, with what the tests need of it. Hashes and preimages are in hex. */
export type LightningNode = NodeAddress & {
  /** Calls its REST API. */
  call(method: "GET" | "POST", path: string, body?: unknown): Promise<Answer>;
  /** Its answers to a subscription, as they come, until the signal. */
  subscribe(path: string, signal: AbortSignal): AsyncGenerator<Answer>;
  /** Writes an invoice, as a text. */
  createInvoice(invoice: NewInvoice): Promise<string>;
  /** Writes one that stays unpaid, with the payment in flight, until it is settled or canceled. */
  createHoldInvoice(paymentHash: string, invoice: NewInvoice): Promise<string>;
  /** Pays an invoice, and gives what has become of it in the end. */
  pay(lightningInvoice: string): Promise<Answer>;
  /** Takes the payment that is in flight. */
  settle(preimage: string): Promise<void>;
  /** Gives the payment that is in flight back. */
  cancel(paymentHash: string): Promise<void>;
  /** What it has of an invoice of its own. */
  invoice(paymentHash: string): Promise<{ readonly state: string; readonly paidMsat: bigint }>;
  /** Waits until its invoice is in a state: `OPEN`, `ACCEPTED` (in flight), `SETTLED`, `CANCELED`. */
  untilInvoice(paymentHash: string, state: string): Promise<void>;
  /** All payments that it was ever told to make, those under way and those that failed included. */
  payments(): Promise<
    readonly {
      readonly paymentHash: string;
      readonly status: string;
      readonly amountMsat: bigint;
      readonly feeMsat: bigint;
    }[]
  >;
  /** Its money in channels, in millisatoshi, once nothing is in flight any more. */
  balanceMsat(): Promise<bigint>;
  /** Ends it without a chance to write anything (SIGKILL). */
  kill(): Promise<void>;
  /** Ends it in an orderly manner. */
  stop(): Promise<void>;
  /** Starts it again, and waits until it can pay and be paid. */
  start(): Promise<void>;
};

export function lightningNode(address: NodeAddress): LightningNode {
  const headers: Record<string, string> =
    address.macaroon === undefined ? {} : { "Grpc-Metadata-macaroon": address.macaroon };

  async function send(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
    const response = await fetch(`${address.url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    if (!response.ok)
      throw new Error(
        `${address.name}, ${method} ${path}: ${response.status} ${(await response.text()).slice(0, 500)}`,
      );
    return response;
  }
  async function call(method: string, path: string, body?: unknown): Promise<Answer> {
    return (await send(method, path, body)).json();
  }
  async function invoice(paymentHash: string) {
    const { state, amt_paid_msat } = await call("GET", `/v1/invoice/${paymentHash}`);
    return { state, paidMsat: BigInt(amt_paid_msat) };
  }
  async function control(action: string): Promise<void> {
    const response = await fetch(`${address.control}/${action}`, { method: "POST" });
    if (!response.ok) throw new Error(`${address.name}, ${action}: ${await response.text()}`);
  }

  return {
    ...address,
    call,
    async *subscribe(path, signal) {
      let rest = "";
      const decoder = new TextDecoder();
      // Node.js's streams can be iterated over; the type of the Web's does not say so.
      const { body } = (await send("GET", path, undefined, signal)) as unknown as {
        body: AsyncIterable<Uint8Array>;
      };
      for await (const chunk of body) {
        const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
        rest = lines.pop()!;
        for (const line of lines) yield JSON.parse(line).result;
      }
    },
    async createInvoice(fields) {
      return (await call("POST", "/v1/invoices", invoiceBody(fields))).payment_request;
    },
    async createHoldInvoice(paymentHash, fields) {
      const body = { ...invoiceBody(fields), hash: toBase64(paymentHash) };
      return (await call("POST", "/v2/invoices/hodl", body)).payment_request;
    },
    async pay(lightningInvoice) {
      const body = { payment_request: lightningInvoice, timeout_seconds: 60, fee_limit_sat: "10" };
      return (await call("POST", "/v2/router/send", { ...body, no_inflight_updates: true })).result;
    },
    async settle(preimage) {
      await call("POST", "/v2/invoices/settle", { preimage: toBase64(preimage) });
    },
    async cancel(paymentHash) {
      await call("POST", "/v2/invoices/cancel", { payment_hash: toBase64(paymentHash) });
    },
    invoice,
    async untilInvoice(paymentHash, state) {
      await until(
        `an invoice of ${address.name}'s is ${state}`,
        async () => (await invoice(paymentHash)).state === state,
      );
    },
    async payments() {
      const { payments } = await call("GET", "/v1/payments?include_incomplete=true");
      return payments.map((payment: Answer) => ({
        paymentHash: payment.payment_hash,
        status: payment.status,
        amountMsat: BigInt(payment.value_msat),
        feeMsat: BigInt(payment.fee_msat),
      }));
    },
    balanceMsat: () =>
      until(`nothing of ${address.name}'s is in flight`, async () => {
        const { channels } = await call("GET", "/v1/channels");
        if (channels.some((channel: Answer) => channel.pending_htlcs.length > 0)) return undefined;
        return BigInt((await call("GET", "/v1/balance/channels")).local_balance.msat);
      }),
    kill: () => control("kill"),
    stop: () => control("stop"),
    start: () => control("start"),
  };
}

function invoiceBody({ amountMsat, description, descriptionHash, expirySeconds }: NewInvoice): object {
  return {
    value_msat: `${amountMsat}`,
    ...(description === undefined ? {} : { memo: description }),
    ...(descriptionHash === undefined ? {} : { description_hash: toBase64(descriptionHash) }),
    ...(expirySeconds === undefined ? {} : { expiry: `${expirySeconds}` }),
  };
}

/** The base64 of hex. */
export function toBase64(hex: string): string {
  return Buffer.from(hex, "hex").toString("base64");
}
