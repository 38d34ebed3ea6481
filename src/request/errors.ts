import { refusals } from "../errors.js";

/** What each code of links, delivery and receipt means to the other side. */
export const requestMeanings = {
  /** The input is no deep link, universal link or invoice. */
  INVALID_DEEP_LINK: ["INVALID_INVOICE", 400],
  /** The invoice's sender is not hosted here, or not who is to pay. */
  UNKNOWN_SENDER: ["USER_NOT_FOUND", 404],
  /** The counterparty's configuration names no endpoint for requests. */
  REQUESTS_NOT_SUPPORTED: ["NOT_IMPLEMENTED", 501],
  /** The counterparty refused the invoice. */
  DELIVERY_REFUSED: ["INTERNAL_ERROR", 500],
  /** It was sent, and whether the counterparty took it is unknown. */
  DELIVERY_UNCONFIRMED: ["INTERNAL_ERROR", 500],
  /** Another invoice came with the same UUID, from the same VASP. */
  INVOICE_CONFLICT: ["INVALID_INVOICE", 400],
} as const;

/** The error with a code of links, delivery and receipt. */
export const requestRefusal = /* @__PURE__ */ refusals(requestMeanings);
