import { expect, test } from "vitest";
import { umaInvoiceErrorOf } from "../../../src/cli/errors.js";
import { UmaInvoiceError } from "../../../src/index.js";

test("a UmaInvoiceError is given back", () => {
  const error = new UmaInvoiceError("INVALID_KEY", "expected a key");
  expect(umaInvoiceErrorOf(error)).toBe(error);
});

test("anything else is thrown on", () => {
  expect(() => umaInvoiceErrorOf(new RangeError("a bug"))).toThrow("a bug");
});
