import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeInvoice, UmaInvoiceError } from "../../src/index.js";
import { parseDeepLink, toDeepLink, toQrText } from "../../src/request/index.js";
import { signedForeignInvoice } from "../support/arbitraries.js";
import { wrap } from "../support/bech32.js";
import { tlv } from "../support/rawInvoice.js";

const text = signedForeignInvoice.map(({ records }) => wrap(tlv(records)));
const characters = (units: readonly string[], maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...units), maxLength });
const spaces = [" ", "\t", "\u00a0", "\u2003", "\ufeff"];
const lineEnds = ["\n", "\r\n", "\r", "\u2028"];
const unseen = [
  "\u200b",
  "\u200d",
  "\u200e",
  "\u202e",
  "\u2060",
  "\u2068",
  "\u00ad",
  "\ufe0f",
  "\u{e0041}",
  "\0",
];
const whiteSpace = characters([...spaces, ...lineEnds], 5);
const style = fc.constantFrom("uma:" as const, "uma://" as const);

/** Ways to write a link to an invoice. */
const link: fc.Arbitrary<(invoice: string) => string> = fc.oneof(
  fc
    .constantFrom("", "uma:", "uma://", "UMA:", "lightning:", "Lightning://", "web+uma:")
    .map((scheme) => (invoice: string) => scheme + invoice),
  fc
    .constantFrom("?x=1", "/?x=1", "#x", "?invoice=")
    .map(
      (more) => (invoice: string) =>
        `uma:${invoice}${more}${more.endsWith("=") ? invoice.toUpperCase() : ""}`,
    ),
  fc
    .tuple(
      fc.constantFrom("?invoice=", "?a=b&uma=", "?LIGHTNING=", "pay/", "#"),
      fc.constantFrom("", "uma:", "uma%3A"),
      fc.constantFrom("", "?", "&x=1"),
    )
    .map(([before, scheme, after]) => (invoice: string) => {
      // A query ends at the next parameter; a path and a fragment have none.
      const more = before.startsWith("?") && after === "&x=1" ? after : "";
      return `https://wallet.example/${before}${scheme}${invoice}${more}`;
    }),
  fc
    .tuple(fc.constantFrom("", "<", '"', "([", "**", "\u201e"), fc.constantFrom("", "uma:"))
    .chain(([before, scheme]) =>
      fc
        .constantFrom("", ">", '",', "]).", "**", "\u201c!", "\u2026")
        .map((behind) => (invoice: string) => before + scheme + invoice + behind),
    ),
);

/** What stands between two characters when mail, chats and clipboards are done with them. */
const gap = fc.oneof(
  { arbitrary: fc.constant(""), weight: 20 },
  characters(unseen, 3),
  characters(spaces, 3),
  fc
    .tuple(fc.constantFrom(...lineEnds), characters(["> ", ">", " >"], 3), characters(spaces, 2))
    .map((parts) => parts.join("")),
);

test("every link that is written is read", () => {
  fc.assert(
    fc.property(text, style, whiteSpace, whiteSpace, (invoice, as, before, after) => {
      for (const write of [toDeepLink, toQrText])
        expect(parseDeepLink(before + write(invoice, { style: as, allowSenderUma: true }) + after)).toBe(
          invoice,
        );
    }),
    { numRuns: 500 },
  );
});

test("however a link is wrapped, the same invoice comes out", () => {
  const gaps = fc.array(gap, { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(text, link, gaps, fc.boolean(), (invoice, write, between, isUpper) => {
      const written = write(isUpper ? invoice.toUpperCase() : invoice);
      const wrapped = Array.from(written, (character, at) => between[at % between.length] + character);
      expect(parseDeepLink(wrapped.join(""))).toBe(invoice);
    }),
    { numRuns: 2000 },
  );
});

test("of a data part that is damaged, what is written comes out, and is refused by decodeInvoice", () => {
  const wrong = fc.constantFrom(..."!#$%&()*+,-./:;=?@[]^_`{|}~bio1\u0131\u017f\u212a");
  fc.assert(
    fc.property(text, wrong, fc.nat(), characters(unseen, 2), (invoice, character, place, hidden) => {
      const at = 5 + (place % (invoice.length - 5));
      const damaged = invoice.slice(0, at) + character + invoice.slice(at);
      expect(parseDeepLink(damaged.slice(0, at) + hidden + damaged.slice(at))).toBe(damaged);
      expect(() => decodeInvoice(damaged)).toThrow(UmaInvoiceError);
    }),
    { numRuns: 1000 },
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
  ..."uma1 UMA1 uma: uma:// / // ? & = # % %75 invoice= uma= https:// http:// lightning: a.example @ : \n > < \u200b \u212a q".split(
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

/** What stands behind percent signs, without all but letters, digits and marks. */
const bare = (input: string) =>
  input
    .replace(/%[\da-f]{2}/gi, (byte) => String.fromCharCode(Number.parseInt(byte.slice(1), 16)))
    .replace(/[^!-;=?-~]/g, "")
    .toLowerCase();

test("anything else gives INVALID_DEEP_LINK, or an invoice that stands in it", () => {
  fc.assert(
    fc.property(anything, (input) => {
      const found = outcome(input);
      if (found instanceof UmaInvoiceError) {
        expect(found.code).toBe("INVALID_DEEP_LINK");
        expect(found.message).toMatch(/^expected [ -~]{1,300}$/);
      } else {
        expect(found).toMatch(/^uma1\S*$/i);
        expect(bare(input as string)).toContain(bare(found));
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
