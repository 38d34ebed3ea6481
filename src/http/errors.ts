import {
  type ErrorMeaning,
  type LayerErrorCode,
  UmaInvoiceError,
  type UmaInvoiceErrorDetails,
} from "../errors.js";

/** What each code of these layers means to the other side. */
export const layerMeanings: { readonly [Code in LayerErrorCode]: ErrorMeaning } = {
  /** The input is no deep link, universal link or invoice. */
  INVALID_DEEP_LINK: ["INVALID_INVOICE", 400],
  /** A domain that this library does not connect to. */
  INVALID_DOMAIN: ["INVALID_INPUT", 400],
  /** The counterparty could not be reached, or answered with another status than 2xx, or with a redirect. */
  FETCH_FAILED: ["COUNTERPARTY_PUBKEY_FETCH_ERROR", 424],
  /** The counterparty did not answer in time. */
  FETCH_TIMEOUT: ["COUNTERPARTY_PUBKEY_FETCH_ERROR", 424],
  /** What the counterparty sent is not what it has to be. */
  INVALID_RESPONSE: ["COUNTERPARTY_PUBKEY_FETCH_ERROR", 424],
  /** A certificate, or the chain from it to a trusted root, is not what it has to be. */
  INVALID_CERTIFICATE: ["CERT_CHAIN_INVALID", 400],
  /** A certificate is not valid now. */
  CERTIFICATE_EXPIRED: ["CERT_CHAIN_EXPIRED", 400],
  /** The request has another method than the endpoint takes. */
  METHOD_NOT_ALLOWED: ["INVALID_REQUEST_FORMAT", 405],
  /** The request's body is not declared to be JSON. */
  UNSUPPORTED_MEDIA_TYPE: ["INVALID_REQUEST_FORMAT", 415],
  /** The request's body is longer than the limit. */
  BODY_TOO_LARGE: ["INVALID_REQUEST_FORMAT", 413],
  /** The request's body is not what it has to be. */
  INVALID_REQUEST: ["INVALID_REQUEST_FORMAT", 400],
  /** The invoice's sender is not hosted here. */
  UNKNOWN_SENDER: ["USER_NOT_FOUND", 404],
  /** The counterparty's configuration names no endpoint for requests. */
  REQUESTS_NOT_SUPPORTED: ["NOT_IMPLEMENTED", 501],
  /** The counterparty refused the invoice. */
  DELIVERY_REFUSED: ["INTERNAL_ERROR", 424],
  /** It was sent, and whether the counterparty took it is unknown. */
  DELIVERY_UNCONFIRMED: ["INTERNAL_ERROR", 424],
  /** Another invoice came with the same UUID, from the same VASP. */
  INVOICE_CONFLICT: ["INVALID_INVOICE", 409],
  /** The body or header of a 402 is not what x402 says. */
  INVALID_PAYMENT_REQUIREMENTS: ["INVALID_REQUEST_FORMAT", 400],
  /** A payment's header or payload is not what x402 says. */
  INVALID_PAYMENT: ["INVALID_REQUEST_FORMAT", 402],
  /** No offer can be accepted: of a scheme or network that is not ours, too dear, or not what it says. */
  OFFER_REFUSED: ["AMOUNT_OUT_OF_RANGE", 400],
  /** The payment did not come about. */
  PAYMENT_FAILED: ["INTERNAL_ERROR", 500],
  /** The resource server refused the payment. */
  PAYMENT_REFUSED: ["FORBIDDEN", 402],
  /** It was paid, and whether the resource server took it is unknown. */
  PAYMENT_UNCONFIRMED: ["INTERNAL_ERROR", 500],
  /** A store in memory holds as much as it may. */
  STORE_FULL: ["INTERNAL_ERROR", 503],
  /** More keys are looked up at this moment than may be; nobody was asked, and it may be tried again. */
  TOO_MANY_LOOKUPS: ["INTERNAL_ERROR", 503],
};

/** An error of the layers above the core. */
export function layerError(
  code: LayerErrorCode,
  message: string,
  details?: UmaInvoiceErrorDetails,
): UmaInvoiceError {
  return new UmaInvoiceError(code, message, { meaning: layerMeanings[code], ...details });
}
