import { describe, expect, test } from "vitest";
import { addInvoiceToMetadata } from "../../../src/index.js";
import { expectRefusal } from "../../support/expectRefusal.js";

const uuid = "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f";
const entry = ["text/uma-invoice", uuid];

test.each<[string, unknown[]]>([
  ["one entry", [["text/plain", "Coffee"]]],
  ["no entry", []],
  [
    "several entries",
    [
      ["text/plain", "Coffee"],
      ["text/identifier", "$bob@vasp2.com"],
    ],
  ],
  ["brackets in text", [["text/plain", ']] ["x"]']]],
  ["text of any characters", [["text/plain", 'コーヒー ☕ \u2028 \\ " \u0000']]],
  ["entries of more than two", [["image/png;base64", "AAAA", 1, null, { nested: [[]] }]]],
])(
  "gives, for compact JSON of %s, what the published SDKs give: parsed, pushed to, written",
  (_name, metadata) => {
    expect(addInvoiceToMetadata(JSON.stringify(metadata), uuid)).toBe(JSON.stringify([...metadata, entry]));
  },
);

test.each([
  ['[["text/plain", "Coffee"]]', '[["text/plain", "Coffee"],["text/uma-invoice","U"]]'],
  ['[ ["text/plain","Coffee"] ]', '[ ["text/plain","Coffee"] ,["text/uma-invoice","U"]]'],
  ['[["text/plain","\\u0043\\/"]]', '[["text/plain","\\u0043\\/"],["text/uma-invoice","U"]]'],
  ["[1.0, 1e2]", '[1.0, 1e2,["text/uma-invoice","U"]]'],
  ["[]", '[["text/uma-invoice","U"]]'],
  [" [ ] \n", ' [ ["text/uma-invoice","U"]]'],
])("keeps %j to the letter: the hash is taken over letters", (metadata, expected) => {
  expect(addInvoiceToMetadata(metadata, uuid)).toBe(expected.replace('"U"', JSON.stringify(uuid)));
});

test("keeps the case of the UUID", () => {
  expect(addInvoiceToMetadata("[]", uuid.toUpperCase())).toContain(uuid.toUpperCase());
});

describe("refuses", () => {
  test.each<[string, unknown]>([
    ["no JSON", "Coffee"],
    ["nothing", ""],
    ["JSON that is cut off", '[["text/plain","Coffee"]'],
    ["an object in JSON", '{"text/plain":"Coffee"}'],
    ["a text in JSON", '"[]"'],
    ["null in JSON", "null"],
    ["undefined", undefined],
    ["null", null],
    ["a number", 7],
    ["an object", {}],
    ["entries that are not in JSON yet", [["text/plain", "Coffee"]]],
    ["JSON in an array", ["[]"]],
    ["an object that turns into JSON", { toString: () => "[]" }],
  ])("%s for metadata", (_name, metadata) => {
    expectRefusal(() => addInvoiceToMetadata(metadata as string, uuid), {
      code: "INVALID_FIELD",
      field: "metadata",
      says: ["metadata: expected a JSON array, found "],
    });
  });

  test.each([undefined, null, "", "1", `${uuid}"`, [uuid], 7])("%j for a UUID", (invoiceUUID) => {
    expectRefusal(() => addInvoiceToMetadata("[]", invoiceUUID as string), {
      code: "INVALID_FIELD",
      field: "invoiceUUID",
      says: ["invoiceUUID: expected a UUID, found "],
    });
  });
});
