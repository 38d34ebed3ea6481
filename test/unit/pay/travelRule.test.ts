import { decrypt, encrypt } from "eciesjs";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { decryptTravelRuleInfo, encryptTravelRuleInfo } from "../../../src/pay/index.js";
import { text } from "../../support/arbitraries.js";
import { hex } from "../../support/bytes.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";

const { secretKey, publicKey, compressedPublicKey } = keys.first;
const information = '{"originator":"Zoë 🐝"}';
const secret = "1 Main Street, 555-0100";
const encrypted = await encryptTravelRuleInfo(information, publicKey);

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("travel rule information", () => {
  test.each([publicKey, compressedPublicKey, hex(publicKey)])(
    "comes back from who has the key",
    async (key) => {
      const sent = await encryptTravelRuleInfo(information, key);
      expect(sent).toMatch(/^04[\da-f]+$/);
      expect(sent.length / 2).toBe(65 + 16 + 16 + Buffer.byteLength(information));
      expect(await decryptTravelRuleInfo(sent, secretKey)).toBe(information);
      expect(await decryptTravelRuleInfo(hex(sent), hex(secretKey))).toBe(information);
    },
  );

  test("is another text each time", async () => {
    expect(await encryptTravelRuleInfo(information, publicKey)).not.toBe(encrypted);
  });

  test("comes back, whatever it is", async () => {
    await fc.assert(
      fc.asyncProperty(text(200), async (anything) => {
        const sent = await encryptTravelRuleInfo(anything, publicKey);
        expect(await decryptTravelRuleInfo(sent, secretKey)).toBe(anything);
        expect(`${Buffer.from(decrypt(hex(secretKey), hex(sent)))}`).toBe(anything);
        const theirs = Buffer.from(encrypt(hex(publicKey), Buffer.from(anything))).toString("hex");
        expect(await decryptTravelRuleInfo(theirs, secretKey)).toBe(anything);
      }),
      { numRuns: 50 },
    );
  });

  test("is of no use to others", async () => {
    const error = await rejectionOf(decryptTravelRuleInfo(encrypted, keys.second.secretKey));
    expectError(error, { code: "INVALID_FIELD", field: "encryptedTravelRuleInfo" });
  });

  test("is refused with any bit of it changed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat((encrypted.length / 2) * 8 - 1), async (bit) => {
        const changed = hex(encrypted);
        changed[bit >> 3]! ^= 1 << (bit & 7);
        expectError(await rejectionOf(decryptTravelRuleInfo(changed, secretKey)), {
          code: "INVALID_FIELD",
          field: "encryptedTravelRuleInfo",
        });
      }),
    );
  });

  test.each([
    "",
    "04",
    encrypted.slice(0, 192),
    `02${encrypted.slice(2)}`,
    "zz",
    `${encrypted.slice(0, -2)}`,
    null,
    5,
    {},
    new Uint8Array(97).fill(4),
  ])("is not %o", async (value) => {
    expectError(await rejectionOf(decryptTravelRuleInfo(value as string, secretKey)), {
      code: "INVALID_FIELD",
      field: "encryptedTravelRuleInfo",
    });
  });

  test("is refused if it is no text", async () => {
    const bytes = Buffer.from(encrypt(hex(publicKey), Uint8Array.of(0xff, 0xfe))).toString("hex");
    expectError(await rejectionOf(decryptTravelRuleInfo(bytes, secretKey)), {
      code: "INVALID_FIELD",
      field: "encryptedTravelRuleInfo",
      says: ["UTF-8"],
    });
  });

  test.each([null, undefined, 5, new Uint8Array(3), "\ud800"])("is not encrypted: %o", async (value) => {
    expectError(await rejectionOf(encryptTravelRuleInfo(value as string, publicKey)), {
      code: "INVALID_FIELD",
      field: "information",
    });
  });

  test("is told by no error", async () => {
    const error = await rejectionOf(encryptTravelRuleInfo(`${secret}\ud800`, publicKey));
    expect(error.message).not.toContain("Main");
    expectError(error, { code: "INVALID_FIELD", field: "information", says: ["24 characters"] });
  });

  test("needs a key", async () => {
    for (const key of ["", "02", `04${"00".repeat(64)}`, 5, null]) {
      expectError(await rejectionOf(encryptTravelRuleInfo(information, key as string)), {
        code: "INVALID_KEY",
      });
      expectError(await rejectionOf(decryptTravelRuleInfo(encrypted, key as string)), {
        code: "INVALID_KEY",
      });
    }
  });

  test.each([undefined, {}, { getRandomValues: crypto.getRandomValues.bind(crypto) }])(
    "needs Web Crypto",
    async (given) => {
      vi.stubGlobal("crypto", given);
      const decrypted = await rejectionOf(decryptTravelRuleInfo(encrypted, secretKey));
      expectError(decrypted, { code: "INVALID_OPTION", field: "crypto.subtle" });
      expect((await rejectionOf(encryptTravelRuleInfo(information, publicKey))).code).toMatch(
        /^INVALID_(OPTION|FIELD)$/,
      );
    },
  );
});
