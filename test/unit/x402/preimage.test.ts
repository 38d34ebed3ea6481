import { expect, test } from "vitest";
import { readPreimage } from "../../../src/x402/messages/preimage.js";

// All kinds of base64's digits: 0xfb 0xff 0xbe … holds + and /.
const bytes = Uint8Array.from({ length: 32 }, (_, at) => [0xfb, 0xff, 0xbe, 7][at % 4]!);
const hex = Buffer.from(bytes).toString("hex");
const base64 = Buffer.from(bytes).toString("base64");
const padded = new Uint8Array(40);
padded.set(bytes, 4);

test.each<[string, unknown]>([
  ["bytes", bytes],
  ["a Buffer", Buffer.from(bytes)],
  ["part of a longer memory", padded.subarray(4, 36)],
  ["an ArrayBuffer", bytes.slice().buffer],
  ["a DataView", new DataView(padded.buffer, 4, 32)],
  ["an array of 16-bit numbers", new Uint16Array(bytes.slice().buffer)],
  ["hex", hex],
  ["hex in upper case", hex.toUpperCase()],
  ["hex with 0x and white space around it", ` 0x${hex}\n`],
  ["base64", base64],
  ["base64 without its padding", base64.replace("=", "")],
  ["base64 for URLs", base64.replaceAll("+", "-").replaceAll("/", "_")],
  ["base64 with white space around it", ` \n${base64}\n `],
])("32 bytes are read from %s", (_name, value) => {
  expect(readPreimage(value)).toBe(hex);
});

test.each<[string, unknown]>([
  ["31 bytes", bytes.subarray(1)],
  ["33 bytes", padded.subarray(0, 33)],
  ["an ArrayBuffer of 31 bytes", bytes.slice(1).buffer],
  ["an array of 16-bit numbers of 34 bytes", new Uint16Array(17)],
  ["63 digits", hex.slice(1)],
  ["65 digits", `${hex}0`],
  ["base64 of 31 bytes", Buffer.from(bytes.subarray(1)).toString("base64")],
  ["base64 of 33 bytes", Buffer.from(padded.subarray(0, 33)).toString("base64")],
  ["base64 with another sign in it", `!${base64.slice(1)}`],
  ["base64 with a word before it", `x ${base64}`],
  ["base64 with a word after it", `${base64} x`],
  ["an array that holds base64", [base64]],
  ["nothing", ""],
  ["undefined", undefined],
  ["null", null],
  ["a number", 7],
  ["an object", { length: 32 }],
])("nothing is read from %s", (_name, value) => {
  expect(readPreimage(value)).toBeUndefined();
});

test("nothing is read from memory that was taken away", () => {
  const buffer = bytes.slice().buffer;
  const [view, words] = [new DataView(buffer), new Uint16Array(buffer)];
  structuredClone(buffer, { transfer: [buffer] });
  expect([buffer, view, words].map(readPreimage)).toEqual([undefined, undefined, undefined]);
});
