import { describe, expect, test } from "vitest";
import { fromBytesOrHex, sizeOf, toHex } from "../../src/hex.js";
import { hex } from "../support/bytes.js";

test("bytes come out as two lower-case digits each", () => {
  expect(toHex(Uint8Array.of(0, 15, 16, 255))).toBe("000f10ff");
});

describe("bytes or hex", () => {
  test.each([
    ["bytes", hex("cafe")],
    ["lower case", "cafe"],
    ["upper case", "CAFE"],
  ])("are taken as %s", (_, value) => {
    expect(fromBytesOrHex(value, 1, 2)).toEqual(hex("cafe"));
  });

  test.each([
    ["too few bytes", hex("ca")],
    ["too many digits", "cafe00"],
    ["half a byte", "caf"],
    ["other letters", "cafg"],
    ["a prefix", "0xcafe"],
    ["a line feed", "cafe\n"],
    ["an array", [0xca, 0xfe]],
    ["nothing", undefined],
  ])("are not made of %s", (_, value) => {
    expect(fromBytesOrHex(value, 2)).toBeUndefined();
  });

  test("are copied, out of a Buffer too", () => {
    const buffer = Buffer.from("cafe", "hex");
    const copy = fromBytesOrHex(buffer, 2);
    buffer.fill(0);
    expect(copy).toEqual(hex("cafe"));
  });
});

test.each([
  [hex("cafe"), "2 bytes"],
  ["secret", "6 characters"],
  [123456789n, "bigint"],
  [undefined, "undefined"],
])("of %s only the size is told: %s", (value, size) => {
  expect(sizeOf(value)).toBe(size);
});
