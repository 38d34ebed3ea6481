import { createInvoice, decodeInvoice, type Invoice } from "../../src/index.js";
import {
  createPaywall,
  decodePaymentRequired,
  memorySettlements,
  type PaymentRequirements,
  type Paywall,
  type PaywallOptions,
  type Refused,
  type Settlement,
  type SettlementStore,
  type X402Version,
} from "../../src/x402/index.js";
import { keys } from "./keys.js";
import { paymentHeaders } from "./paymentHeaders.js";
import { beforeExpiration } from "./sampleFields.js";
import { lightningPayment } from "./shopPayments.js";

/** What a shop sells, and how it is paid. */
export type Shop = {
  readonly paywall: Paywall;
  readonly settlements: SettlementStore;
  /** The terms of a 402, and the invoice among them. */
  readonly offerOf: (response: Response) => Promise<{ offer: PaymentRequirements; invoice: Invoice }>;
  /**
   * Pays as a 402 asks, and has the receiving VASP tell the shop of it.
   *
   * @param changes - what the VASP says otherwise
   * @returns the preimage
   */
  readonly pay: (response: Response, changes?: Partial<Settlement>) => Promise<string>;
  /** Pays for a resource: asks for the offer first. */
  readonly buy: (url: string, changes?: Partial<Settlement>) => Promise<string>;
};

/** The key that the shop's invoices are bound with. */
export const bindingKey = "2b".repeat(32);

/** What the shop costs: 5 cents. */
export const fiveCents = {
  amount: 5n,
  currency: { code: "USD", name: "US Dollar", symbol: "$", decimals: 2 },
} as const;

/** What the shop asks for, as version 2 writes it. */
export const shopTerms = {
  scheme: "exact",
  network: "uma:mainnet",
  amount: "5",
  asset: "USD",
  payTo: "$shop@vasp.com",
  maxTimeoutSeconds: 300,
} as const;

/** Signs the shop's invoices. */
export const shopInvoices: NonNullable<PaywallOptions["invoices"]> = {
  create: (fields) =>
    createInvoice(
      { ...fields, isSubjectToTravelRule: false, callback: "https://vasp.com/uma/payreq" },
      keys.first.secretKey,
    ),
  bindingKey,
};

/** What a shop is made of. */
export const shopOptions: PaywallOptions = {
  price: fiveCents,
  payTo: "$shop@vasp.com",
  settlements: memorySettlements({ now: () => beforeExpiration }),
  invoices: shopInvoices,
};

/** A shop whose clock stands still in 2024. */
export function openShop(options: Partial<PaywallOptions> = {}): Shop {
  const now = () => beforeExpiration;
  const settlements = memorySettlements({ now });
  const paywall = createPaywall({ ...shopOptions, settlements, now, ...options });

  const offerOf: Shop["offerOf"] = async (response) => {
    const offer = decodePaymentRequired(await response.text()).accepts[0]!;
    return { offer, invoice: decodeInvoice(offer.extra!.umaInvoice!) };
  };

  const pay: Shop["pay"] = async (response, changes = {}) => {
    const { invoice } = await offerOf(response);
    const { preimage, paymentHash } = lightningPayment();
    await settlements.settle(paymentHash, {
      receiverUma: invoice.receiverUma,
      amount: invoice.amount,
      currency: invoice.receivingCurrency.code,
      settledAt: now() + 1,
      invoiceUUID: invoice.invoiceUUID,
      ...changes,
    });
    return preimage;
  };

  const buy: Shop["buy"] = async (url, changes) => {
    const verdict = await paywall.admit(new Request(url));
    if (verdict.admitted) throw new Error("let through without a payment");
    return pay(verdict.response, changes);
  };

  return { paywall, settlements, offerOf, pay, buy };
}

/** What the shop is asked for. */
export const shopUrl = "https://example.com/weather?city=Z%C3%BCrich";

/** A request that proves a payment. */
export function paying(preimage: string, at = shopUrl, version: X402Version = 1): Request {
  return new Request(at, { headers: paymentHeaders(preimage, version) });
}

/** The verdict on a request that has to be refused. */
export async function refusalOf({ paywall }: Pick<Shop, "paywall">, request: Request): Promise<Refused> {
  const verdict = await paywall.admit(request);
  if (verdict.admitted) throw new Error("let through");
  return verdict;
}
