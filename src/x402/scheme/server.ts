import { invalidField, invalidOption, refusal } from "../../errors.js";
import type { InvoiceCurrency } from "../../invoice/invoice.js";
import { read, readList, readOptions } from "../../options.js";
import { isDecimals } from "../client/limits.js";
import { invalidPayment, invalidSetting, invalidValue } from "../errors.js";
import { fitsHeader } from "../messages/headers.js";
import { paymentHashOf, readPayload } from "../messages/preimage.js";
import { nonEmptyText, object, type Property, readObject } from "../messages/properties.js";
import { uri } from "../messages/resource.js";
import { networkWritten, readTerms } from "../messages/terms.js";
import { createIssuer } from "../paywall/invoices.js";
import { checkOfferSize, completeOffer } from "../paywall/offer.js";
import type { PaywallOptions } from "../paywall/options.js";
import { createReturns } from "../paywall/returns.js";
import type { Settlements } from "../settlements/settlement.js";
import { type AssetAmount, parsePrice, type SchemePrice } from "./price.js";
import type { SchemeRequirements } from "./requirements.js";

/** Options of {@link exactUmaServer}. */
export type ExactUmaServerOptions = Pick<
  PaywallOptions,
  "invoices" | "now" | "random" | "payToIsDedicated" | "wait" | "onError"
> & {
  /** The currencies that prices are in. */
  readonly currencies: readonly InvoiceCurrency[];
  /** Where payments are given back to: the same as the facilitator's. */
  readonly settlements: Pick<Settlements, "restore">;
};

/** What an `x402ResourceServer` answers with 402, or would. */
export type SchemeOffers = {
  readonly requirements: SchemeRequirements[];
  readonly resourceInfo: { readonly url: string; readonly description?: string; readonly mimeType?: string };
  /** Why it does; absent as long as there is a payment to look at. */
  readonly error?: string;
  /** Over HTTP: of the request, with its method. */
  readonly transportContext?: unknown;
};

/** A settlement that an `x402ResourceServer` is about to ask its facilitator for. */
export type SchemeSettling = {
  readonly phase: string;
  readonly paymentPayload: { readonly payload: { readonly [name: string]: unknown } };
  readonly requirements: { readonly network: `${string}:${string}` };
};

/** A settlement that a facilitator has made. */
export type SchemeSettled = Pick<SchemeSettling, "paymentPayload"> & {
  readonly result: { readonly extra?: { readonly [name: string]: unknown } };
};

/** What {@link exactUmaServer} makes: a `SchemeNetworkServer` for an `x402ResourceServer`. */
export type ExactUmaServer = {
  readonly scheme: "exact";
  readonly defaultAssetTransferMethod: "default";
  readonly paymentFlows: {
    readonly default: {
      readonly supported: readonly ["upfront"];
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
    readonly onAfterSettle: (context: SchemeSettled) => Promise<void>;
  };
  parsePrice(price: SchemePrice): Promise<AssetAmount>;
  getAssetDecimals(asset: string): number | undefined;
  enhancePaymentRequirements(requirements: SchemeRequirements): Promise<SchemeRequirements>;
  enrichPaymentRequiredResponse(offers: SchemeOffers): Promise<SchemeRequirements[]>;
  /** Asks a facilitator of ours for the claim that redeems a payment. */
  enrichSettlementPayload(): Promise<{ claim: "wanted" }>;
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
 * The flow is x402's `upfront` and no other, as for all schemes whose proof the client submits: a payment is
 * redeemed before the handler runs, which runs once for each payment, and is given back if the handler fails, with
 * a status from 400 on.
 *
 * An offer names the method of the request in `extra.method`, and its invoice is for that method alone. The
 * package does not tell of the body: a payment for one `POST` opens another of the same URL.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`. The methods reject with the same for a route's price or terms
 * @see x402 version 2, section 6, and its `specs/schemes/exact`, "Client-submitted"
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
  const given = readOptions(
    options,
    "options",
    "currencies",
    "settlements",
    "invoices",
    "now",
    "random",
    "payToIsDedicated",
    "wait",
    "onError",
  );
  const currencies = readCurrencies(given.currencies);
  const returns = createReturns(given);
  const issuer = createIssuer(given);
  for (const [index, currency] of currencies.entries())
    checkOfferSize({
      ...smallest,
      currency,
      currencyField: `currencies[${index}]`,
      hasInvoice: issuer !== undefined,
    });

  // By the very object that a request brought, which is the same from its settlement to its end: each gives back
  // what is its own, and no other does.
  const claims = new WeakMap<object, string>();

  async function makeOffer(terms: SchemeRequirements, offers: SchemeOffers): Promise<SchemeRequirements> {
    const { url: resource, description = "", mimeType = "" } = offers.resourceInfo;
    const method = methodOf(offers.transportContext);
    const named = method === undefined ? {} : { method };
    const bare = { ...terms, extra: { ...terms.extra, resource, ...named } };
    const isSent = offers.error !== undefined;
    if (!issuer || !isSent) return bare;
    const known = readTerms(bare, "requirements", 2, invalidValue);
    const currency = currencies.find(({ code }) => code === known.asset);
    if (!currency) throw invalidField("requirements.asset", "one of the currencies", known.asset);
    const price = { amount: BigInt(known.maxAmountRequired), currency };
    const offered = { resource, price, payTo: known.payTo, ...named };
    const offer = await completeOffer({ ...known, resource, description, mimeType }, offered, issuer);
    if (offer) return { ...bare, extra: { ...offer.extra } };
    throw refusal("INVALID_FIELD", {
      field: "resource",
      expected: fitsHeader,
      instead: `${resource.length} characters`,
    });
  }

  return {
    scheme: "exact",
    defaultAssetTransferMethod: "default",
    paymentFlows: { default: { supported: ["upfront"], default: "upfront" } },
    schemeHooks: {
      async onBeforeSettle(context) {
        const { phase, paymentPayload, requirements } = read(
          context,
          "context",
          "phase",
          "paymentPayload",
          "requirements",
        );
        if (phase !== "cancel") return undefined;
        const { payload } = read(paymentPayload, "paymentPayload", "payload");
        const { network } = read(requirements, "requirements", "network");
        const claim = claims.get(paymentPayload);
        const hash = paymentHashOf(readPayload(payload, invalidPayment).preimage);
        if (claim !== undefined) await returns.giveBack(hash, claim);
        const result = { success: false, errorReason: "resource_failed", transaction: "", network } as const;
        return { skip: true, result };
      },
      async onAfterSettle(context) {
        const { paymentPayload, result } = read(context, "context", "paymentPayload", "result");
        const { claim, ...extra } = { ...read(result, "result", "extra").extra };
        if (typeof claim !== "string") return;
        claims.set(paymentPayload, claim);
        // It is no business of the client's, who gets the result.
        if (Object.keys(extra).length > 0) Object.assign(result, { extra });
        else Reflect.deleteProperty(result, "extra");
      },
    },
    enrichSettlementPayload: async () => ({ claim: "wanted" }),
    parsePrice: async (price) => parsePrice(price, currencies),
    getAssetDecimals: (asset) => currencies.find(({ code }) => code === asset)?.decimals,
    async enhancePaymentRequirements(requirements) {
      const { extra } = readTerms(requirements, "requirements", 2, invalidSetting);
      for (const name of ["resource", "umaInvoice", "invoiceOnly", "method"])
        if (extra?.[name] !== undefined)
          throw invalidOption(`extra.${name}`, "nothing: it is written here", extra[name]);
      return requirements;
    },
    // Called once for each offer of ours, but with all of them.
    async enrichPaymentRequiredResponse(offers) {
      const names = ["requirements", "resourceInfo", "error", "transportContext"] as const;
      const sent = read(offers, "offers", ...names);
      readObject(sent, "offers", { requirements: list, resourceInfo: object }, invalidValue);
      readObject(sent.resourceInfo, "offers.resourceInfo", { url: uri }, invalidValue);
      return Promise.all(sent.requirements.map((terms) => (isBare(terms) ? makeOffer(terms, sent) : terms)));
    },
    // The hook above takes it from there.
    settleOnCancel: (context) => read(context, "context", "requirements").requirements,
  };
}

/** The least that an offer consists of beside its currency. */
const smallest = {
  payTo: "$a@example.com",
  description: "",
  mimeType: "",
  maxTimeoutSeconds: 1,
  origin: "https://example.com",
} as const;

/** Money is reckoned with them: without, a dollar would be a cent. */
const decimals: Property = { expected: "an integer, 0 to 30", test: isDecimals };

const list: Property = { expected: "an array of offers", test: Array.isArray };

/** Checks the currencies, and copies the list of them. */
function readCurrencies(currencies: readonly InvoiceCurrency[]): readonly InvoiceCurrency[] {
  const list = readList(currencies, "currencies", "an array of currencies", invalidOption);
  if (list.length === 0) throw invalidOption("currencies", "an array of currencies", currencies);
  const shape = { code: nonEmptyText, decimals };
  return list.map(
    (currency, index) =>
      readObject(currency, `currencies[${index}]`, shape, invalidSetting) as InvoiceCurrency,
  );
}

/** The method of a request, as the package tells of it over HTTP. */
function methodOf(transportContext: unknown): string | undefined {
  const { request } = read(Object(transportContext) as { request?: unknown }, "transportContext", "request");
  const { method } = read(Object(request) as { method?: unknown }, "transportContext.request", "method");
  return typeof method === "string" ? method : undefined;
}

/** Whether an offer is one of ours, and not finished yet. */
function isBare(terms: SchemeRequirements): boolean {
  const { scheme, network, extra } = readObject(
    terms,
    "offers.requirements",
    { extra: object },
    invalidValue,
  ) as SchemeRequirements;
  return scheme === "exact" && networkWritten(network, 2) !== undefined && extra.resource === undefined;
}
