import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodeInvoice,
  decodeInvoiceTlv,
  examineInvoice,
  inspectInvoice,
  UmaInvoiceError,
  validateInvoice,
} from "../../src/index.js";
import { foreignInvoice, signedForeignInvoice } from "../support/arbitraries.js";
import { wrap } from "../support/bech32.js";
import { errorOf } from "../support/errorOf.js";
import { isAccepted } from "../support/isAccepted.js";
import { keys } from "../support/keys.js";
import { rawText, tags, tlv } from "../support/rawInvoice.js";
import { beforeExpiration } from "../support/sampleFields.js";

const charset = [..."qpzry9x8gf2tvdw0s3jn54khce6mua7l"];
const foreignText = foreignInvoice.map(({ records }) => wrap(tlv(records)));
const foreignTlv = foreignInvoice.map(({ records }) => tlv(records));

describe("a text with", () => {
  test("any one character replaced by any other is refused, everywhere", () => {
    const text = rawText();
    const unnoticed = Array.from(text).flatMap((character, index) =>
      charset
        .filter((other) => other !== character)
        .map((other) => text.slice(0, index) + other + text.slice(index + 1))
        .filter((changed) => !isRefused(changed)),
    );
    expect(unnoticed).toEqual([]);
  });

  test("one character replaced by another is refused", () => {
    fc.assert(
      fc.property(foreignText, fc.nat(), fc.constantFrom(...charset), (text, position, character) => {
        const index = position % text.length;
        fc.pre(text[index] !== character);
        errorOf(() => decodeInvoice(text.slice(0, index) + character + text.slice(index + 1)));
      }),
      { numRuns: 1000 },
    );
  });

  test("two neighbouring characters swapped is refused", () => {
    fc.assert(
      fc.property(foreignText, fc.nat(), (text, position) => {
        const index = position % (text.length - 1);
        const [a, b] = [text[index]!, text[index + 1]!];
        fc.pre(a !== b);
        errorOf(() => decodeInvoice(text.slice(0, index) + b + a + text.slice(index + 2)));
      }),
      { numRuns: 500 },
    );
  });

  test("its end cut off is refused", () => {
    fc.assert(
      fc.property(foreignText, fc.nat(), (text, position) => {
        errorOf(() => decodeInvoice(text.slice(0, position % text.length)));
      }),
      { numRuns: 500 },
    );
  });

  test("its start cut off is refused", () => {
    fc.assert(
      fc.property(foreignText, fc.nat(), (text, position) => {
        errorOf(() => decodeInvoice(text.slice(1 + (position % text.length))));
      }),
      { numRuns: 500 },
    );
  });

  test("anything after it is refused", () => {
    const tail = fc.oneof(
      fc.string({ unit: fc.constantFrom(...charset), minLength: 1, maxLength: 40 }),
      fc.string({ minLength: 1 }),
    );
    fc.assert(
      fc.property(foreignText, tail, (text, more) => {
        errorOf(() => decodeInvoice(text + more));
      }),
      { numRuns: 500 },
    );
  });

  test("anything before it is refused", () => {
    fc.assert(
      fc.property(foreignText, fc.string({ minLength: 1 }), (text, more) => {
        errorOf(() => decodeInvoice(more + text));
      }),
      { numRuns: 500 },
    );
  });

  test("some of its letters in upper case is refused", () => {
    fc.assert(
      fc.property(foreignText, fc.nat(), fc.nat({ max: 50 }), (text, position, length) => {
        const start = position % text.length;
        const end = start + 1 + length;
        const mixed = text.slice(0, start) + text.slice(start, end).toUpperCase() + text.slice(end);
        fc.pre(mixed !== text && mixed !== text.toUpperCase());
        expect(errorOf(() => decodeInvoice(mixed)).code).toBe("INVALID_BECH32");
      }),
      { numRuns: 500 },
    );
  });
});

test("a signed invoice with any one byte changed to any other, its checksum put right, is not accepted", () => {
  fc.assert(
    fc.property(
      signedForeignInvoice,
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      ({ records }, at, change) => {
        const bytes = tlv(records);
        bytes[at % bytes.length]! ^= change;
        expect(isAccepted(wrap(bytes), keys.first.publicKey)).toBe(false);
      },
    ),
    { numRuns: 1000 },
  );
});

describe("every reader throws a UmaInvoiceError or nothing, and examineInvoice nothing but what they say, for", () => {
  test("any string", () => {
    const anything = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: "binary" }).map((rest) => `uma1${rest}`),
      fc.string({ unit: fc.constantFrom(...charset, "1", "U", "M", "A", "b", "\u212a") }),
      fc
        .string({ unit: fc.constantFrom(...charset.map((character) => character.toUpperCase()), "\u212a") })
        .map((rest) => `UMA1${rest}`),
    );
    fc.assert(fc.property(anything, readText), { numRuns: 2000 });
  });

  test("anything that is no string and no bytes", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        readText(value as string);
        readBytes(value as Uint8Array);
      }),
      { numRuns: 1000 },
    );
  });

  test("any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        readText(wrap(bytes));
        readBytes(bytes);
      }),
      { numRuns: 2000 },
    );
  });

  test("an invoice with bytes changed", () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(foreignTlv, changes, (bytes, list) => {
        for (const [position, byte] of list) bytes[position % bytes.length] = byte;
        readText(wrap(bytes));
        readBytes(bytes);
      }),
      { numRuns: 2000 },
    );
  });

  test("an invoice cut off", () => {
    fc.assert(
      fc.property(foreignTlv, fc.nat(), (bytes, position) => {
        const rest = bytes.slice(0, position % bytes.length);
        readText(wrap(rest));
        readBytes(rest);
      }),
      { numRuns: 1000 },
    );
  });

  test("an invoice with the value of one field replaced", () => {
    const value = fc.oneof(
      fc.uint8Array({ maxLength: 255 }),
      fc.string({ maxLength: 60 }),
      fc.string({ unit: "binary", maxLength: 60 }),
    );
    fc.assert(
      fc.property(
        foreignInvoice,
        fc.constantFrom(...Object.values(tags)),
        value,
        ({ records }, tag, other) => {
          const bytes = tlv([...records.filter((record) => record.tag !== tag), { tag, value: other }]);
          readText(wrap(bytes));
          readBytes(bytes);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

function isRefused(text: string): boolean {
  return refusal(() => decodeInvoice(text)) !== undefined;
}

function readText(text: string): void {
  const unreadable = refusal(() => decodeInvoice(text));
  const noRecords = refusal(() => inspectInvoice(text));
  const options = { now: beforeExpiration };
  const { invoice, records, problems } = examineInvoice(text, options);
  const said = problems.map(sayingOf);
  expect(records).toStrictEqual(noRecords ? [] : inspectInvoice(text));
  expect(invoice).toStrictEqual(unreadable ? undefined : decodeInvoice(text));
  if (unreadable) expect(said).toContainEqual(sayingOf(unreadable));
  else expect(said).toStrictEqual(validateInvoice(invoice!, options).map(sayingOf));
}

function sayingOf({ code, message, field, fields, offset }: UmaInvoiceError): object {
  return { code, message, field, fields, offset };
}

function readBytes(bytes: Uint8Array): void {
  refusal(() => decodeInvoiceTlv(bytes));
}

/** The UmaInvoiceError that a call throws, if it does; another error comes through. */
function refusal(call: () => unknown): UmaInvoiceError | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    if (error instanceof UmaInvoiceError) return error;
    throw error;
  }
}
