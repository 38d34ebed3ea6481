import { fromBytesOrHex, sizeOf, toHex } from "../../bytes.js";
import { UmaInvoiceError } from "../../errors.js";
import { invalidField } from "../../invalidField.js";
import { isUnixTime } from "../../time.js";
import { uuid } from "../../uma/formats.js";
import { faultOf } from "../messages/faultOf.js";
import { address, nonEmptyText, optional, text, url } from "../messages/properties.js";
import { readObject } from "../messages/readObject.js";
import { units } from "../paywall/units.js";
import type { Settlement } from "./Settlement.js";

const shape = /* @__PURE__ */ (() => ({
  receiverUma: address,
  amount: units,
  currency: nonEmptyText,
  settledAt: {
    // A time in milliseconds would never expire.
    expected: "Unix time in seconds, before 2106",
    test: (value: unknown) => isUnixTime(value) && Number.isInteger(value) && value > 0,
  },
  // Only news has to be a UUID: one that is none was for something else.
  invoiceUUID: optional(text),
  resource: optional(url),
  method: optional({
    expected: "a method in upper case (POST)",
    test: (value) => typeof value === "string" && /^[A-Z][A-Z-]{0,31}$/.test(value),
  }),
}))();

/**
 * How far ahead of a store's clock that of a VASP may be, in seconds. A payment is kept from its settlement on:
 * one in the year 2100 would be kept till then, and kept for less, it would be news again when its VASP repeats it.
 */
export const furthestAhead = 86_400;

/** The error for a settlement that is yet to come. */
export function settledAhead({ settledAt }: Settlement): UmaInvoiceError {
  return invalidField("settlement.settledAt", "a time that is not more than a day ahead", settledAt);
}

/**
 * Checks what a VASP said of a payment.
 *
 * @returns the payment hash in lower-case hex, and a copy of what is known of a settlement
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function checkSettlement(
  paymentHash: Uint8Array | string,
  settlement: Settlement,
): { readonly hash: string; readonly checked: Settlement } {
  const hash = readHash(paymentHash);
  const checked = readSettlement(settlement);
  const { invoiceUUID } = checked;
  if (invoiceUUID !== undefined && !uuid.test(invoiceUUID))
    throw invalidField("settlement.invoiceUUID", uuid.expected, invoiceUUID);
  return { hash, checked };
}

/**
 * Reads a payment hash: 32 bytes, or their hex.
 *
 * @returns 64 lower-case hex digits
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function readHash(paymentHash: Uint8Array | string): string {
  const hash = fromBytesOrHex(paymentHash, 32);
  if (!hash)
    throw new UmaInvoiceError(
      "INVALID_FIELD",
      `paymentHash: expected 32 bytes or their hex, found ${sizeOf(paymentHash)}`,
      { field: "paymentHash" },
    );
  return toHex(hash);
}

/**
 * Checks what is said of a payment, by a VASP or by a store: one on a database may give amounts as text, times
 * as dates, and `null` for what there is none of.
 *
 * @returns a copy of what is known of a settlement
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function readSettlement(settlement: Settlement): Settlement {
  const { receiverUma, amount, currency, settledAt, invoiceUUID, resource, method } = readObject(
    settlement,
    "settlement",
    shape,
    faultOf("INVALID_FIELD"),
  ) as Settlement;
  return {
    receiverUma,
    amount,
    currency,
    settledAt,
    ...(invoiceUUID !== undefined && { invoiceUUID }),
    ...(resource !== undefined && { resource }),
    ...(method !== undefined && { method }),
  };
}
