import { UmaInvoiceError } from "./errors.js";

/**
 * Random bytes, as many as asked for, that nobody can guess.
 *
 * @throws UmaInvoiceError `INVALID_FIELD` where there is no source: never anything weaker
 */
export function randomBytes(length: number): Uint8Array {
  // Missing from React Native without a polyfill, and from QuickJS.
  const source = (globalThis as { crypto?: Partial<Crypto> }).crypto;
  if (typeof source?.getRandomValues !== "function")
    throw new UmaInvoiceError(
      "INVALID_FIELD",
      "random: expected crypto.getRandomValues or the option random, found neither",
      { field: "random" },
    );
  return source.getRandomValues(new Uint8Array(length));
}
