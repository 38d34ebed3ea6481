import { refusals } from "../errors.js";

/** What each code of payments means to the other side. */
export const payMeanings = {
  /** The text is no Lightning invoice that may be paid. */
  INVALID_LIGHTNING_INVOICE: ["INVALID_INVOICE", 400],
} as const;

/** The error with a code of payments. */
export const payRefusal = /* @__PURE__ */ refusals(payMeanings);

/**
 * The error for a Lightning invoice that is not what it has to be.
 *
 * @param field - the property concerned, or the part of the text
 * @param instead - what was found, in our own words
 */
export function invalidLightningInvoice(field: string, expected: string, instead: string, cause?: unknown) {
  return payRefusal("INVALID_LIGHTNING_INVOICE", { field, expected, instead, cause });
}
