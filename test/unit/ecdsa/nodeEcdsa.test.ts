import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { nobleEcdsa } from "../../../src/ecdsa/nobleEcdsa.js";
import { hex } from "../../support/bytes.js";
import { keys } from "../../support/keys.js";

const message = hex("cafe");
const digest = hex("0".repeat(64));

/** `node:crypto` as it is, with some of it replaced. */
async function defaultEcdsaWith(replaced: object) {
  vi.resetModules();
  vi.doMock("node:crypto", async (original) => ({ ...(await original<object>()), ...replaced }));
  return (await import("../../../src/ecdsa/nodeEcdsa.js")).defaultEcdsa;
}

const refuse = () => {
  throw new Error("unknown curve");
};

describe("the default engine under Node.js", () => {
  beforeEach(() => {
    vi.spyOn(nobleEcdsa, "importPublicKey");
  });
  afterEach(() => {
    vi.doUnmock("node:crypto");
    vi.restoreAllMocks();
  });

  test("is OpenSSL's", async () => {
    const ecdsa = await defaultEcdsaWith({});
    expect(ecdsa.importPublicKey(hex(keys.first.publicKey))).not.toBeInstanceOf(Uint8Array);
  });

  test.each([
    ["cannot take the key", { createPublicKey: refuse }],
    ["cannot verify", { verify: refuse }],
    ["finds a good signature bad", { verify: () => false }],
  ])("is noble's where OpenSSL %s", async (_, replaced) => {
    const ecdsa = await defaultEcdsaWith(replaced);
    const key = ecdsa.importPublicKey(hex(keys.first.publicKey));
    expect(key).toEqual(hex(keys.first.publicKey));
    const signature = ecdsa.sign(digest, hex(keys.first.secretKey));
    expect(ecdsa.verify(signature, digest, key, message)).toBe(true);
    expect(await ecdsa.verifyAsync?.(signature, digest, key, message)).toBe(true);
  });

  test("passes on what goes wrong off the main thread", async () => {
    const ecdsa = await defaultEcdsaWith({});
    await expect(ecdsa.verifyAsync?.(hex(""), digest, "no key", message)).rejects.toThrow();
  });
});
