import fc from "fast-check";
import { expect, test } from "vitest";
import { httpRefusal } from "../../src/http/errors.js";
import { parseJson } from "../../src/http/json.js";
import { UmaInvoiceError } from "../../src/index.js";

const parse = (json: string | Uint8Array) =>
  parseJson(json, (expected) => httpRefusal("INVALID_RESPONSE", { expected }));

test("what is written as JSON is read as JSON.parse reads it", () => {
  const json = fc.json({ maxDepth: 5 }).filter((text) => !/__proto__|constructor|prototype/.test(text));
  fc.assert(
    fc.property(json, (text) => {
      expect(parse(text)).toEqual(JSON.parse(text));
    }),
  );
});

test("a name that is put in twice is always found", () => {
  const value = fc.json({ maxDepth: 2 }).filter((text) => !/__proto__|constructor|prototype/.test(text));
  fc.assert(
    fc.property(fc.string(), value, value, (name, one, other) => {
      const written = JSON.stringify(name);
      expect(() => parse(`[{${written}:${one},${written}:${other}}]`)).toThrow(UmaInvoiceError);
    }),
  );
});

test("bytes of any kind give a value or our error", () => {
  const token = fc.constantFrom(...'{ } [ ] , : " \\ a 1 null "a" \\u0061 \u00e9'.split(" "));
  const text = fc.array(token).map((tokens) => new TextEncoder().encode(tokens.join("")));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), text), (bytes) => {
      try {
        parse(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(UmaInvoiceError);
      }
    }),
    { numRuns: 2000 },
  );
});
