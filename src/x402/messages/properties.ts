import { sizeOf } from "../../bytes.js";
import { UmaInvoiceError } from "../../errors.js";
import { umaAddress } from "../../uma/address.js";
import type { Fault } from "../errors.js";

/** What a property of a message has to be. */
export type Property = {
  readonly expected: string;
  readonly test: (value: unknown) => boolean;
  /** May be absent, or `null`, which counts as absent. */
  readonly optional?: boolean;
  /** Errors tell no more of it than its size. */
  readonly secret?: boolean;
};

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
  const field = path || "message";
  check(value, field, object, fault);
  const copy = copyOf(value as object, field, fault);
  for (const [name, property] of Object.entries(shape)) {
    const isAbsent = property.optional && (copy[name] ?? undefined) === undefined;
    if (isAbsent) delete copy[name];
    else check(copy[name], path ? `${path}.${name}` : name, property, fault);
  }
  return copy;
}

/**
 * Writes or reads a message that may be anything: what its getters and proxies throw is a fault of the message.
 *
 * @param name - what the message is called in errors
 */
export function orFault<Result>(name: string, fault: Fault, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof UmaInvoiceError) throw cause;
    throw fault({
      field: name,
      expected: "a message that can be read",
      instead: "one that cannot",
      cause,
    });
  }
}

export const text: Property = { expected: "a text", test: isText };

export const nonEmptyText: Property = {
  expected: "a text that is not empty",
  test: (value) => isText(value) && value !== "",
};

export const object: Property = {
  expected: "an object",
  test: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};

export const truth: Property = {
  expected: "true or false",
  test: (value) => typeof value === "boolean",
};

/** What an invoice can hold, in decimal digits. Zero is no price. */
export const amount: Property = {
  expected: "decimal digits, 1 to 2^64 - 1",
  test: (value) => isText(value) && /^[1-9]\d{0,19}$/.test(value) && BigInt(value) <= 0xffff_ffff_ffff_ffffn,
};

/** The same, as a number. */
export const units: Property = {
  expected: "a bigint, 1 to 2^64 - 1",
  test: (value) => typeof value === "bigint" && amount.test(`${value}`),
};

// A property of another object is no literal: hence the function, which bundlers drop if nobody needs it.
export const address: Property = /* @__PURE__ */ (() => ({
  expected: umaAddress.expected,
  test: (value: unknown) => isText(value) && umaAddress.test(value),
}))();

/** Just one value. */
export function literally(value: string): Property {
  return { expected: value, test: (found) => found === value };
}

export function optional(property: Property): Property {
  return { ...property, optional: true };
}

export function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** Reads each property once; what throws when it is read is no object that can be checked. */
function copyOf(value: object, field: string, fault: Fault): Record<string, unknown> {
  try {
    return { ...value };
  } catch (cause) {
    throw fault({ field, expected: "an object that can be read", instead: "one that throws", cause });
  }
}

function check(value: unknown, field: string, { expected, test, secret }: Property, fault: Fault): void {
  if (passes(value, test)) return;
  throw fault({ field, expected, ...(secret ? { instead: sizeOf(value) } : { found: value }) });
}

/** Some values throw whoever looks at them: proxies that were revoked. */
function passes(value: unknown, test: Property["test"]): boolean {
  try {
    return test(value);
  } catch {
    return false;
  }
}
