import { expect, test } from "vitest";
import { identifierIn, takesIdentifier } from "../../../src/x402/messages/identifier.js";

const id = "attempt-of-sixteen_1";
const extension = (found: unknown) => ({ extensions: { "payment-identifier": { info: { id: found } } } });

test.each<[string, unknown]>([
  ["by the extension", extension(id)],
  ["by the payload", { payload: { attempt: id } }],
  [
    "by the extension before the payload",
    { ...extension(id), payload: { attempt: "another-attempt-of-it" } },
  ],
  ["by the payload, if the extension's id is none", { ...extension("short"), payload: { attempt: id } }],
])("an attempt is named %s", (_how, message) => {
  expect(identifierIn(message)).toBe(id);
});

test.each(["a".repeat(16), "a".repeat(128), "ABCxyz_0123456-89"])("a name may be %s", (name) => {
  expect(identifierIn(extension(name))).toBe(name);
});

test.each([
  "a".repeat(15),
  "a".repeat(129),
  "sixteen letters!",
  `${"a".repeat(16)}\n`,
  ` ${"a".repeat(16)}`,
  [id],
  1234567890123456,
  undefined,
])("a name is not %j", (name) => {
  expect(identifierIn(extension(name))).toBeUndefined();
});

test.each([undefined, null, 7, "text", {}, { extensions: null, payload: null }, { extensions: {} }])(
  "nothing is named by %j",
  (message) => {
    expect(identifierIn(message)).toBeUndefined();
  },
);

const asking = (id: object) => ({
  "payment-identifier": { info: { required: false }, schema: { properties: { id } } },
});

test.each([{ minLength: 32 }, { maxLength: 32 }, { minLength: 1, maxLength: 1000 }])(
  "names of 32 characters fit into %j",
  (id) => {
    expect(takesIdentifier(asking(id))).toBe(true);
  },
);

test.each([{ minLength: 33 }, { maxLength: 31 }])("names of 32 characters do not fit into %j", (id) => {
  expect(takesIdentifier(asking(id))).toBe(false);
});
