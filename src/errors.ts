import { couldBeSecret, describe } from "./describe.js";

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
  /** An option, or something else that the program itself hands in, is not what it has to be: nobody else's fault. */
  INVALID_OPTION: ["INTERNAL_ERROR", 500],
} as const;

const internal: ErrorMeaning = ["INTERNAL_ERROR", 500];

/** What an error is to the other side: the UMA protocol's code, and the HTTP status of an answer. */
export type ErrorMeaning = readonly [protocolCode: string, httpStatus: number];

/** The codes of the layers above the core. Their meanings stand there, where the core need not carry them. */
export type LayerErrorCode =
  | "INVALID_DEEP_LINK"
  | "INVALID_DOMAIN"
  | "FETCH_FAILED"
  | "FETCH_TIMEOUT"
  | "INVALID_RESPONSE"
  | "INVALID_CERTIFICATE"
  | "CERTIFICATE_EXPIRED"
  | "METHOD_NOT_ALLOWED"
  | "UNSUPPORTED_MEDIA_TYPE"
  | "BODY_TOO_LARGE"
  | "INVALID_REQUEST"
  | "UNKNOWN_SENDER"
  | "REQUESTS_NOT_SUPPORTED"
  | "DELIVERY_REFUSED"
  | "DELIVERY_UNCONFIRMED"
  | "INVOICE_CONFLICT"
  | "INVALID_PAYMENT_REQUIREMENTS"
  | "INVALID_PAYMENT"
  | "OFFER_REFUSED"
  | "PAYMENT_FAILED"
  | "PAYMENT_REFUSED"
  | "PAYMENT_UNCONFIRMED"
  | "STORE_FULL"
  | "TOO_MANY_LOOKUPS"
  | "INVALID_LIGHTNING_INVOICE"
  | "INVALID_MESSAGE"
  | "INVALID_NONCE"
  | "INVALID_TIMESTAMP"
  | "UNSUPPORTED_VERSION"
  | "RECEIVER_REFUSED"
  | "QUOTE_REFUSED"
  | "PAYMENT_UNKNOWN"
  | "UNKNOWN_RECEIVER"
  | "INVOICE_PAID";

/** The stable code of a {@link UmaInvoiceError}. */
export type UmaInvoiceErrorCode = keyof typeof meanings | LayerErrorCode;

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
  /** What the error is to the other side, where its code does not settle that. */
  readonly meaning?: ErrorMeaning;
};

/** What tells the errors of all copies and versions of this library. */
const brand = /* @__PURE__ */ Symbol.for("uma-invoice.UmaInvoiceError");

/**
 * The one error that this library throws. `instanceof` knows it also where it comes from another copy of the
 * library, such as that of another version, or of `require` beside `import`.
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
  // Defined, not assigned: where `Error.prototype` is frozen, an assignment throws.
  override name: string = "UmaInvoiceError";
  /** What went wrong, for programs. */
  readonly code: UmaInvoiceErrorCode;
  /** The path of the field concerned. */
  declare readonly field?: string;
  /** The paths of all fields concerned. */
  declare readonly fields?: readonly string[];
  /** A character of the text, counted from 0, or a byte of the TLV form. */
  declare readonly offset?: number;
  readonly #meaning: ErrorMeaning;

  /**
   * @param code - what went wrong, for programs
   * @param message - what was expected and what was found, for people
   * @param details - where
   */
  constructor(code: UmaInvoiceErrorCode, message: string, details: UmaInvoiceErrorDetails = {}) {
    const { cause, meaning, where } = readDetails(details);
    super(typeof message === "string" ? message : "", cause === undefined ? undefined : { cause });
    Object.defineProperty(this, brand, { value: true });
    this.code = code;
    this.#meaning = meaning ?? meaningOf(code);
    Object.assign(this, where);
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    // A subclass, which only inherits this, means its own instances. Not told by the name of this class: where
    // a class names itself, esbuild gives it another name, which logs show.
    // biome-ignore lint/complexity/noThisInStatic: it may be a subclass
    if (!Object.getOwnPropertyDescriptor(this, Symbol.hasInstance)) return super[Symbol.hasInstance](value);
    try {
      return Object(value) === value && brand in (value as object);
    } catch {
      return false;
    }
  }

  /** The UMA protocol's own code for this error, to put into a response. */
  get protocolCode(): string {
    return this.#meaning[0];
  }

  /** The HTTP status that goes with {@link protocolCode}. */
  get httpStatus(): number {
    return this.#meaning[1];
  }
}

/** Where an error arose, as far as that can be read: an error must not fail, and hide what it is for. */
function readDetails(details: UmaInvoiceErrorDetails): Pick<UmaInvoiceErrorDetails, "cause" | "meaning"> & {
  readonly where?: object;
} {
  try {
    const { cause, meaning, ...where } = details;
    if (!meaning) return { cause, where };
    const [protocolCode, httpStatus] = meaning;
    return { cause, meaning: [protocolCode, httpStatus], where };
  } catch {
    return {};
  }
}

function meaningOf(code: UmaInvoiceErrorCode): ErrorMeaning {
  return Object.keys(meanings).includes(code) ? meanings[code as keyof typeof meanings] : internal;
}

/** What a refusal says: `field: expected …, found …`. */
export type RefusalDetails = UmaInvoiceErrorDetails & {
  /** What the message speaks of, where that is no field: a certificate, a body. */
  readonly subject?: string;
  /** What it has to be. */
  readonly expected: string;
  /** The value that was found: it is named in a way that gives no secret away. */
  readonly found?: unknown;
  /** What was found, in our own words, where a value would not tell. */
  readonly instead?: string;
};

/**
 * The one way to refuse.
 *
 * @param code - what went wrong, for programs
 * @param details - where, what was expected, and what was found; where a caller chose the name of a field, it may
 * be anything, even a secret key that stands in the wrong place, and is then left out
 */
export function refusal(code: UmaInvoiceErrorCode, details: RefusalDetails): UmaInvoiceError {
  const { subject, expected, instead, found, field: path, ...more } = details;
  const field = path !== undefined && (path.length > 128 || couldBeSecret(path)) ? "a field" : path;
  // Where several fields are concerned, the first alone is not what the message speaks of.
  const about = subject ?? (more.fields ? undefined : field);
  const what = instead ?? ("found" in details ? describe(found) : undefined);
  const message = `${about === undefined ? "" : `${about}: `}expected ${expected}${what === undefined ? "" : `, found ${what}`}`;
  return new UmaInvoiceError(code, message, field === undefined ? more : { ...more, field });
}

/**
 * The way to refuse of a layer above the core.
 *
 * @param meanings - the layer's codes, and what each means to the other side
 */
export function refusals<Code extends LayerErrorCode>(meanings: { readonly [Name in Code]: ErrorMeaning }) {
  return (code: Code, details: RefusalDetails): UmaInvoiceError =>
    refusal(code, { meaning: meanings[code], ...details });
}

/** The error for a value that is not what it has to be. */
export function invalidField(
  field: string,
  expected: string,
  found: unknown,
  cause?: unknown,
): UmaInvoiceError {
  return refusal("INVALID_FIELD", { field, expected, found, cause });
}

/** The error for an option, or something else that the program itself hands in, that is not what it has to be. */
export function invalidOption(
  field: string,
  expected: string,
  found: unknown,
  cause?: unknown,
): UmaInvoiceError {
  return refusal("INVALID_OPTION", { field, expected, found, cause });
}

/** What came of something that may be refused. */
export type Attempt<Value> = { readonly value: Value } | { readonly problem: UmaInvoiceError };

/** Does something that may be refused. What is thrown but is no refusal goes on its way. */
export function attempt<Value>(run: () => Value): Attempt<Value> {
  try {
    return { value: run() };
  } catch (problem) {
    if (problem instanceof UmaInvoiceError) return { problem };
    throw problem;
  }
}
