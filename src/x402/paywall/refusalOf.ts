import { isSameAddress } from "../../uma/address.js";
import type { Settlement } from "../settlements/Settlement.js";
import { expirationOf } from "./invoiceBinding.js";
import type { RefusalReason } from "./RefusalReason.js";
import type { Sold } from "./Sold.js";

/** What ties a payment to what was sold. */
export type Binding = {
  /** The key that invoices are bound with, if any are issued. */
  readonly bindingKey?: Uint8Array | undefined;
  /** Whether the receiver gets no payments but these. */
  readonly payToIsDedicated: boolean;
  /** How long after its invoice has expired a payment may be settled, in seconds. */
  readonly graceSeconds: number;
};

/** Tells why a settled payment does not pay for what is offered; `undefined` if it does. */
export function refusalOf(
  settlement: Settlement,
  offered: Sold,
  { bindingKey, payToIsDedicated, graceSeconds }: Binding,
): RefusalReason | undefined {
  const { receiverUma, currency, amount, settledAt, invoiceUUID, resource } = settlement;
  if (!isSameAddress(receiverUma, offered.payTo)) return "wrong_receiver";
  if (currency !== offered.price.currency.code) return "wrong_currency";
  if (amount !== offered.price.amount) return "wrong_amount";
  if (resource !== undefined && !isSame(resource, offered.resource)) return "wrong_resource";
  if (invoiceUUID === undefined)
    return payToIsDedicated || names(settlement, offered) ? undefined : "unbound_payment";
  const expiration = bindingKey && expirationOf(invoiceUUID, bindingKey, offered);
  if (expiration === undefined) return "wrong_resource";
  return settledAt > expiration + graceSeconds ? "late_payment" : undefined;
}

/** Whether two URLs are the same, however they are written: with the port 443 of https, say, or a host in upper case. */
function isSame(one: string, other: string): boolean {
  return new URL(one).href === new URL(other).href;
}

/** Whether a settlement names the request. It says nothing of a body, or of what else the request was bound to. */
function names(
  { resource, method = "GET" }: Settlement,
  { method: asked = "GET", body = "", bound = "" }: Sold,
): boolean {
  const isMethod = asked === method || (asked === "HEAD" && method === "GET");
  return resource !== undefined && isMethod && body === "" && bound === "";
}
