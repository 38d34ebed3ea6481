import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createInvoice, decodeInvoice, encodeInvoice, inspectInvoice } from "../../src/index.js";
import { errorOf } from "../support/errorOf.js";
import { languages, readFixtures } from "../support/fixtures.js";
import { keys } from "../support/keys.js";
import { rawText } from "../support/rawInvoice.js";
import { allFields } from "../support/sampleFields.js";

const charset = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
/** Longer than a wrong character can be found in. */
const long = encodeInvoice(
  createInvoice(
    {
      ...allFields,
      receivingCurrency: { ...allFields.receivingCurrency, name: "円".repeat(70) },
      requiredPayerData: { ["k".repeat(250)]: { mandatory: true } },
      callback: `https://vasp2.com/${"a".repeat(230)}`,
    },
    keys.first.secretKey,
  ),
);
const bySdk = languages.map((language) => readFixtures(language).map(({ text }) => text));
const texts = [...bySdk.flat(), rawText({}), long];
const text = fc.constantFrom(...texts);
/** Two of each SDK, one without a signature, and the long one: for what is tried everywhere. */
const few = [...bySdk.flatMap((each) => [each[0]!, each[20]!]), rawText({}), long];

describe("a text that is cut off", () => {
  test("says so, wherever that is", () => {
    const others = [];
    for (const whole of few) {
      for (let length = 1; length < whole.length; length++) {
        const { code, message } = errorOf(() => decodeInvoice(whole.slice(0, length)));
        if (code !== "INVALID_BECH32" || !message.includes("cut off")) others.push([whole, length, message]);
      }
    }
    expect(others).toEqual([]);
  });

  test("says so when it is inspected, in either case", () => {
    const cut = texts[0]!.slice(0, -20);
    for (const shown of [cut, cut.toUpperCase()])
      expect(errorOf(() => inspectInvoice(shown)).message).toContain("cut off");
  });

  test("says so where it looks as if its last character were wrong: a final p is missing", () => {
    const missing = texts.filter((whole) => whole.endsWith("p"));
    expect(missing.length).toBeGreaterThan(5);
    for (const whole of missing) {
      const found = errorOf(() => decodeInvoice(whole.slice(0, -1)));
      expect(found.message).toContain("cut off");
      expect(found.offset).toBeUndefined();
    }
  });

  test("is told from one whose last character is wrong in the same way", () => {
    for (const whole of texts.filter(({ length }) => length <= 1023)) {
      const last = charset[charset.indexOf(whole.at(-1)!) ^ 1]!;
      const found = errorOf(() => decodeInvoice(whole.slice(0, -1) + last));
      expect(found.offset).toBe(whole.length - 1);
      expect(found.message).toContain("wrong character");
    }
  });
});

describe("a text with characters after its end", () => {
  const after = fc.oneof(
    fc.string({ minLength: 1, unit: fc.constantFrom(...charset) }),
    fc.string({ minLength: 1 }),
    fc.constantFrom(
      "p",
      "qp",
      "qqqp",
      ".",
      ",",
      "\n",
      "\u200b",
      "…",
      "?amount=1",
      " and more",
      "A",
      "é",
      "1",
    ),
    text,
  );

  test("says so, and where they start, in either case", () => {
    fc.assert(
      fc.property(text, after, fc.boolean(), (whole, more, upper) => {
        const shown = (upper ? whole.toUpperCase() : whole) + more;
        const found = errorOf(() => decodeInvoice(shown));
        expect(found).toMatchObject({ code: "INVALID_BECH32", offset: whole.length });
        expect(found.message).toContain(
          `with its checksum at character ${whole.length}, found characters after its end`,
        );
      }),
      { numRuns: 3000 },
    );
  });

  test("is told from one with a wrong character that looks like one more", () => {
    for (const whole of texts.filter((each) => each.length <= 1023 && each.endsWith("p"))) {
      const wrong = charset[charset.indexOf(whole.at(-2)!) ^ 1]!;
      const found = errorOf(() => decodeInvoice(`${whole.slice(0, -2)}${wrong}p`));
      expect(found.offset).toBe(whole.length - 2);
      expect(found.message).toContain("wrong character");
    }
  });
});

test("what is damaged in two places is not said to be cut off but once in twenty times", () => {
  const place = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 31 }));
  let cut = 0;
  let tried = 0;
  fc.assert(
    fc.property(fc.constantFrom(...texts.slice(0, -1)), place, place, (whole, ...places) => {
      let shown = whole;
      for (const [at, by] of places) {
        const index = 4 + (at % (whole.length - 4));
        shown = shown.slice(0, index) + charset[charset.indexOf(shown[index]!) ^ by] + shown.slice(index + 1);
      }
      fc.pre(shown !== whole);
      tried++;
      if (errorOf(() => decodeInvoice(shown)).message.includes("cut off")) cut++;
    }),
    { numRuns: 2000 },
  );
  // Of a few cases, some more may be by chance.
  expect(cut).toBeLessThan(tried / 20 + 5);
});
