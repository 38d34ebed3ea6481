import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { createInvoice, encodeInvoice, type InvoiceFields, type VerifiedInvoice } from "uma-invoice";
import {
  createLnurlpHandler,
  createPayer,
  createPayRequestHandler,
  lndWallet,
  memoryIncomingPayments,
  memoryPayments,
  type Payable,
  type Payer,
  type PayerOptions,
  type PaymentStore,
  type PayRequestHandlerOptions,
  type Receiver,
  settlePayment,
} from "uma-invoice/pay";
import { createRequestHandler } from "uma-invoice/request";
import { createKeyResolver, createVaspHandler, verifyInvoiceWithResolver } from "uma-invoice/vasp";
import { memorySettlements, type SettlementStore } from "uma-invoice/x402";
import { keys } from "../support/keys.js";
import type { Answer, LightningNode } from "./node.js";

/** What a cent is worth, in millisatoshi, and what the receiver's VASP takes for changing any sum. */
const multiplier = { numerator: 16_667_333n, scale: 3 };
const feeMsat = 250n;

/** What a sum in cents costs: rounded to the nearest millisatoshi. */
export function costMsat(cents: bigint): bigint {
  return (cents * multiplier.numerator + 500n) / 1000n + feeMsat;
}

export const usd = { code: "USD", name: "US Dollar", symbol: "$", decimals: 2 };
/** Finds the keys that the VASPs publish. */
export const keyResolver = createKeyResolver({ allowLoopback: true });

/** Nothing is to go wrong on a VASP's own side. */
function onError(error: unknown): void {
  throw error;
}

/** Serves on loopback, under `127.0.0.1:<port>`. */
async function listen(answer: (request: Request) => Promise<Response>) {
  const server = createServer(getRequestListener(answer));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    domain: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The VASP of `$bob`. */
export type ReceiverVasp = {
  readonly address: string;
  /** What its node told it of: payments by their hash, as a paywall learns of them. */
  readonly settlements: SettlementStore;
  /** An invoice of Bob's: ten dollars, for one payment, unless changed. */
  bill(changes?: Partial<InvoiceFields>): string;
  /** Changes its answers to pay requests, as JSON, from now on; leaves them alone without an argument. */
  tamper(change?: (response: Answer) => Answer | Promise<Answer>): void;
  /** From now on, has the payment with this hash held by the node; without an argument, takes payments at once. */
  hold(paymentHash?: string): void;
  close(): Promise<void>;
};

/** @param options - of what answers pay requests, where they are others than usual */
export async function startReceiverVasp(
  bob: LightningNode,
  options: Partial<PayRequestHandlerOptions> = {},
): Promise<ReceiverVasp> {
  const { secretKey, publicKey } = keys.first;
  /** What is paid, by its path. */
  const payables = new Map<string, Payable>();
  const settlements = memorySettlements();
  const { payments = memoryIncomingPayments() } = options;
  let change: (response: Answer) => Answer = (response) => response;
  let held: string | undefined;

  const { domain, close } = await listen(async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/.well-known/lnurlp/")) return lookUp(request);
    if (pathname.startsWith("/.well-known/")) return wellKnown(request);
    const response = await receive(request);
    return Response.json(await change(await response.json()), { status: response.status });
  });
  const address = `$bob@${domain}`;
  const wellKnown = createVaspHandler({
    keys: { signingPublicKey: publicKey, encryptionPublicKey: publicKey },
    configuration: { name: "Bob's", umaMajorVersions: [1] },
  });
  const receiver: Receiver = {
    ...{ callback: `http://${domain}/uma/address`, metadata: '[["text/plain","Pay to $bob"]]' },
    currencies: [{ ...usd, multiplier, convertible: { min: 1n, max: 1_000_000n } }],
    ...{ minSendable: 1n, maxSendable: 100_000_000_000n },
    ...{ kycStatus: "VERIFIED", isSubjectToTravelRule: false },
  };
  payables.set("/uma/address", { umaAddress: address, ...receiver });
  const lookUp = createLnurlpHandler({
    ...{ domain, signingKey: secretKey, keyResolver },
    find: (umaAddress) => (umaAddress === address ? receiver : undefined),
    onError,
  });
  const receive = createPayRequestHandler({
    find: ({ url }) => payables.get(new URL(url).pathname),
    rate: () => ({ multiplier, feeMsat }),
    createLightningInvoice: (invoice) =>
      held === undefined ? bob.createInvoice(invoice) : bob.createHoldInvoice(held, invoice),
    ...{ signingKey: secretKey, keyResolver, network: "regtest", onError },
    ...options,
    payments,
  });

  const listening = new AbortController();
  void listenForPayments(bob, listening.signal, async (paymentHash, settledAt) => {
    await settlePayment(paymentHash, { payments, settlements, settledAt });
  });

  return {
    address,
    settlements,
    bill(changes = {}) {
      const invoiceUUID = randomUUID();
      const fields: InvoiceFields = {
        ...{ receiverUma: address, invoiceUUID, amount: 1000n, receivingCurrency: usd },
        ...{ expiration: new Date(Date.now() + 600_000), isSubjectToTravelRule: false },
        ...{ umaVersions: "1.0", callback: `http://${domain}/uma/payreq/${invoiceUUID}`, maxNumPayments: 1 },
        ...changes,
      };
      const invoice = createInvoice(fields, secretKey);
      payables.set(new URL(invoice.callback).pathname, { invoice });
      return encodeInvoice(invoice);
    },
    tamper(newChange = (response) => response) {
      change = newChange;
    },
    hold(paymentHash) {
      held = paymentHash;
    },
    async close() {
      listening.abort();
      await close();
    },
  };
}

/** Has the node tell of each payment that it takes, until the signal. */
async function listenForPayments(
  node: LightningNode,
  signal: AbortSignal,
  onPayment: (paymentHash: string, settledAt: number) => Promise<void>,
): Promise<void> {
  try {
    // All that ever came but the first, too: a VASP that was down meanwhile is told of it again.
    const path = "/v1/invoices/subscribe?settle_index=1";
    for await (const { state, r_hash, settle_date } of node.subscribe(path, signal))
      if (state === "SETTLED")
        await onPayment(Buffer.from(r_hash, "base64").toString("hex"), Number(settle_date));
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** The VASP of `$alice`, and Alice's payer. */
export type PayerVasp = Payer & {
  readonly address: string;
  /** The invoices that were sent to her, the newest last. */
  readonly inbox: readonly VerifiedInvoice[];
  /** Reads an invoice, and verifies it with the published keys. */
  read(text: string): Promise<VerifiedInvoice>;
  /** Where her payments are kept. */
  readonly payments: PaymentStore;
  /** Another payer of hers, as another process makes it: with a store of its own, unless it is handed one. */
  another(options?: Partial<PayerOptions>): Payer;
  close(): Promise<void>;
};

export async function startPayerVasp(alice: LightningNode): Promise<PayerVasp> {
  const { secretKey, publicKey } = keys.second;
  const inbox: VerifiedInvoice[] = [];
  const { domain, close } = await listen((request) =>
    new URL(request.url).pathname === "/uma/requests" ? receive(request) : wellKnown(request),
  );
  const receive = createRequestHandler({
    hosted: [domain],
    keyResolver,
    onInvoice: (invoice) => {
      inbox.push(invoice);
    },
  });
  const wellKnown = createVaspHandler({
    keys: { signingPublicKey: publicKey, encryptionPublicKey: publicKey },
    configuration: {
      name: "Alice's",
      umaMajorVersions: [1],
      umaRequestEndpoint: `http://${domain}/uma/requests`,
    },
  });
  const address = `$alice@${domain}`;
  const another = (options: Partial<PayerOptions> = {}) =>
    createPayer({
      ...{ identifier: address, compliance: { kycStatus: "VERIFIED" }, signingKey: secretKey, keyResolver },
      ...{ wallet: lndWallet({ url: alice.url, macaroon: alice.macaroon! }), network: "regtest" },
      ...{ limits: { maxAmountMsat: 20_000_000_000n }, allowLoopback: true },
      ...options,
    });
  const payments = memoryPayments();
  return {
    ...another({ payments }),
    ...{ address, inbox, payments },
    read: (text) => verifyInvoiceWithResolver(text, { keyResolver }),
    another,
    close,
  };
}
