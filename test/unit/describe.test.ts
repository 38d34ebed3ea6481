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
