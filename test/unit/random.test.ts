import { afterEach, expect, test, vi } from "vitest";
import { createInvoice } from "../../src/index.js";
import { randomBytes } from "../../src/random.js";
import { expectRefusal } from "../support/expectRefusal.js";
import { keys } from "../support/keys.js";
import { requiredFields } from "../support/sampleFields.js";

afterEach(() => vi.unstubAllGlobals());

const refused = {
  code: "INVALID_FIELD",
  field: "random",
  says: ["random: expected crypto.getRandomValues or the option random, found neither"],
} as const;

test("as many bytes come as are asked for, other ones each time", () => {
  expect(randomBytes(16)).toHaveLength(16);
  expect(randomBytes(16)).not.toEqual(randomBytes(16));
});

test.each([undefined, null, {}, { getRandomValues: 1 }, { randomUUID: () => "" }])(
  "where crypto is %j, the error says what is missing",
  (crypto) => {
    vi.stubGlobal("crypto", crypto);
    expectRefusal(() => randomBytes(16), refused);
    const { invoiceUUID, ...fields } = requiredFields;
    expectRefusal(() => createInvoice(fields, keys.first.secretKey), refused);
    expect(createInvoice(requiredFields, keys.first.secretKey).invoiceUUID).toBe(invoiceUUID);
    const random = (length: number) => new Uint8Array(length);
    expect(createInvoice(fields, keys.first.secretKey, { random }).invoiceUUID).toMatch(/^0{8}-0{4}-4/);
  },
);
