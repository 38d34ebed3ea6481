/**
 * What each error code means to the other side: the UMA protocol's own code, and the HTTP status
 * that a server answers with. Both are those of the protocol's table of errors.
 */
const meanings = {
  /** The text is not bech32: its characters, case, checksum or padding. */
  INVALID_BECH32: ["INVALID_INVOICE", 400],
  /** The text is bech32 of something else (`lnbc1…`, `lnurl1…`). */
  UNEXPECTED_PREFIX: ["INVALID_INVOICE", 400],
  /** The text is longer than the reader's limit. */
  TOO_LONG: ["INVALID_INVOICE", 400],
  /** The records do not add up: truncated, duplicate or trailing bytes. */
  MALFORMED_TLV: ["INVALID_INVOICE", 400],
  /** A value, of a field or of an argument, is not what it has to be. */
  INVALID_FIELD: ["INVALID_INPUT", 400],
  /** One or more required fields are absent. */
  MISSING_FIELD: ["MISSING_REQUIRED_UMA_PARAMETERS", 400],
  /** A value takes more than the 255 bytes that a record holds. */
  FIELD_TOO_LONG: ["INVALID_INPUT", 400],
  /** The invoice carries no signature. */
  MISSING_SIGNATURE: ["INVALID_SIGNATURE", 401],
  /** The signature is malformed, or does not belong to this invoice and key. */
  INVALID_SIGNATURE: ["INVALID_SIGNATURE", 401],
  /** A key is of the wrong length, off the curve, or out of range. */
  INVALID_KEY: ["INVALID_PUBKEY_FORMAT", 400],
  /** The invoice's expiration has passed. */
  INVOICE_EXPIRED: ["INVOICE_EXPIRED", 400],
} as const;

/** The stable code of a {@link UmaInvoiceError}. */
export type UmaInvoiceErrorCode = keyof typeof meanings;

/** Where a {@link UmaInvoiceError} arose. */
export type UmaInvoiceErrorDetails = {
  /** The path of the field, such as `receivingCurrency.decimals`. */
  readonly field?: string;
  /** The paths of all fields concerned, where there may be several. */
  readonly fields?: readonly string[];
  /** The place: a character of the text, counted from 0, or a byte of the TLV form. */
  readonly offset?: number;
  /** The error underneath. */
  readonly cause?: unknown;
};

/**
 * The one error that this library throws.
 *
 * @example
 * ```ts
 * try {
 *   decodeInvoice("uma1qqqqqqqq");
 * } catch (error) {
 *   if (error instanceof UmaInvoiceError) console.log(error.code); // INVALID_BECH32
 * }
 * ```
 */
export class UmaInvoiceError extends Error {
  /** What went wrong, for programs. */
  readonly code: UmaInvoiceErrorCode;
  /** The path of the field concerned. */
  declare readonly field?: string;
  /** The paths of all fields concerned. */
  declare readonly fields?: readonly string[];
  /** A character of the text, counted from 0, or a byte of the TLV form. */
  declare readonly offset?: number;

  /**
   * @param code - what went wrong, for programs
   * @param message - what was expected and what was found, for people
   * @param details - where
   */
  constructor(code: UmaInvoiceErrorCode, message: string, { cause, ...where }: UmaInvoiceErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "UmaInvoiceError";
    this.code = code;
    Object.assign(this, where);
  }

  /** The UMA protocol's own code for this error, to put into a response. */
  get protocolCode(): string {
    return meanings[this.code][0];
  }

  /** The HTTP status that goes with {@link protocolCode}. */
  get httpStatus(): number {
    return meanings[this.code][1];
  }
}
