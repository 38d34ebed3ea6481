import { afterEach, expect, test, vi } from "vitest";
import { createInvoice } from "../../src/index.js";
import { formatUuid, pooledRandomBytes, randomBytes, randomUuid } from "../../src/random.js";
import { expectRefusal } from "../support/expectRefusal.js";
import { keys } from "../support/keys.js";
import { requiredFields } from "../support/sampleFields.js";

afterEach(() => vi.unstubAllGlobals());

const refused = {
  code: "INVALID_OPTION",
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

test("what may be a secret is drawn when it is asked for, each time", () => {
  const getRandomValues = vi.fn((bytes: Uint8Array) => bytes.fill(1));
  vi.stubGlobal("crypto", { getRandomValues });
  for (let i = 0; i < 3; i++) expect(randomBytes(16)).toHaveLength(16);
  expect(getRandomValues.mock.calls.map(([bytes]) => bytes.length)).toEqual([16, 16, 16]);
});

test("a UUID has its version and variant, and is random everywhere else", () => {
  expect(randomUuid((length) => new Uint8Array(length).fill(0xff))).toBe(
    "ffffffff-ffff-4fff-bfff-ffffffffffff",
  );
  expect(randomUuid((length) => new Uint8Array(length))).toBe("00000000-0000-4000-8000-000000000000");
  expect(randomUuid(randomBytes)).not.toBe(randomUuid(randomBytes));
});

test("a UUID of one's own making says so, and leaves its bytes as they are", () => {
  const bytes = Uint8Array.from({ length: 16 }, (_, i) => i * 17);
  expect(formatUuid(bytes, 8)).toBe("00112233-4455-8677-8899-aabbccddeeff");
  expect(bytes[6]).toBe(0x66);
});

test("no byte that the platform gave is handed out twice, or belongs to two", () => {
  let drawn = 0;
  vi.stubGlobal("crypto", {
    getRandomValues(bytes: Uint8Array) {
      for (const i of bytes.keys()) bytes[i] = drawn++;
      return bytes;
    },
  });
  const lengths = [16, 48, 1000, 1, 16, 5000, 16];
  const all = lengths.map((length) => {
    const bytes = pooledRandomBytes(length);
    const copy = bytes.slice();
    expect(bytes.buffer.byteLength).toBe(length);
    bytes.fill(0);
    return copy;
  });
  expect(all.map(({ length }) => length)).toEqual(lengths);
  // 1,000 no longer go into the first 1,024, nor 5,000 into the second, which are then as many as asked for.
  expect(all.map(([first]) => first)).toEqual([0, 16, 1024, 2024, 2025, 2048, 7048].map((n) => n % 256));
});

test("what one source gave is not handed out for another's", () => {
  const fill = (value: number) => ({ getRandomValues: (bytes: Uint8Array) => bytes.fill(value) });
  vi.stubGlobal("crypto", fill(1));
  expect(pooledRandomBytes(2)).toEqual(Uint8Array.of(1, 1));
  vi.stubGlobal("crypto", fill(2));
  expect(pooledRandomBytes(2)).toEqual(Uint8Array.of(2, 2));
});
