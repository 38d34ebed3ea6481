import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeInvoice, UmaInvoiceError } from "../../src/index.js";
import { parseDeepLink, toDeepLink, toQrText } from "../../src/request/index.js";
import { signedForeignInvoice } from "../support/arbitraries.js";
import { wrap } from "../support/bech32.js";
import { tlv } from "../support/rawInvoice.js";

const text = signedForeignInvoice.map(({ records }) => wrap(tlv(records)));
const whiteSpace = fc.string({
  unit: fc.constantFrom(" ", "\t", "\n", "\r", "\u00a0", "\ufeff"),
  maxLength: 5,
});
const style = fc.constantFrom("uma:" as const, "uma://" as const);

test("every link that is written is read", () => {
  fc.assert(
    fc.property(text, style, whiteSpace, whiteSpace, (invoice, as, before, after) => {
      for (const write of [toDeepLink, toQrText])
        expect(parseDeepLink(before + write(invoice, { style: as }) + after)).toBe(invoice);
    }),
    { numRuns: 500 },
  );
});

test("a universal link gives the invoice that it was made with, wherever it leads", () => {
  fc.assert(
    fc.property(text, fc.webUrl({ validSchemes: ["https"], withQueryParameters: true }), (invoice, page) => {
      const url = new URL(page);
      fc.pre(!/uma1/i.test(url.href));
      url.searchParams.set("invoice", invoice.toUpperCase());
      expect(parseDeepLink(url.href)).toBe(invoice);
    }),
    { numRuns: 500 },
  );
});

const pieces = fc.constantFrom(
  ..."uma1 UMA1 uma: uma:// / // ? & = # % %75 invoice= https:// http:// a.example @ : \n \u212a q".split(
    " ",
  ),
  "uma1qqqqqqqq",
  " ",
);
const anything = fc.oneof(
  fc.anything(),
  fc.string({ unit: "binary" }),
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join("")),
  fc.tuple(text, fc.array(pieces, { maxLength: 6 })).map(([invoice, parts]) => parts.join("") + invoice),
);

/** What stands behind percent signs; a lone one stands for itself, as in URLs. */
const unescaped = (input: string) =>
  input.replace(/%[\da-f]{2}/gi, (byte) => String.fromCharCode(Number.parseInt(byte.slice(1), 16)));

test("anything else gives INVALID_DEEP_LINK, or an invoice that stands in it", () => {
  fc.assert(
    fc.property(anything, (input) => {
      const found = outcome(input);
      if (found instanceof UmaInvoiceError) {
        expect(found.code).toBe("INVALID_DEEP_LINK");
        expect(found.message).toMatch(/^expected [ -~]{1,300}$/);
      } else {
        expect(found).toMatch(/^uma1[a-z\d]{6,}$/);
        expect(unescaped(input as string).toLowerCase()).toContain(found);
      }
    }),
    { numRuns: 3000 },
  );
});

test("what is read decodes, or is refused by decodeInvoice", () => {
  fc.assert(
    fc.property(anything, (input) => {
      const found = outcome(input);
      if (found instanceof UmaInvoiceError) return;
      try {
        decodeInvoice(found);
      } catch (error) {
        expect(error).toBeInstanceOf(UmaInvoiceError);
      }
    }),
    { numRuns: 1000 },
  );
});

function outcome(input: unknown): string | UmaInvoiceError {
  try {
    return parseDeepLink(input as string);
  } catch (error) {
    if (error instanceof UmaInvoiceError) return error;
    throw error;
  }
}
