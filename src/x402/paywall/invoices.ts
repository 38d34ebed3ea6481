import { invalidOption } from "../../errors.js";
import { encodeInvoice } from "../../invoice/encode.js";
import type { Invoice, InvoiceCurrency } from "../../invoice/invoice.js";
import { bytesOrHex, checkFunction, checkMethods, readOptions } from "../../options.js";
import { drawBytes, randomBytes } from "../../random.js";
import { secondsNow } from "../../time.js";
import { invalidSetting } from "../errors.js";
import { optional, readObject, truth } from "../messages/properties.js";
import { bindInvoice, nonceLength, type Offered } from "./binding.js";
import type { InvoiceToIssue, PaywallInvoices, PaywallOptions } from "./options.js";

/** Where the invoices of a seller come from. */
export type Issuer = {
  /** What they are bound with: 32 bytes. */
  readonly bindingKey: Uint8Array;
  /**
   * Has an invoice created for what is offered, and makes sure that it asks for just that.
   *
   * @param seconds - how long it is valid
   * @returns what the offer says of it in `extra`
   */
  readonly issue: (
    offered: Offered,
    seconds: number,
  ) => Promise<{ readonly umaInvoice: string; readonly invoiceOnly?: true }>;
};

/**
 * Makes what issues invoices: one place for the paywall and for the plug-ins of the published packages.
 *
 * @returns `undefined` if none are issued
 * @throws UmaInvoiceError `INVALID_OPTION`
 */
export function createIssuer({
  invoices,
  payToIsDedicated = false,
  now = () => new Date(),
  random = randomBytes,
}: Pick<PaywallOptions, "invoices" | "payToIsDedicated" | "now" | "random">): Issuer | undefined {
  readObject({ payToIsDedicated }, "", { payToIsDedicated: optional(truth) }, invalidSetting);
  checkFunction("now", now);
  checkFunction("random", random);
  if (invoices === undefined) return undefined;
  const { create } = checkMethods("invoices", invoices, "create");
  const bindingKey = readBindingKey(invoices);
  return {
    bindingKey,
    async issue(offered, seconds) {
      const { price, payTo } = offered;
      const expiration = Math.floor(secondsNow(now)) + seconds;
      const fields: InvoiceToIssue = {
        receiverUma: payTo,
        invoiceUUID: bindInvoice(bindingKey, offered, expiration, drawBytes(random, nonceLength)),
        amount: price.amount,
        receivingCurrency: price.currency,
        expiration,
        maxNumPayments: 1,
      };
      const invoice = await create.call(invoices, fields);
      checkCreated(invoice, fields);
      return { umaInvoice: encodeInvoice(invoice), ...(!payToIsDedicated && { invoiceOnly: true }) };
    },
  };
}

/**
 * Reads the key that invoices are bound with.
 *
 * @returns 32 bytes, a copy
 * @throws UmaInvoiceError `INVALID_OPTION`
 */
export function readBindingKey(invoices: Pick<PaywallInvoices, "bindingKey">): Uint8Array {
  const { bindingKey } = readOptions(invoices, "invoices", "bindingKey");
  return bytesOrHex(bindingKey, "invoices.bindingKey", 32, invalidSetting);
}

/** What is created otherwise than it was asked for is not handed out: it could be paid, and open nothing. */
function checkCreated(invoice: Invoice, fields: InvoiceToIssue): void {
  const created: Partial<Invoice> = { ...invoice };
  for (const name of ["receiverUma", "invoiceUUID", "amount", "expiration"] as const)
    if (created[name] !== fields[name])
      throw invalidOption(`invoice.${name}`, `${fields[name]}`, created[name]);
  const { code }: Partial<InvoiceCurrency> = { ...created.receivingCurrency };
  const asked = fields.receivingCurrency.code;
  if (code !== asked) throw invalidOption("invoice.receivingCurrency.code", asked, code);
}
