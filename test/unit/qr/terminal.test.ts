import { describe, expect, test } from "vitest";
import { createInvoice, encodeInvoice } from "../../../src/index.js";
import { toQrSvg, toQrTerminal } from "../../../src/qr/index.js";
import { toQrText } from "../../../src/request/index.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { qrPixels } from "../../support/qrPixels.js";
import { readQr } from "../../support/readQr.js";
import { openFields } from "../../support/sampleFields.js";
import { svgModules } from "../../support/svgModules.js";
import { terminalModules } from "../../support/terminalModules.js";

const text = encodeInvoice(createInvoice(openFields, keys.first.secretKey));
const blackOnWhite = "\u001b[38;5;16;48;5;231m";
const reset = "\u001b[0m";

describe("another decoder reads the text for QR codes", () => {
  test("from black ink on white, as ANSI codes set it", () => {
    const lines = toQrTerminal(text).replaceAll(blackOnWhite, "").replaceAll(reset, "");
    expect(readQr(qrPixels(terminalModules(lines, true)))?.data).toBe(toQrText(text));
  });

  test("from light ink on a dark background", () => {
    const lines = toQrTerminal(text, { background: "dark" });
    expect(readQr(qrPixels(terminalModules(lines, false)))?.data).toBe(toQrText(text));
  });

  test("from dark ink on a light background", () => {
    const lines = toQrTerminal(text, { background: "light" });
    expect(readQr(qrPixels(terminalModules(lines, true)))?.data).toBe(toQrText(text));
  });
});

test("each line sets its colours and puts them back", () => {
  for (const line of toQrTerminal(text).slice(0, -1).split("\n")) {
    expect(line.startsWith(blackOnWhite)).toBe(true);
    expect(line.endsWith(reset)).toBe(true);
  }
});

test.each(["dark", "light"] as const)("on a %s background there are half blocks alone", (background) => {
  expect(toQrTerminal(text, { background })).toMatch(/^[ ▀▄█\n]+$/);
});

test("two rows of modules are one line, the last of light modules alone", () => {
  const modules = svgModules(toQrSvg(text));
  const light = modules.map(() => false);
  expect(terminalModules(toQrTerminal(text, { background: "light" }), true)).toEqual([...modules, light]);
});

test("takes the options of every QR code", () => {
  const low = toQrTerminal(text, { background: "dark" });
  expect(toQrTerminal(text, { background: "dark", errorCorrection: "high" }).length).toBeGreaterThan(
    low.length,
  );
});

test.each(["", "DARK", "toString", null, true])("the background may not be %j", (background) => {
  expectRefusal(() => toQrTerminal(text, { background: background as "dark" }), {
    code: "INVALID_OPTION",
    field: "background",
    says: ["any, dark or light"],
  });
});
