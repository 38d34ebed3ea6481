import { wrapFetchWithPayment, x402Client, x402HTTPClient } from "@x402/fetch";
import { createUmaFetch, type X402Version } from "uma-invoice/x402";
import { checkOfferedResource, exactUmaClient, guardFetch } from "uma-invoice/x402/scheme";
import type { Market } from "./openMarket.js";

/** What a buyer is set up with. */
export type BuyerOptions = {
  readonly maxAmount?: bigint;
  /** What makes the requests. */
  readonly fetch?: typeof globalThis.fetch;
};

/** Makes a `fetch` that pays with the wallet of a market. */
export type Buyer = (market: Market, options?: BuyerOptions) => typeof globalThis.fetch;

/** A `fetch` that sees of a 402 what a version of x402 wrote: its own servers write both. */
export function speaking(
  version: X402Version,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (response.status !== 402) return response;
    const headers = new Headers(response.headers);
    if (version === 1) headers.delete("PAYMENT-REQUIRED");
    return new Response(version === 1 ? response.body : "{}", { status: 402, headers });
  };
}

export const ownBuyer: Buyer = ({ pay, keyResolver }, { maxAmount = 100n, ...options } = {}) =>
  createUmaFetch({ pay, keyResolver, maxAmount: { USD: { amount: maxAmount, decimals: 2 } }, ...options });

export const publishedBuyer: Buyer = (
  { pay, keyResolver },
  { maxAmount = 100n, fetch = globalThis.fetch } = {},
) => {
  const scheme = exactUmaClient({ pay, keyResolver, maxAmount: { USD: { amount: maxAmount, decimals: 2 } } });
  const client = new x402Client().register("uma:mainnet", scheme).registerV1("uma", scheme);
  const http = new x402HTTPClient(client).onPaymentRequired(checkOfferedResource);
  return wrapFetchWithPayment(guardFetch(fetch), http);
};

export const buyers: { readonly [name: string]: Buyer } = {
  createUmaFetch: ownBuyer,
  "@x402/fetch": publishedBuyer,
};
