import type { Price } from "./Price.js";

/** What is sold, for how much, to whose benefit. */
export type Offered = {
  /** The URL of what is sold. */
  readonly resource: string;
  readonly price: Price;
  /** The receiver's UMA address. */
  readonly payTo: string;
};
