import { invalidField } from "../../invalidField.js";
import { encodeInvoice } from "../../invoice/encodeInvoice.js";
import type { Invoice, InvoiceCurrency } from "../../invoice/Invoice.js";
import { bindInvoice, nonceLength } from "./invoiceBinding.js";
import type { Offered } from "./Offered.js";
import type { PaywallInvoices } from "./PaywallOptions.js";

/**
 * Has an invoice created for what is offered, and makes sure that it asks for just that.
 *
 * @param expiration - Unix time, in seconds
 * @returns `uma1…`
 */
export async function issueInvoice(
  create: PaywallInvoices["create"],
  key: Uint8Array,
  offered: Offered,
  expiration: number,
  random: (length: number) => Uint8Array,
): Promise<string> {
  const { price, payTo } = offered;
  const fields = {
    receiverUma: payTo,
    invoiceUUID: bindInvoice(key, offered, expiration, random(nonceLength)),
    amount: price.amount,
    receivingCurrency: price.currency,
    expiration,
    maxNumPayments: 1,
  } as const;
  const invoice = await create(fields);
  const made: Partial<Invoice> = { ...invoice };
  for (const name of ["receiverUma", "invoiceUUID", "amount", "expiration"] as const)
    if (made[name] !== fields[name]) throw invalidField(`invoice.${name}`, `${fields[name]}`, made[name]);
  const { code }: Partial<InvoiceCurrency> = { ...made.receivingCurrency };
  if (code !== price.currency.code)
    throw invalidField("invoice.receivingCurrency.code", price.currency.code, code);
  return encodeInvoice(invoice);
}
