import { describe, expect, test } from "vitest";
import { createInvoice, encodeInvoice, formatAmount } from "../../../src/index.js";
import { type ErrorCorrection, toQrSvg } from "../../../src/qr/index.js";
import { toQrText } from "../../../src/request/index.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { longInvoice } from "../../support/longInvoice.js";
import { qrPixels } from "../../support/qrPixels.js";
import { rawText } from "../../support/rawInvoice.js";
import { readQr } from "../../support/readQr.js";
import { openFields } from "../../support/sampleFields.js";
import { svgModules } from "../../support/svgModules.js";

const invoice = createInvoice(openFields, keys.first.secretKey);
const text = encodeInvoice(invoice);

function read(svg: string) {
  return readQr(qrPixels(svgModules(svg)));
}

describe("another decoder reads from the picture", () => {
  test("the text for QR codes", () => {
    expect(read(toQrSvg(text))?.data).toBe(toQrText(text));
  });

  test("the same, drawn from the invoice itself", () => {
    expect(read(toQrSvg(invoice))?.data).toBe(toQrText(text));
  });

  test("the link in the style asked for", () => {
    expect(read(toQrSvg(text, { style: "uma://" }))?.data).toBe(`UMA://${text.toUpperCase()}`);
  });

  test("one segment in alphanumeric mode", () => {
    expect(read(toQrSvg(text))?.chunks.map(({ type }) => type)).toEqual(["alphanumeric"]);
  });

  test.each<ErrorCorrection>(["low", "medium", "quartile", "high"])(
    "the text, with error correction %s",
    (errorCorrection) => {
      expect(read(toQrSvg(text, { errorCorrection }))?.data).toBe(toQrText(text));
    },
  );

  test.each<[ErrorCorrection, number]>([
    ["low", 4290],
    ["medium", 3385],
    ["quartile", 2414],
    ["high", 1846],
  ])("an invoice as long as error correction %s leaves room for", (errorCorrection, length) => {
    const long = longInvoice(length);
    expect(read(toQrSvg(long, { errorCorrection }))?.data).toBe(toQrText(long));
  });
});

describe("error correction", () => {
  const sizes = (["low", "medium", "quartile", "high"] as const).map(
    (errorCorrection) => svgModules(toQrSvg(text, { errorCorrection })).length,
  );

  test("makes the symbol larger, level by level", () => {
    expect(new Set(sizes).size).toBe(4);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
  });

  test("is low by default", () => {
    expect(svgModules(toQrSvg(text)).length).toBe(sizes[0]);
  });

  test.each([undefined, "toString", "LOW", "", null, 7])("may not be %j", (errorCorrection) => {
    const options = { errorCorrection: errorCorrection as ErrorCorrection };
    if (errorCorrection === undefined) expect(toQrSvg(text, options)).toBe(toQrSvg(text));
    else
      expectRefusal(() => toQrSvg(text, options), {
        code: "INVALID_OPTION",
        field: "errorCorrection",
        says: ["low, medium, quartile, high"],
      });
  });
});

test.each<[ErrorCorrection, number]>([
  ["low", 4296],
  ["medium", 3391],
  ["quartile", 2420],
  ["high", 1852],
])("with error correction %s, more than %d characters are refused", (errorCorrection, capacity) => {
  const long = longInvoice(capacity - 3);
  expectRefusal(() => toQrSvg(long, { errorCorrection }), {
    code: "TOO_LONG",
    says: [`at most the ${capacity} characters`, `found ${long.length + 4}`],
  });
});

describe("the picture", () => {
  const svg = toQrSvg(text);
  const modules = svgModules(svg);

  test("has a quiet zone of 4 light modules on each side", () => {
    const end = modules.length - 4;
    const dark = modules.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [[x, y]] : [])));
    expect(Math.min(...dark.flat())).toBe(4);
    expect(Math.max(...dark.flat())).toBe(end - 1);
  });

  test("is one path on one light rectangle", () => {
    expect(svg.match(/<\w+/g)).toEqual(["<svg", "<title", "<rect", "<path"]);
  });

  test("is an image to those who cannot see it, with a title", () => {
    expect(svg).toMatch(/^<svg [^>]*role="img"[^>]*><title>QR code of an UMA invoice<\/title>/);
  });

  test("has sharp edges", () => {
    expect(svg).toContain('shape-rendering="crispEdges"');
  });

  test("has nothing that a strict policy forbids", () => {
    expect(svg).not.toMatch(/style|script|href|on\w+=/);
  });

  test("has 4 pixels a module", () => {
    expect(svg).toContain(` width="${modules.length * 4}" height="${modules.length * 4}" `);
  });

  test("has as many pixels a module as asked for", () => {
    expect(toQrSvg(text, { moduleSize: 7 })).toContain(` width="${modules.length * 7}" `);
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "4", null])(
    "does not have %s pixels a module",
    (moduleSize) => {
      expectRefusal(() => toQrSvg(text, { moduleSize: moduleSize as number }), {
        code: "INVALID_OPTION",
        field: "moduleSize",
        says: ["whole number"],
      });
    },
  );
});

describe("the title", () => {
  test("is the one given", () => {
    expect(toQrSvg(text, { title: `Pay ${formatAmount(invoice, "en")}` })).toContain(
      "<title>Pay $10.00</title>",
    );
  });

  test("cannot leave its element", () => {
    expect(toQrSvg(text, { title: "</title><script>&amp;" })).toContain(
      "<title>&lt;/title&gt;&lt;script&gt;&amp;amp;</title>",
    );
  });

  test("may be of any script", () => {
    expect(toQrSvg(text, { title: "円 🐝\t€" })).toContain("<title>円 🐝\t€</title>");
  });

  test.each(["\0", "\u0008", "\u001b[0m", "\ud800", "\uffff", 7, null])("may not be %j", (title) => {
    expectRefusal(() => toQrSvg(text, { title: title as string }), {
      code: "INVALID_OPTION",
      field: "title",
      says: ["control characters"],
    });
  });
});

describe("what no payer could pay is not drawn:", () => {
  test("text that is no invoice", () => {
    expectRefusal(() => toQrSvg(`${text}q`), { code: "INVALID_BECH32", offset: text.length });
  });

  test("an invoice without a signature", () => {
    expectRefusal(() => toQrSvg(rawText()), { code: "MISSING_SIGNATURE", field: "signature" });
  });
});
