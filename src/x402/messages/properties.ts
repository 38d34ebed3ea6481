import { sizeOf } from "../../bytes.js";
import { describe } from "../../describe.js";
import { type LayerErrorCode, UmaInvoiceError } from "../../errors.js";
import { layerError } from "../../layerError.js";
import { umaAddress } from "../../uma/formats.js";

/** What a property of a message has to be. */
export type Property = {
  readonly expected: string;
  readonly test: (value: unknown) => boolean;
  /** May be absent, or `null`, which counts as absent. */
  readonly optional?: boolean;
  /** Errors tell no more of it than its size. */
  readonly secret?: boolean;
};

export const text: Property = { expected: "a text", test: isText };

export const nonEmptyText: Property = {
  expected: "a text that is not empty",
  test: (value) => isText(value) && value !== "",
};

export const object: Property = { expected: "an object", test: isObject };

export const truth: Property = {
  expected: "true or false",
  test: (value) => typeof value === "boolean",
};

export const x402Version: Property = {
  expected: "version 1 or 2 of x402",
  test: (value) => value === 1 || value === 2,
};

/** One version's offers have no business with the other's names. */
export const absent: Property = {
  expected: "nothing in version 2 of x402",
  test: (value) => value === undefined,
};

/** As much as an invoice holds. Zero is no price. */
export const amount: Property = {
  expected: "decimal digits, 1 to 2^64 - 1",
  test: (value) => isText(value) && /^[1-9]\d{0,19}$/.test(value) && BigInt(value) <= 0xffff_ffff_ffff_ffffn,
};

// A property of another object is no literal: hence the function, which bundlers drop if nobody needs it.
export const address: Property = /* @__PURE__ */ (() => ({
  expected: umaAddress.expected,
  test: (value: unknown) => isText(value) && umaAddress.test(value),
}))();

export const seconds: Property = {
  expected: "a positive integer, in seconds",
  test: (value) => Number.isSafeInteger(value) && (value as number) > 0,
};

export const url: Property = {
  expected: "an http or https URL",
  test: (value) => isText(value) && httpUrl(value) !== undefined,
};

export const preimage: Property = {
  expected: "a preimage of 64 hex digits",
  test: (value) => isText(value) && /^[\da-f]{64}$/i.test(value),
  secret: true,
};

/** The extension of x402 by which a client names its payment, `payment-identifier`; its names are attempts. */
export const paymentIdentifier = "payment-identifier";

export const attempt: Property = {
  expected: "16 to 128 letters, digits, hyphens and underscores",
  test: (value) => isText(value) && /^[\w-]{16,128}$/.test(value),
};

/** Just one value. */
export function literally(value: string): Property {
  return { expected: value, test: (found) => found === value };
}

export function optional(property: Property): Property {
  return { ...property, optional: true };
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What the properties of an object have to be. All others are left alone. */
type Shape = { readonly [name: string]: Property };

/**
 * Checks an object of a message.
 *
 * @param path - where it stands in the message; empty for the message itself
 * @returns a copy, without those optional properties that are `null`
 */
export function readObject(
  value: unknown,
  path: string,
  shape: Shape,
  fault: Fault,
): Record<string, unknown> {
  check(value, path || "message", object, fault);
  const copy = copyOf(value as object, path || "message", fault);
  for (const [name, property] of Object.entries(shape)) {
    const isAbsent = property.optional && (copy[name] ?? undefined) === undefined;
    if (isAbsent) delete copy[name];
    else check(copy[name], path ? `${path}.${name}` : name, property, fault);
  }
  return copy;
}

/** Reads each property once; what throws when it is read is no object that can be checked. */
function copyOf(value: object, field: string, fault: Fault): Record<string, unknown> {
  try {
    return { ...value };
  } catch (cause) {
    throw fault(field, "expected an object that can be read, found one that throws", cause);
  }
}

function check(value: unknown, field: string, { expected, test, secret }: Property, fault: Fault): void {
  if (!passes(value, test))
    throw fault(field, `expected ${expected}, found ${secret ? sizeOf(value) : describe(value)}`);
}

/** Some values throw whoever looks at them: proxies that were revoked. */
function passes(value: unknown, test: Property["test"]): boolean {
  try {
    return test(value);
  } catch {
    return false;
  }
}

/** Makes the error for a field of a message: `problem` says what was expected and what was found. */
export type Fault = (field: string, problem: string, cause?: unknown) => UmaInvoiceError;

/** Makes errors of one code for the fields of a message. */
export function faultOf(code: LayerErrorCode | "INVALID_FIELD"): Fault {
  return (field, problem, cause) => {
    const message = `${field}: ${problem}`;
    if (code === "INVALID_FIELD") return new UmaInvoiceError(code, message, { field, cause });
    return layerError(code, message, { field, cause });
  };
}

/**
 * Writes or reads a message that may be anything: what its getters and proxies throw is a fault of the message.
 *
 * @param name - what the message is called in errors
 */
export function orFault<Result>(name: string, fault: Fault, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof UmaInvoiceError) throw error;
    throw fault(name, "expected a message that can be read, found one that cannot", error);
  }
}

/** The URL of a resource, without its fragment, which servers never see; `undefined` if it is none of http or https. */
export function httpUrl(text: string): URL | undefined {
  try {
    const url = new URL(text);
    url.hash = "";
    return /^https?:$/.test(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}

/** Whether two texts are the same URL, but for the fragment. */
export function isSameUrl(one: string, other: string): boolean {
  const href = httpUrl(one)?.href;
  return href !== undefined && href === httpUrl(other)?.href;
}
