import { expect, test } from "vitest";
import { createInvoice, encodeInvoiceTlv } from "../../../src/index.js";
import { invoiceAround } from "../../../src/invoice/original.js";
import { keys } from "../../support/keys.js";
import { requiredFields } from "../../support/sampleFields.js";

const invoice = createInvoice(requiredFields, keys.first.secretKey);

test("a signature leads to the invoice that it was handed out with", () => {
  expect(invoiceAround(invoice.signature)).toEqual(encodeInvoiceTlv(invoice));
  expect(invoiceAround(structuredClone(invoice.signature))).toEqual(encodeInvoiceTlv(invoice));
});

test.each<[string, unknown]>([
  ["a copy of the bytes alone", invoice.signature!.slice()],
  ["no bytes", "3044"],
  ["nothing", undefined],
  ["bytes of no length", new Uint8Array(0)],
  ["bytes in front of others", new Uint8Array(300).subarray(16, 80)],
  [
    "bytes that do not give their memory",
    Object.defineProperty(new Uint8Array(64), "buffer", {
      get() {
        throw new Error("not to be read");
      },
    }),
  ],
])("%s leads nowhere", (_name, signature) => {
  expect(invoiceAround(signature)).toBeUndefined();
});
