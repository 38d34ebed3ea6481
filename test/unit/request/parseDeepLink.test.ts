import { describe, expect, test } from "vitest";
import { createInvoice, encodeInvoice } from "../../../src/index.js";
import { parseDeepLink } from "../../../src/request/index.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { requiredFields } from "../../support/sampleFields.js";

const text = encodeInvoice(createInvoice(requiredFields, keys.first.secretKey));
const upper = text.toUpperCase();
const other = encodeInvoice(createInvoice({ ...requiredFields, amount: 999_999n }, keys.first.secretKey));

test.each([
  ["the bare invoice", text],
  ["the bare invoice in upper case", upper],
  ["white space around it", ` \t\r\n${text}\u00a0\n`],
  ["uma:", `uma:${text}`],
  ["uma: and white space, as the seed text prints it", `uma: ${text}`],
  ["uma://", `uma://${text}`],
  ["uma:// and a slash behind it, as browsers write a host", `uma://${text}/`],
  ["the text of a QR code", `UMA:${upper}`],
  ["the text of a QR code with slashes", `UMA://${upper}`],
  ["a scheme in upper case alone", `UMA:${text}`],
  ["a scheme in lower case alone", `uma:${upper}`],
  ["a universal link's query", `https://wallet.example/pay?invoice=${text}`],
  ["a query among others", `https://wallet.example/?a=uma1qqqqqq&invoice=${text}&b=1#part`],
  ["a query in upper case", `HTTPS://WALLET.EXAMPLE/?invoice=${upper}`],
  ["a query with escapes", `https://wallet.example/?invoice=%75ma1${text.slice(4)}`],
  ["a universal link's path", `https://wallet.example/pay/${text}`],
  ["the middle of a path", `https://wallet.example/i/${upper}/open?from=mail`],
  ["path and query, if they agree", `https://wallet.example/${text}?invoice=${text}`],
  ["the same query twice", `https://wallet.example/?invoice=${text}&invoice=${text}`],
])("reads the invoice from %s", (_name, input) => {
  expect(parseDeepLink(input)).toBe(text);
});

test("leaves the invoice to decodeInvoice", () => {
  expect(parseDeepLink("uma:uma1bbbbbbbb")).toBe("uma1bbbbbbbb");
});

describe("refuses", () => {
  test.each([
    ["nothing", "", ["the invoice alone", '""']],
    ["white space", " \n", ["the invoice alone", '""']],
    ["a scheme alone", "uma:", ["the invoice alone"]],
    ["another scheme", `lightning:${text}`, ["the invoice alone", '"lightning:uma1']],
    ["another invoice", "lnbc1qqqqqqqqqqqq", ["the invoice alone"]],
    ["less than a checksum", "uma1qqqqq", ["the invoice alone"]],
    ["two schemes", `uma:uma:${text}`, ["the invoice alone"]],
    ["one slash", `uma:/${text}`, ["the invoice alone"]],
    ["three slashes", `uma:///${text}`, ["the invoice alone"]],
    ["a slash behind the bare invoice", `${text}/`, ["the invoice alone"]],
    ["a query behind it", `uma:${text}?amount=1`, ["the invoice alone"]],
    ["another invoice behind it", `uma:${text}/${other}`, ["the invoice alone"]],
    ["another invoice on the next line", `${text}\n${other}`, ["the invoice alone"]],
    ["white space inside", `${text.slice(0, 50)} ${text.slice(50)}`, ["the invoice alone"]],
    ["mixed case", `uma:${text.slice(0, 50)}${upper.slice(50)}`, ["one case throughout"]],
    ["mixed case in a link", `https://a.example/Uma1${text.slice(4)}`, ["one case throughout"]],
    ["the Kelvin sign for a k", `uma:${upper.replaceAll("K", "\u212a")}`, ["the invoice alone"]],
    ["a link over http", `http://wallet.example/?invoice=${text}`, ["an https link"]],
    ["a link without a host", "https://", ["a well-formed https link"]],
    ["a link torn apart", `https://wallet.example/${text.slice(0, 50)}\n${text.slice(50)}`, ["well-formed"]],
    ["a link to nothing", "https://wallet.example/pay?amount=1", ["query or path", "none"]],
    [
      "a link with an invoice elsewhere",
      `https://wallet.example/?i=${text}#${text}`,
      ["query or path", "none"],
    ],
    ["an empty query", `https://wallet.example/${text}?invoice=`, ["link's query", '""']],
    ["a query with something else", `https://wallet.example/${text}?invoice=lnbc1qqqqqq`, ["lnbc1qqqqqq"]],
    ["a query with a link", `https://wallet.example/?invoice=uma:${text}`, ["link's query", "uma:uma1"]],
    ["two invoices in a query", `https://a.example/?invoice=${text}&invoice=${other}`, ["different ones"]],
    ["two invoices in a path", `https://a.example/${text}/${other}`, ["different ones"]],
    ["two invoices in path and query", `https://a.example/${other}?invoice=${text}`, ["different ones"]],
    ["what is longer than any link", `https://a.example/${text}?${"a".repeat(10_240)}`, ["10240", "found 1"]],
  ])("%s", (_name, input, says) => {
    const error = expectRefusal(() => parseDeepLink(input), { code: "INVALID_DEEP_LINK", says });
    expect(error).toMatchObject({ protocolCode: "INVALID_INVOICE", httpStatus: 400 });
  });

  test.each([undefined, null, 7, {}, [text], new String(text)])("what is no text: %j", (input) => {
    expectRefusal(() => parseDeepLink(input as string), { code: "INVALID_DEEP_LINK", says: ["text"] });
  });
});

describe("the limit", () => {
  const link = `https://wallet.example/${text}`;

  test("leaves 2,048 characters for the link around the invoice", () => {
    expect(parseDeepLink(link, { maxLength: link.length - 2048 })).toBe(text);
    expectRefusal(() => parseDeepLink(link, { maxLength: link.length - 2049 }), {
      code: "INVALID_DEEP_LINK",
      says: [`at most ${link.length - 1} characters`, `found ${link.length}`],
    });
  });

  test("of NaN lets nothing through", () => {
    expectRefusal(() => parseDeepLink(text, { maxLength: Number.NaN }), { code: "INVALID_DEEP_LINK" });
  });
});
