import { expect, test } from "vitest";
import { describe } from "../../src/describe.js";

test.each([
  ["text", '"text"'],
  ["", '""'],
  ['a "quoted" text', '"a \\"quoted\\" text"'],
  ["line\nfeed", '"line\\nfeed"'],
  ["right\u202eleft", '"right\\u202eleft"'],
  ["bell \u0007 and €", '"bell \\u0007 and \\u20ac"'],
  ["x".repeat(1000), `"${"x".repeat(64)}"`],
  [5, "5"],
  [Number.NaN, "NaN"],
  [12345678901234567890n, "12345678901234567890"],
  [10n ** 100n, `1${"0".repeat(63)}`],
  [2n ** 128n - 1n, "340282366920938463463374607431768211455"],
  [2n ** 255n + 1n, "bigint"],
  [1n << 5000n, "a bigint of more than 4096 bits"],
  [true, "true"],
  [undefined, "undefined"],
  [null, "null"],
  [new Uint8Array(72), "72 bytes"],
  [{ toString: () => "never called" }, "object"],
  [() => "never called", "function"],
  [Symbol("s"), "symbol"],
])("%s is described in short, printable ASCII", (value, description) => {
  expect(describe(value)).toBe(description);
});

const hexKey = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";

test.each([
  ["hex", hexKey],
  ["hex after 0x", `0x${hexKey}`],
  ["upper-case hex", hexKey.toUpperCase()],
  ["hex with a digit too few", hexKey.slice(1)],
  ["hex with a digit too many", `${hexKey}0`],
  ["hex with a line feed", `${hexKey}\n`],
  ["hex with a blank", `${hexKey.slice(0, 31)} ${hexKey.slice(31)}`],
  ["hex in pairs", hexKey.replace(/../g, "$&:")],
  ["hex in quotes", `"${hexKey}"`],
  ["hex behind other words", `UMA_INVOICE_KEY=${hexKey}`],
  ["hex far behind other words", `${"x".repeat(100)}${hexKey}`],
  ["base64", Buffer.from(hexKey, "hex").toString("base64")],
  ["base64url", Buffer.from(hexKey, "hex").toString("base64url")],
  ["base64 without a digit", "AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGhIjKlMnOpQ="],
  ["base64 in lines", Buffer.from(hexKey, "hex").toString("base64").replace(/.{20}/g, "$&\r\n")],
  ["base32", "ZGX2TWCFXJ2RM22MKILHPMOVSNHFBQ63G3UJWEDUTLRF4EQPDTSEA"],
  ["base32 in lower case", "zgx2twcfxj2rm22mkilhpmovsnhfbq63g3ujweduulrf4eqpdtsea"],
  ["hex in the notation of a URL", hexKey.replace(/../g, "%$&")],
  ["hex in the notation of a text", hexKey.replace(/../g, "\\x$&")],
  ["hex with characters that take no room", hexKey.split("").join("\u200b")],
  ["hex with zeros between", hexKey.split("").join("\0")],
  ["hex with dots", hexKey.replace(/../g, "$&.")],
  ["a good part of hex", hexKey.slice(0, 48)],
  ["hex like two UUIDs", hexKey.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/g, "$1-$2-$3-$4-$5-")],
  ["decimal digits", BigInt(`0x${hexKey}`).toString()],
  ["bytes", [...Buffer.from(hexKey, "hex")].join(", ")],
  ["PEM", "-----BEGIN EC PRIVATE KEY-----\nMHQ\n-----END EC PRIVATE KEY-----\n"],
  ["the name of PEM in lower case", "begin private key"],
  ["a Nostr key", `nsec1${"q".repeat(58)}`],
  ["an encrypted Nostr key", `ncryptsec1${"q".repeat(80)}`],
  ["words of a seed", "abandon ".repeat(11).concat("about")],
  [
    "words of a seed in lines",
    "Legal\nwinner\nthank\nyear\nwave\nsausage\nworth\nuseful\nlegal\nwinner\nthank\nyellow",
  ],
])("a key as %s is described by its size alone", (_name, text) => {
  expect(describe(text)).toBe(`${text.length} characters`);
});

test.each([
  ["an invoice", `uma1${"q".repeat(500)}`],
  ["a UUID", "7f2c9d4e-1234-4321-8765-0123456789ab"],
  ["a URL", "https://vasp2.com/api/uma/payreq?id=7f2c9d4e-1234-4321-8765-0123456789ab"],
  ["eleven short words", "abandon ".repeat(11)],
  ["a sentence", "expected a rather long sentence with A capital, 1 digit and many more words"],
])("%s is no key", (_name, text) => {
  expect(describe(text)).toBe(JSON.stringify(text.slice(0, 64)));
});
