import { invalidField } from "../../invalidField.js";
import type { InvoiceCurrency } from "../../invoice/Invoice.js";
import { toSeconds } from "../../time.js";
import { faultOf } from "../messages/faultOf.js";
import { networks } from "../messages/networks.js";
import type { Property } from "../messages/Property.js";
import { nonEmptyText } from "../messages/properties.js";
import { readObject } from "../messages/readObject.js";
import { readTerms } from "../messages/readTerms.js";
import { checkInvoices } from "../paywall/checkInvoices.js";
import { checkSettlements } from "../paywall/checkSettlements.js";
import { issueInvoice } from "../paywall/issueInvoice.js";
import type { PaywallOptions } from "../paywall/PaywallOptions.js";
import { randomBytes } from "../paywall/randomBytes.js";
import type { Settlements } from "../settlements/Settlements.js";
import { type AssetAmount, parsePrice, type SchemePrice } from "./parsePrice.js";
import { paymentHashOf } from "./paymentHashOf.js";
import type { SchemeRequirements } from "./SchemeRequirements.js";

/** Money is reckoned with them: without, a dollar would be a cent. */
const decimals: Property = {
  expected: "an integer, 0 to 30",
  test: (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 30,
};

/** Options of {@link exactUmaServer}. */
export type ExactUmaServerOptions = Pick<PaywallOptions, "invoices" | "now" | "random"> & {
  /** The currencies that prices are in. */
  readonly currencies: readonly InvoiceCurrency[];
  /** Where payments are given back to: the same as the facilitator's. */
  readonly settlements: Pick<Settlements, "restore">;
};

/** What an `x402ResourceServer` answers with 402, or would. */
export type SchemeOffers = {
  readonly requirements: SchemeRequirements[];
  readonly resourceInfo: { readonly url: string };
  /** Why it does; absent as long as there is a payment to look at. */
  readonly error?: string;
};

/** A settlement that an `x402ResourceServer` is about to ask its facilitator for. */
export type SchemeSettling = {
  readonly phase: string;
  readonly paymentPayload: { readonly payload: { readonly [name: string]: unknown } };
  readonly requirements: { readonly network: `${string}:${string}` };
};

/** What {@link exactUmaServer} makes: a `SchemeNetworkServer` for an `x402ResourceServer`. */
export type ExactUmaServer = {
  readonly scheme: "exact";
  readonly defaultAssetTransferMethod: "default";
  readonly paymentFlows: {
    readonly default: {
      readonly supported: readonly ["upfront", "authorization"];
      readonly default: "upfront";
    };
  };
  readonly schemeHooks: {
    readonly onBeforeSettle: (context: SchemeSettling) => Promise<
      | {
          skip: true;
          result: {
            success: false;
            errorReason: "resource_failed";
            transaction: "";
            network: `${string}:${string}`;
          };
        }
      | undefined
    >;
  };
  parsePrice(price: SchemePrice): Promise<AssetAmount>;
  getAssetDecimals(asset: string): number | undefined;
  enhancePaymentRequirements(requirements: SchemeRequirements): Promise<SchemeRequirements>;
  enrichPaymentRequiredResponse(offers: SchemeOffers): Promise<SchemeRequirements[]>;
  settleOnCancel(context: { readonly requirements: SchemeRequirements }): SchemeRequirements;
};

/**
 * Makes the offers of servers of the published x402 packages: `@x402/express`, `@x402/hono` and what
 * else builds on `@x402/core`. They speak version 2 of x402 alone.
 *
 * Each offer names its resource in `extra.resource`, where the facilitator finds it, and has an
 * invoice of its own where `invoices` are issued. A price is `{ asset: "USD", amount: "5" }` or money,
 * `"$0.05"` or `"0.05 EUR"`.
 *
 * The flow is x402's `upfront`: a payment is redeemed before the handler runs, which runs once for each
 * payment, and is given back if the handler fails, with a status from 400 on. A route may ask for
 * `authorization` in `extra.paymentFlow`: then it is redeemed after the handler, and nothing is handed
 * out for a payment twice, but the handler runs for each request, with a redeemed payment too.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`. The methods reject with the same for a route's price or terms
 * @see x402 version 2, section 6
 *
 * @example
 * ```ts
 * import { x402ResourceServer } from "@x402/core/server";
 *
 * const currencies = [{ code: "USD", name: "US Dollar", symbol: "$", decimals: 2 }];
 * const shop = { currencies, settlements, invoices };
 * const server = new x402ResourceServer(exactUmaFacilitator(shop));
 * server.register("uma:mainnet", exactUmaServer(shop));
 * await server.initialize();
 *
 * const price = { scheme: "exact", network: "uma:mainnet", payTo: "$shop@vasp.com", price: "$0.05" } as const;
 * const [offer] = await server.buildPaymentRequirements(price);
 * offer?.amount; // "5"
 * ```
 */
export function exactUmaServer(options: ExactUmaServerOptions): ExactUmaServer {
  const { currencies, settlements, invoices, now = () => new Date(), random = randomBytes } = { ...options };
  if (!Array.isArray(currencies) || currencies.length === 0)
    throw invalidField("currencies", "an array of currencies", currencies);
  for (const [index, currency] of currencies.entries())
    readObject(currency, `currencies[${index}]`, { code: nonEmptyText, decimals }, faultOf("INVALID_FIELD"));
  checkSettlements(settlements, "restore");
  const bindingKey = invoices && checkInvoices(invoices);

  async function makeOffer(
    terms: SchemeRequirements,
    resource: string,
    isSent: boolean,
  ): Promise<SchemeRequirements> {
    const { payTo, amount, asset, maxTimeoutSeconds } = terms;
    const extra = { ...terms.extra, resource };
    if (!invoices || !bindingKey || !isSent) return { ...terms, extra };
    const currency = currencies.find(({ code }) => code === asset)!;
    const offered = { resource, price: { amount: BigInt(amount), currency }, payTo };
    const expiration = Math.floor(toSeconds(now(), "now")) + maxTimeoutSeconds;
    const umaInvoice = await issueInvoice(invoices.create, bindingKey, offered, expiration, random);
    return { ...terms, extra: { ...extra, umaInvoice } };
  }

  return {
    scheme: "exact",
    defaultAssetTransferMethod: "default",
    paymentFlows: { default: { supported: ["upfront", "authorization"], default: "upfront" } },
    schemeHooks: {
      async onBeforeSettle({ phase, paymentPayload, requirements: { network } }) {
        if (phase !== "cancel") return undefined;
        await settlements.restore(paymentHashOf(paymentPayload.payload));
        const result = { success: false, errorReason: "resource_failed", transaction: "", network } as const;
        return { skip: true, result };
      },
    },
    parsePrice: async (price) => parsePrice(price, currencies),
    getAssetDecimals: (asset) => currencies.find(({ code }) => code === asset)?.decimals,
    async enhancePaymentRequirements(requirements) {
      const { extra } = readTerms(requirements, "requirements", 2, faultOf("INVALID_FIELD"));
      for (const name of ["resource", "umaInvoice"])
        if (extra?.[name] !== undefined)
          throw invalidField(`extra.${name}`, "nothing: it is written here", extra[name]);
      return requirements;
    },
    // Called once for each offer of ours, but with all of them.
    enrichPaymentRequiredResponse: ({ requirements, resourceInfo, error }) =>
      Promise.all(
        requirements.map((terms) =>
          isBare(terms) ? makeOffer(terms, resourceInfo.url, error !== undefined) : terms,
        ),
      ),
    // The hook above takes it from there.
    settleOnCancel: ({ requirements }) => requirements,
  };
}

/** Whether an offer is one of ours, and not finished yet. */
function isBare({ scheme, network, extra }: SchemeRequirements): boolean {
  return scheme === "exact" && network === networks[2] && extra.resource === undefined;
}
