import type { Price } from "./Price.js";

/** What is sold, for how much, to whose benefit: one request, and not merely what it asks for. */
export type Offered = {
  /** The URL of what is sold. */
  readonly resource: string;
  readonly price: Price;
  /** The receiver's UMA address. */
  readonly payTo: string;
  /** The method of the request; GET by default. */
  readonly method?: string;
  /** The SHA-256 of the request's body, in hex; empty, which it is by default, where it has none. */
  readonly body?: string;
  /** What else of the request the payment is for; nothing by default. */
  readonly bound?: string;
};
