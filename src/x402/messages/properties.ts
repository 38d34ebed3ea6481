import { umaAddress } from "../../uma/formats.js";
import { httpUrl } from "./httpUrl.js";
import type { Property } from "./Property.js";

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
