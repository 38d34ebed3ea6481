import { refusals } from "../errors.js";

/** What each code of requests and responses over HTTP means to the other side. */
export const httpMeanings = {
  /** A domain that this library does not connect to. */
  INVALID_DOMAIN: ["INVALID_INPUT", 400],
  /** The counterparty could not be reached, or answered with another status than 2xx, or with a redirect. */
  FETCH_FAILED: ["COUNTERPARTY_PUBKEY_FETCH_ERROR", 424],
  /** The counterparty did not answer in time. */
  FETCH_TIMEOUT: ["COUNTERPARTY_PUBKEY_FETCH_ERROR", 424],
  /** What the counterparty sent is not what it has to be. */
  INVALID_RESPONSE: ["COUNTERPARTY_PUBKEY_FETCH_ERROR", 424],
  /** The request has another method than the endpoint takes. */
  METHOD_NOT_ALLOWED: ["INVALID_REQUEST_FORMAT", 405],
  /** The request's body is not declared to be JSON. */
  UNSUPPORTED_MEDIA_TYPE: ["INVALID_REQUEST_FORMAT", 415],
  /** The request's body is longer than the limit. */
  BODY_TOO_LARGE: ["INVALID_REQUEST_FORMAT", 413],
  /** The request's body is not what it has to be. */
  INVALID_REQUEST: ["INVALID_REQUEST_FORMAT", 400],
  /** A store in memory holds as much as it may. */
  STORE_FULL: ["INTERNAL_ERROR", 503],
} as const;

/** The error with a code of requests and responses over HTTP. */
export const httpRefusal = /* @__PURE__ */ refusals(httpMeanings);
