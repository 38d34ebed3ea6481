import { describe } from "../../describe.js";
import type { Ecdsa } from "../../ecdsa/Ecdsa.js";
import { decodeInvoice } from "../../invoice/decodeInvoice.js";
import type { Invoice } from "../../invoice/Invoice.js";
import type { Moment } from "../../time.js";
import type { KeyResolver } from "../../vasp/KeyResolver.js";
import { verifyInvoiceWithResolver } from "../../vasp/verifyInvoiceWithResolver.js";
import type { PaymentTerms } from "../messages/PaymentTerms.js";
import { offerRefused } from "./offerRefused.js";
import type { PaymentOrder } from "./PaymentOrder.js";

/** What an offer is checked by. */
export type OfferChecks = {
  /** The most to pay for one request: by the code of a currency, in its smallest unit. */
  readonly maxAmount: { readonly [currency: string]: bigint };
  /** Gets the key of the receiver's VASP. */
  readonly keyResolver: KeyResolver;
  /** The present by default. */
  readonly now?: Moment;
  /** What verifies signatures. */
  readonly ecdsa?: Ecdsa;
  /** Ends the search for the key. */
  readonly signal?: AbortSignal;
};

/**
 * Makes every check of an offer that a payer has to make before paying, but for the resource.
 *
 * @returns what to pay
 * @throws UmaInvoiceError `OFFER_REFUSED`, and what decoding and verifying the invoice throw
 */
export async function checkOffer(offer: PaymentTerms, checks: OfferChecks): Promise<PaymentOrder> {
  const { asset, payTo, extra = {} } = offer;
  const offered = BigInt(offer.maxAmountRequired);
  const limit = Object.hasOwn(checks.maxAmount, asset) ? checks.maxAmount[asset]! : undefined;
  if (limit === undefined)
    throw offerRefused("asset", "a currency with a limit in maxAmount", describe(asset));
  if (extra.umaInvoice === undefined) {
    if (offered > limit)
      throw offerRefused("maxAmountRequired", `at most ${limit} ${asset}`, describe(offered));
    return { umaAddress: payTo, amount: offered, currency: asset };
  }
  const invoice = decodeInvoice(extra.umaInvoice);
  checkTerms(invoice, asset, payTo, offered < limit ? offered : limit);
  return { invoice: await verifyInvoiceWithResolver(invoice, checks) };
}

function checkTerms(invoice: Invoice, asset: string, payTo: string, most: bigint): void {
  const { receiverUma, receivingCurrency, amount } = invoice;
  if (canonical(receiverUma) !== canonical(payTo))
    throw offerRefused("receiverUma", `payTo, ${describe(payTo)}`, describe(receiverUma));
  if (receivingCurrency.code !== asset)
    throw offerRefused(
      "receivingCurrency",
      `the asset, ${describe(asset)}`,
      describe(receivingCurrency.code),
    );
  if (amount === 0n || amount > most) throw offerRefused("amount", `1 to ${most}`, describe(amount));
}

/** Domains are the same in either case; users of a VASP need not be. */
function canonical(umaAddress: string): string {
  return umaAddress.replace(/@.*/, (domain) => domain.toLowerCase());
}
