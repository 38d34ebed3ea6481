import * as crypto from "node:crypto";
import { afterEach, describe, expect, test, vi } from "vitest";
import { nodeEcdsa } from "../../../src/ecdsa/node.js";
import { hex } from "../../support/bytes.js";
import { keys } from "../../support/keys.js";

const message = hex("cafe");
const digest = new Uint8Array(crypto.createHash("sha256").update(message).digest());
const publicKey = hex(keys.first.publicKey);

/** The default engine of a Node.js in which some of `node:crypto` is replaced. */
async function defaultEcdsaWith(replaced: object) {
  vi.resetModules();
  vi.spyOn(process, "getBuiltinModule").mockReturnValue({ ...crypto, ...replaced });
  return (await import("../../../src/ecdsa/node.js")).defaultEcdsa;
}

const refuse = () => {
  throw new Error("unknown curve");
};

afterEach(() => {
  vi.restoreAllMocks();
});

describe("the default engine under Node.js", () => {
  test("is OpenSSL's", async () => {
    const ecdsa = await defaultEcdsaWith({});
    expect(ecdsa.importPublicKey(publicKey)).toBeInstanceOf(crypto.KeyObject);
  });

  test("verifies off the main thread as it does on it", async () => {
    const ecdsa = await defaultEcdsaWith({});
    const key = ecdsa.importPublicKey(publicKey);
    const signature = ecdsa.sign(digest, hex(keys.first.secretKey));
    expect(ecdsa.verify(signature, digest, key, message)).toBe(true);
    expect(await ecdsa.verifyAsync?.(signature, digest, key, message)).toBe(true);
    expect(await ecdsa.verifyAsync?.(signature, digest, key, hex("caff"))).toBe(false);
  });

  test.each([
    ["cannot take the key", { createPublicKey: refuse }],
    ["cannot verify", { verify: refuse }],
    ["finds a good signature bad", { verify: () => false }],
  ])("is noble's where OpenSSL %s", async (_, replaced) => {
    const ecdsa = await defaultEcdsaWith(replaced);
    const key = ecdsa.importPublicKey(publicKey);
    expect(key).toEqual(publicKey);
    const signature = ecdsa.sign(digest, hex(keys.first.secretKey));
    expect(ecdsa.verify(signature, digest, key, message)).toBe(true);
    expect(await ecdsa.verifyAsync?.(signature, digest, key, message)).toBe(true);
  });

  test("looks at OpenSSL once", async () => {
    const createPublicKey = vi.fn(crypto.createPublicKey);
    const ecdsa = await defaultEcdsaWith({ createPublicKey });
    ecdsa.importPublicKey(publicKey);
    ecdsa.importPublicKey(publicKey);
    expect(createPublicKey).toHaveBeenCalledTimes(3);
  });
});

test("what goes wrong on the thread pool rejects", async () => {
  const error = new Error("out of memory");
  const verify = (...parameters: unknown[]) => (parameters.at(-1) as (error: Error) => void)(error);
  vi.spyOn(process, "getBuiltinModule").mockReturnValue({ ...crypto, verify } as never);
  const key = crypto.createPublicKey({
    key: crypto.generateKeyPairSync("ed25519").publicKey.export({ format: "pem", type: "spki" }),
  });
  await expect(nodeEcdsa.verifyAsync?.(digest, digest, key, message)).rejects.toBe(error);
});
