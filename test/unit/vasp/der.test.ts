import { describe, expect, test } from "vitest";
import { checkDer, derElements } from "../../../src/vasp/der.js";
import { hex } from "../../support/bytes.js";
import { errorOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";

/** An element in hex, with what stands in it. */
function element(tag: string, ...contents: readonly string[]): string {
  const content = contents.join("");
  const length = content.length / 2;
  return tag + (length < 128 ? byte(length) : `82${byte(length >> 8)}${byte(length & 255)}`) + content;
}

function byte(value: number): string {
  return value.toString(16).padStart(2, "0");
}

const nulls = (count: number) => "0500".repeat(count);
const check = (...pieces: readonly string[]) => checkDer(...pieces.map((piece) => hex(piece)));
const nested = (tag: string, depth: number): string =>
  depth === 0 ? "0500" : element(tag, nested(tag, depth - 1));

test.each([
  ["256 elements", element("30", nulls(255))],
  ["8,192 bytes", element("30", element("80", "00".repeat(8184)))],
  ["nesting of 24", nested("30", 24)],
  ["octets that are no elements", element("30", element("04", "ff".repeat(1000)))],
  ["octets that begin like elements", element("30", element("04", nulls(10), "ff"))],
  ["nothing", ""],
])("%s pass", (_, der) => {
  expect(() => check(der)).not.toThrow();
});

describe.each([
  ["257 elements", element("30", nulls(256)), "at most 256 elements"],
  ["257 elements in a set", element("31", nulls(256)), "at most 256 elements"],
  ["257 elements in an extension of context", element("a3", nulls(256)), "at most 256 elements"],
  // What the parser opens although it does not say that it holds others.
  ["257 elements in what does not look like a sequence", element("10", nulls(256)), "at most 256 elements"],
  ["257 elements in what does not look like a set", element("11", nulls(256)), "at most 256 elements"],
  ["257 elements in octets", element("30", element("04", nulls(255))), "at most 256 elements"],
  ["257 elements in bits", element("30", element("03", "00", nulls(255))), "at most 256 elements"],
  [
    "257 elements in octets that are none at last",
    element("30", element("04", nulls(255), "ff")),
    "at most 256 elements",
  ],
  ["8,193 bytes", element("30", element("80", "00".repeat(8185))), "at most 8192 bytes"],
  ["nesting of 25", nested("30", 25), "at most 24 deep"],
  ["nesting of 25 in octets", nested("04", 25), "at most 24 deep"],
  ["nesting of 25 in turns", nested("24", 25), "at most 24 deep"],
  ["a tag alone", "30", "that are whole"],
  ["an indefinite length", "30800000", "that are whole"],
  ["a length beyond the end", "300105", "that are whole"],
  ["a length of 127 bytes", `30ff${"ff".repeat(127)}`, "that are whole"],
  ["a tag in two bytes", "1f8100", "that are whole"],
])("%s", (_, der, says) => {
  test("is refused", () => {
    expectError(
      errorOf(() => check(der)),
      { code: "INVALID_CERTIFICATE", says: [says] },
    );
  });
});

test("of a chain, all elements count together", () => {
  const piece = element("30", nulls(255));
  expect(() => check(piece, piece, piece)).not.toThrow();
  expectError(
    errorOf(() => check(piece, piece, piece, "0500")),
    { code: "INVALID_CERTIFICATE", says: ["at most 768 elements of DER in a chain"] },
  );
});

test("elements come in order, each with its content", () => {
  expect([...derElements(hex("0201058202abcd0500"))]).toEqual([
    { tag: 0x02, content: hex("05") },
    { tag: 0x82, content: hex("abcd") },
    { tag: 0x05, content: hex("") },
  ]);
});
