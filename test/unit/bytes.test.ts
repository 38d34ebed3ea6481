import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { fromBytesOrHex, isSame, isSameSecret, sizeOf, toHex } from "../../src/bytes.js";
import { hex } from "../support/bytes.js";

test("bytes come out as two lower-case digits each", () => {
  expect(toHex(Uint8Array.of(0, 15, 16, 255))).toBe("000f10ff");
});

describe("bytes or hex", () => {
  test.each([
    ["bytes", hex("cafe")],
    ["lower case", "cafe"],
    ["upper case", "CAFE"],
    ["hex after 0x", "0xcafe"],
    ["a line of a file", "cafe\r\n"],
    ["hex with white space around it", " \tcafe "],
    ["a Buffer", Buffer.from("cafe", "hex")],
    ["bytes of another realm", runInNewContext("Uint8Array.of(0xca, 0xfe)")],
  ])("are taken as %s", (_, value) => {
    expect(fromBytesOrHex(value, 1, 2)).toEqual(hex("cafe"));
  });

  test.each([
    ["too few bytes", hex("ca")],
    ["too many digits", "cafe00"],
    ["half a byte", "caf"],
    ["other letters", "cafg"],
    ["white space inside", "ca fe"],
    ["0x twice", "0x0xcafe"],
    ["other arrays", Uint16Array.of(0xca, 0xfe)],
    ["an object that says it is bytes", Object.create(Uint8Array.prototype)],
    ["a proxy", new Proxy(hex("cafe"), {})],
    ["memory that was taken away", detached()],
    ["an array", [0xca, 0xfe]],
    ["nothing", undefined],
  ])("are not made of %s", (_, value) => {
    expect(fromBytesOrHex(value, 2)).toBeUndefined();
  });

  test("are taken from memory, whatever a subclass says of them", () => {
    class TwoFaced extends Uint8Array {
      override get length() {
        return 1;
      }
      override *[Symbol.iterator](): ArrayIterator<number> {
        yield 0;
      }
    }
    expect(fromBytesOrHex(TwoFaced.of(0xca, 0xfe), 2)).toEqual(hex("cafe"));
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

function detached(): Uint8Array {
  const bytes = hex("cafe");
  structuredClone(bytes.buffer, { transfer: [bytes.buffer as ArrayBuffer] });
  return bytes;
}

test.each<[string, string, boolean]>([
  ["cafe", "cafe", true],
  ["", "", true],
  ["cafe", "caff", false],
  ["cafe", "cafe00", false],
  ["cafe00", "cafe", false],
])("%s and %s are the same bytes: %s", (one, other, expected) => {
  expect(isSame(hex(one), hex(other))).toBe(expected);
});

test.each<[string, number[], number[], boolean]>([
  ["nothing", [], [], true],
  ["the same", [1, 2, 3], [1, 2, 3], true],
  ["another last byte", [1, 2, 3], [1, 2, 4], false],
  ["another first byte", [0, 2, 3], [1, 2, 3], false],
  ["one byte less", [1, 2, 0], [1, 2], false],
  ["one byte more", [1, 2], [1, 2, 0], false],
])("secrets of %s are compared as a whole", (_, one, other, expected) => {
  expect(isSameSecret(Uint8Array.from(one), Uint8Array.from(other))).toBe(expected);
});
