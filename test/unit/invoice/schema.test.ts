import { describe, expect, test } from "vitest";
import { currencySchema, invoiceSchema } from "../../../src/invoice/schema.js";
import { message } from "../../../src/tlv/index.js";
import { tags } from "../../support/rawInvoice.js";

describe("the schema", () => {
  test("has the tags of the wire format, in its order", () => {
    const declared = Object.entries(invoiceSchema.fields).map(([name, { tag }]) => [name, tag]);
    expect(declared).toEqual(Object.entries(tags));
  });

  test.each([
    ["the invoice", invoiceSchema],
    ["the currency", currencySchema],
  ])("of %s passes the checks of a declaration, which it is spared", (_name, { fields }) => {
    expect(() => message(fields)).not.toThrow();
  });
});
