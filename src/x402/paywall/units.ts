import type { Property } from "../messages/Property.js";
import { amount } from "../messages/properties.js";

/** What an offer writes in decimal digits, as a number. */
export const units: Property = {
  expected: "a bigint, 1 to 2^64 - 1",
  test: (value) => typeof value === "bigint" && amount.test(`${value}`),
};
