import { createInvoice, encodeInvoice, type InvoiceFields } from "../../src/index.js";
import {
  createUmaFetch,
  type PaymentOrder,
  type UmaFetchOptions,
  type X402Version,
} from "../../src/x402/index.js";
import { base64 } from "./base64.js";
import { hex } from "./bytes.js";
import { keys } from "./keys.js";
import { beforeExpiration, requiredFields } from "./sampleFields.js";
import { type Answer, type Received, scriptedServer } from "./scriptedServer.js";

/** What is sold, how it goes wrong, and what the client is told. */
export type Sale = {
  readonly version?: X402Version;
  /** Changes to the offer, as it is on the wire; several make several offers. */
  readonly offers?: readonly object[];
  /** Changes to the invoice, or none: then the address alone is offered. */
  readonly invoice?: Partial<InvoiceFields> | "none";
  /** Changes to the message around the offers. */
  readonly message?: object;
  /** Answers who has not paid, instead of the 402. */
  readonly unpaid?: (received: Received, required: Answer & object) => Answer;
  /** Answers who has paid; counts their requests. */
  readonly paid?: (received: Received, count: number) => Answer | Promise<Answer>;
  /** Where the offers claim to be from. */
  readonly resource?: string;
  readonly client?: Partial<UmaFetchOptions>;
};

/** What came of it. */
export type Weather = {
  readonly url: string;
  readonly origin: string;
  readonly received: readonly Received[];
  /** The requests that proved a payment. */
  readonly paidRequests: () => readonly Received[];
  /** What the client's wallet was asked to pay. */
  readonly orders: readonly PaymentOrder[];
  readonly umaFetch: typeof fetch;
};

/** The preimage of every payment. */
export const weatherPreimage = "07".repeat(32);

/** Sells the weather for 10 dollars from a server that speaks x402 without any of the code under test. */
export async function sellWeather(sale: Sale = {}): Promise<Weather> {
  const { version = 1, offers = [{}], invoice = {}, message = {}, unpaid, paid } = sale;
  const paymentHeader = version === 1 ? "x-payment" : "payment-signature";
  const isPaid = ({ headers }: Received) => paymentHeader in headers;
  const server = await scriptedServer((request) => {
    if (isPaid(request)) return paid ? paid(request, paidRequests().length - 1) : { body: "sunny" };
    const required = paymentRequired(sale.resource ?? `${server.origin}${request.url}`);
    return unpaid ? unpaid(request, required) : required;
  });
  const paidRequests = () => server.received.filter(isPaid);

  function paymentRequired(resource: string): Answer & object {
    const terms = {
      scheme: "exact",
      asset: "USD",
      payTo: requiredFields.receiverUma,
      maxTimeoutSeconds: 300,
      ...(invoice !== "none" && { extra: { umaInvoice: invoiceText(invoice) } }),
    };
    if (version === 2) {
      const accepts = offers.map((changes) => ({
        ...terms,
        network: "uma:mainnet",
        amount: "1000",
        ...changes,
      }));
      const header = base64({ x402Version: 2, resource: { url: resource }, accepts, ...message });
      return { status: 402, headers: { "PAYMENT-REQUIRED": header }, body: "{}" };
    }
    const about = { resource, description: "The weather", mimeType: "text/plain" };
    const accepts = offers.map((changes) => ({
      ...terms,
      ...about,
      network: "uma",
      maxAmountRequired: "1000",
      ...changes,
    }));
    return { status: 402, body: JSON.stringify({ x402Version: 1, error: "pay", accepts, ...message }) };
  }

  const orders: PaymentOrder[] = [];
  const umaFetch = createUmaFetch({
    pay: async (order) => {
      orders.push(order);
      return weatherPreimage;
    },
    maxAmount: { USD: { amount: 1000n, decimals: 2 } },
    keyResolver: { resolve: async () => ({ publicKey: hex(keys.first.publicKey), cached: false }) },
    now: () => beforeExpiration,
    ...sale.client,
  });
  return { ...server, url: `${server.origin}/weather`, paidRequests, orders, umaFetch };
}

function invoiceText(changes: Partial<InvoiceFields>): string {
  return encodeInvoice(createInvoice({ ...requiredFields, ...changes }, keys.first.secretKey));
}
