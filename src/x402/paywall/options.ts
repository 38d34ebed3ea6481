import type { Invoice, InvoiceCurrency } from "../../invoice/invoice.js";
import type { Moment } from "../../time.js";
import { invalidSetting } from "../errors.js";
import type { OtherOffer } from "../messages/paymentRequired.js";
import { nonEmptyText, object, readObject, units } from "../messages/properties.js";
import type { UmaNetwork } from "../messages/terms.js";
import type { Settlements } from "../settlements/settlement.js";
import type { Admit } from "./verdict.js";

/** What a resource costs. */
export type Price = {
  /** In the smallest unit of the currency: 1 to 2^64 − 1. */
  readonly amount: bigint;
  /** The currency that the receiver gets. */
  readonly currency: InvoiceCurrency;
};

/** The fields of an invoice that the paywall settles; all others are the issuer's. */
export type InvoiceToIssue = Pick<
  Invoice,
  "receiverUma" | "invoiceUUID" | "amount" | "receivingCurrency" | "expiration"
> & { readonly maxNumPayments: 1 };

/** Where the invoices of a paywall come from. */
export type PaywallInvoices = {
  /**
   * Creates an invoice with these very fields, signed with the key of the VASP that hosts `payTo`:
   * through `createInvoice`, `createInvoiceAsync`, or a service of the VASP's.
   */
  readonly create: (fields: InvoiceToIssue) => Invoice | Promise<Invoice>;
  /**
   * Ties each invoice to the resource and the price: 32 random bytes, or their hex, secret, and the
   * same in all processes and after a restart.
   */
  readonly bindingKey: Uint8Array | string;
};

/** Options of `createPaywall`. */
export type PaywallOptions = {
  /**
   * What a resource costs. A function may look at the request, but not at its body, and has to give
   * whoever comes back with a payment the price that they were told.
   */
  readonly price: Price | ((request: Request) => Price | Promise<Price>);
  /** The receiver's UMA address. */
  readonly payTo: string;
  /** The payments that were settled. */
  readonly settlements: Settlements;
  /** The network that is paid on: `uma` by default, or `uma-testnet`, whose coins are worth nothing. */
  readonly network?: UmaNetwork;
  /** Asks by invoice. Without it, payers send their money to `payTo`. */
  readonly invoices?: PaywallInvoices;
  /**
   * Says that `payTo` gets no payments but for this paywall, and that its resources of one price may
   * stand in for each other, whatever the method and the body of the request. Then a payment of just the
   * price is enough; otherwise the settlement has to name the invoice, or the resource of a request without a
   * body (and the method, if it is neither GET nor HEAD). Then offers with an invoice say `invoiceOnly`: what is
   * paid to the address instead opens nothing, unless the VASP names the resource. `false` by default.
   */
  readonly payToIsDedicated?: boolean;
  /** Where clients see this server, `https://api.example.com`, if a proxy or the like is in between. */
  readonly origin?: string;
  /** What is sold, as a URL; by default that of the request, with its query and without its fragment. */
  readonly resource?: (request: Request) => string;
  /**
   * What else of a request its payment is for, beside the URL, the method and the body: `Accept-Language`, say.
   * It is part of the invoice, so a request that gives a text, and not an empty one, can be paid for by invoice
   * alone, or at a dedicated address.
   */
  readonly bind?: (request: Request) => string | Promise<string>;
  /** The longest body of a request, in bytes; 1,048,576 by default. A longer one is answered with 413. */
  readonly maxBodyBytes?: number;
  /** What is sold, for people. */
  readonly description?: string;
  /** The media type of what is sold. */
  readonly mimeType?: string;
  /**
   * What extensions of x402 say in version 2, beside `payment-identifier`: `bazaar` for discovery, as
   * `declareDiscoveryExtension` of `@x402/extensions` makes it. Clients send them back with a payment, so that they
   * have to fit into a header.
   */
  readonly extensions?: { readonly [name: string]: unknown };
  /** What version 1 says for discovery of a resource's input and output. */
  readonly outputSchema?: object;
  /**
   * Offers of other schemes or networks, in the form of version 2, that are made beside this one to clients of that
   * version; `admitOther` takes what is paid by them.
   */
  readonly otherOffers?: readonly OtherOffer[];
  /** Decides on a request whose payment is of another scheme or network, as `admit` does; needed for `otherOffers`. */
  readonly admitOther?: Admit;
  /** How long the payment may take, and an invoice is valid, in seconds; 300 by default, at most 366 days. */
  readonly maxTimeoutSeconds?: number;
  /** How long after its invoice has expired a payment may be settled, in seconds; 60 by default. */
  readonly graceSeconds?: number;
  /** The present, a Date or Unix time in seconds; by default that of this machine. */
  readonly now?: () => Moment;
  /** The source of randomness for invoices; `crypto.getRandomValues` by default. */
  readonly random?: (length: number) => Uint8Array;
  /** What waits before the settlements are asked again: a timer by default. */
  readonly wait?: (seconds: number) => Promise<void>;
  /**
   * Is told of what the settlements threw while a payment was redeemed or given back, though the request may
   * have been served in the end; `console.error` by default.
   */
  readonly onError?: (error: unknown) => void;
};

/**
 * Reads a price as far as an offer shows it; whoever writes an invoice looks at all of the currency.
 *
 * @returns a copy
 * @throws UmaInvoiceError `INVALID_OPTION`
 */
export function readPrice(price: Price): Price {
  const { amount, currency } = readObject(
    price,
    "price",
    { amount: units, currency: object },
    invalidSetting,
  );
  return {
    amount: amount as bigint,
    currency: readObject(
      currency,
      "price.currency",
      { code: nonEmptyText },
      invalidSetting,
    ) as Price["currency"],
  };
}
