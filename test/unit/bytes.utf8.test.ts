import { afterEach, describe, expect, test, vi } from "vitest";
import { asciiDecoder, asciiEncoder, decodeUtf8, encodeUtf8 } from "../../src/bytes.js";

afterEach(() => vi.unstubAllGlobals());

/** What the platform has, or what stands in for it. */
const platforms: [string, () => void][] = [
  ["with the platform's functions", () => {}],
  [
    "without them",
    () => {
      vi.stubGlobal("TextEncoder", undefined);
      vi.stubGlobal("TextDecoder", undefined);
    },
  ],
  [
    "with older ones: no encodeInto, no options",
    () => {
      vi.stubGlobal(
        "TextEncoder",
        class {
          encode = () => new Uint8Array(0);
        },
      );
      vi.stubGlobal(
        "TextDecoder",
        class {
          constructor(...options: unknown[]) {
            if (options.length > 0) throw new TypeError("The option fatal is not supported");
          }
          decode = (bytes: Uint8Array) => String.fromCharCode(...bytes);
        },
      );
    },
  ],
];

describe.each(platforms)("ASCII %s", (_name, stub) => {
  const text = "uma1 ~\0\x7f";
  const bytes = Array.from(text, (character) => character.charCodeAt(0));

  test("turns into bytes", () => {
    stub();
    const memory = new Uint8Array(text.length);
    expect(asciiEncoder().encodeInto(text, memory)).toEqual({ read: text.length, written: text.length });
    expect([...memory]).toEqual(bytes);
  });

  test("turns into text", () => {
    stub();
    expect(asciiDecoder().decode(Uint8Array.from(bytes))).toBe(text);
  });

  test.each(["é", "ab\u0080", "円", "a🐝"])("is told from %j, whatever the memory", (other) => {
    stub();
    const { read, written } = asciiEncoder().encodeInto(other, new Uint8Array(other.length));
    expect(read === other.length && written === other.length).toBe(false);
  });
});

describe("UTF-8 that is malformed is no text:", () => {
  test.each([
    ["a byte that only continues", [0x80]],
    ["a character cut off", [0xe5, 0x86]],
    ["one of two bytes cut off", [0x41, 0xc3]],
    ["another character in the middle", [0xe5, 0x41, 0x86]],
    ["two bytes for a character of one", [0xc0, 0x80]],
    ["two bytes for the last of one", [0xc1, 0xbf]],
    ["three bytes for one of two", [0xe0, 0x9f, 0xbf]],
    ["four bytes for one of three", [0xf0, 0x8f, 0xbf, 0xbf]],
    ["the first surrogate", [0xed, 0xa0, 0x80]],
    ["the last surrogate", [0xed, 0xbf, 0xbf]],
    ["beyond U+10FFFF", [0xf4, 0x90, 0x80, 0x80]],
    ["five bytes", [0xf8, 0x88, 0x80, 0x80, 0x80]],
    ["no byte of UTF-8", [0xff]],
  ])("%s", (_name, bytes) => {
    expect(decodeUtf8(Uint8Array.from(bytes))).toBeUndefined();
  });
});

test.each([
  "",
  "a",
  "\x7f",
  "\u0080",
  "\u07ff",
  "\u0800",
  "\ud7ff",
  "\ue000",
  "\uffff",
  "🐝",
  "\u{10ffff}",
  "\ufeffa",
])("%j is written as the platform does, and read again, a byte order mark and all", (text) => {
  const memory = new Uint8Array(16);
  const end = encodeUtf8(text, memory, 1);
  expect(memory.slice(1, end)).toEqual(new TextEncoder().encode(text));
  expect(decodeUtf8(memory.subarray(1, end))).toBe(text);
});

test.each(["\ud800", "\udc00", "a\ud83d", "\udc1d\ud83d", "\ud800\ud800\udc00", "\udfffa"])(
  "a lone surrogate, as in %j, is not written",
  (text) => {
    expect(encodeUtf8(text, new Uint8Array(16), 0)).toBe(-1);
  },
);
