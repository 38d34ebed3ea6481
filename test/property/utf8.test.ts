import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeUtf8, encodeUtf8 } from "../../src/bytes.js";

/** Bytes that are UTF-8 but for a few of them, and any bytes. */
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 12 }),
  fc
    .tuple(fc.string({ unit: "binary" }), fc.nat(), fc.integer({ min: 0, max: 255 }))
    .map(([text, at, byte]) => {
      const encoded = new TextEncoder().encode(text);
      if (encoded.length > 0) encoded[at % encoded.length] = byte;
      return encoded;
    }),
  fc
    .array(
      fc.constantFrom(
        0x00,
        0x41,
        0x80,
        0x8f,
        0x90,
        0x9f,
        0xa0,
        0xbf,
        0xc0,
        0xc2,
        0xe0,
        0xed,
        0xef,
        0xf0,
        0xf4,
        0xf5,
      ),
    )
    .map((array) => Uint8Array.from(array)),
);
const units = fc.array(fc.oneof(fc.integer({ min: 0xd700, max: 0xe0ff }), fc.nat({ max: 0xffff })));

test("bytes are read as the platform reads them where it is strict, or refused as it refuses them", () => {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const platform = (data: Uint8Array) => {
    try {
      return decoder.decode(data);
    } catch {
      return undefined;
    }
  };
  fc.assert(
    fc.property(bytes, (data) => {
      expect(decodeUtf8(data)).toBe(platform(data));
    }),
    { numRuns: 20_000 },
  );
});

test("text is written as the platform writes it, or refused where it would write something else", () => {
  fc.assert(
    fc.property(units, (codes) => {
      const text = String.fromCharCode(...codes);
      const memory = new Uint8Array(text.length * 3);
      const end = encodeUtf8(text, memory, 0);
      const platform = new TextEncoder().encode(text);
      if (new TextDecoder("utf-8", { ignoreBOM: true }).decode(platform) !== text) expect(end).toBe(-1);
      else expect(memory.subarray(0, end)).toEqual(platform);
    }),
    { numRuns: 20_000 },
  );
});
