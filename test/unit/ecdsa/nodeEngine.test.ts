import * as crypto from "node:crypto";
import { afterEach, describe, expect, test, vi } from "vitest";
import { nodeVerifying } from "../../../src/ecdsa/node.js";
import { hex } from "../../support/bytes.js";
import { keys } from "../../support/keys.js";
import { libsecp256k1NodeWasm } from "../../support/libsecp256k1Wasm.js";
import { secp256k1 } from "../../support/nativeEcdsa.js";

const message = hex("cafe");
const digest = new Uint8Array(crypto.createHash("sha256").update(message).digest());
const publicKey = hex(keys.first.publicKey);
const secretKey = hex(keys.first.secretKey);
const wasm = libsecp256k1NodeWasm && Buffer.from(libsecp256k1NodeWasm).toString("base64");

type Machine = { readonly addon?: () => unknown; readonly wasm?: string; readonly openSsl?: object };

const refuse = () => {
  throw new Error("unknown curve");
};

/** The default engine of a Node.js that has the addon or not, WebAssembly or not, and some of OpenSSL replaced. */
async function defaultOn({ addon, wasm, openSsl }: Machine) {
  vi.resetModules();
  if (wasm !== undefined) vi.stubGlobal("LIBSECP256K1", wasm);
  const required = vi.fn((name: string) => {
    if (!addon) throw new Error(`Cannot find module '${name}'\nRequire stack:\n- here`);
    return addon();
  });
  vi.spyOn(process, "getBuiltinModule").mockImplementation(((name: string) =>
    name === "node:crypto" ? { ...crypto, ...openSsl } : { createRequire: () => required }) as never);
  return { ...(await import("../../../src/ecdsa/node.js")), required };
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const absent = { engine: "secp256k1", reason: "Cannot find module 'secp256k1/bindings.js'" };
const leftOut = { engine: "libsecp256k1", reason: "this build of uma-invoice comes without it" };

describe("the default engine under Node.js", () => {
  test("is the addon, where it is installed, for signing too", async () => {
    const { defaultEngine, defaultEcdsa, required } = await defaultOn({ addon: () => secp256k1 });
    expect(defaultEngine()).toEqual({ verifies: "secp256k1", signs: "secp256k1", passedOver: [] });
    const signature = defaultEcdsa.sign(digest, secretKey);
    expect(signature).toEqual(secp256k1.ecdsaSign(digest, secretKey).signature);
    expect(defaultEcdsa.verify(signature, digest, defaultEcdsa.importPublicKey(publicKey), message)).toBe(
      true,
    );
    expect(required).toHaveBeenCalledOnce();
    expect(required).toHaveBeenCalledWith("secp256k1/bindings.js");
  });

  test.runIf(wasm)("is libsecp256k1's where there is no addon", async () => {
    const { defaultEngine, defaultEcdsa } = await defaultOn({ wasm: wasm! });
    expect(defaultEngine()).toEqual({
      verifies: "libsecp256k1",
      signs: "libsecp256k1",
      passedOver: [absent],
    });
    expect(defaultEcdsa.sign(digest, secretKey)).toEqual(secp256k1.ecdsaSign(digest, secretKey).signature);
  });

  test("is OpenSSL's for verifying where there is neither, and noble's for signing", async () => {
    const { defaultEngine, defaultEcdsa } = await defaultOn({});
    expect(defaultEngine()).toEqual({
      verifies: "node:crypto",
      signs: "@noble/secp256k1",
      passedOver: [absent, leftOut],
    });
    const key = defaultEcdsa.importPublicKey(publicKey);
    expect(key).toBeInstanceOf(crypto.KeyObject);
    const signature = defaultEcdsa.sign(digest, secretKey);
    expect(defaultEcdsa.verify(signature, digest, key, message)).toBe(true);
    expect(await defaultEcdsa.verifyAsync?.(signature, digest, key, message)).toBe(true);
    expect(await defaultEcdsa.verifyAsync?.(signature, digest, key, hex("caff"))).toBe(false);
  });

  test.each([
    ["cannot take the key", { createPublicKey: refuse }, "unknown curve"],
    ["cannot verify", { verify: refuse }, "unknown curve"],
    ["finds a good signature bad", { verify: () => false }, "finds a good signature bad"],
  ])("is noble's where OpenSSL %s", async (_, openSsl, reason) => {
    const { defaultEngine, defaultEcdsa } = await defaultOn({ openSsl });
    expect(defaultEngine()).toEqual({
      verifies: "@noble/secp256k1",
      signs: "@noble/secp256k1",
      passedOver: [absent, leftOut, { engine: "node:crypto", reason }],
    });
    const key = defaultEcdsa.importPublicKey(publicKey);
    expect(key).toEqual(publicKey);
    const signature = defaultEcdsa.sign(digest, secretKey);
    expect(defaultEcdsa.verify(signature, digest, key, message)).toBe(true);
    expect(await defaultEcdsa.verifyAsync?.(signature, digest, key, message)).toBe(true);
  });

  test.each<[string, unknown, string]>([
    ["is something else", { sign: () => {} }, "ecdsa: expected an object with the functions ecdsaSign"],
    ["finds everything good", { ...secp256k1, ecdsaVerify: () => true }, "finds a bad signature good"],
    ["finds everything bad", { ...secp256k1, ecdsaVerify: () => false }, "finds a good signature bad"],
    [
      "does not look at the digest",
      {
        ...secp256k1,
        ecdsaVerify: (signature: Uint8Array, _: Uint8Array, key: Uint8Array) =>
          secp256k1.ecdsaVerify(
            signature,
            hex("a0dc65ffca799873cbea0ac274015b9526505daaaed385155425f7337704883e"),
            key,
          ),
      },
      "does not look at the digest",
    ],
    [
      "signs otherwise",
      { ...secp256k1, ecdsaSign: () => ({ signature: new Uint8Array(64) }) },
      "signs otherwise than RFC 6979",
    ],
    ["takes any key", { ...secp256k1, publicKeyConvert: () => publicKey, ecdsaVerify: () => true }, "good"],
    [
      "takes a key that is no point",
      {
        ...secp256k1,
        publicKeyConvert: (key: Uint8Array) =>
          key[32] === 5 ? publicKey : secp256k1.publicKeyConvert(key, false),
      },
      "takes what is no key",
    ],
  ])("is not an addon that %s", async (_, module, reason) => {
    const { defaultEngine } = await defaultOn({ addon: () => module });
    const { verifies, passedOver } = defaultEngine();
    expect(verifies).toBe("node:crypto");
    expect(passedOver[0]).toEqual({ engine: "secp256k1", reason: expect.stringContaining(reason) });
  });

  test("says that it does not know why, where what is thrown is no error", async () => {
    const { defaultEngine } = await defaultOn({
      addon() {
        throw "no";
      },
    });
    expect(defaultEngine().passedOver[0]).toEqual({ engine: "secp256k1", reason: "unknown" });
  });

  test("is found out once", async () => {
    const { defaultEngine, defaultEcdsa, required } = await defaultOn({});
    defaultEcdsa.importPublicKey(publicKey);
    defaultEcdsa.sign(digest, secretKey);
    defaultEngine();
    expect(required).toHaveBeenCalledOnce();
  });
});

test("what goes wrong on the thread pool rejects", async () => {
  const error = new Error("out of memory");
  const verify = (...parameters: unknown[]) => (parameters.at(-1) as (error: Error) => void)(error);
  vi.spyOn(process, "getBuiltinModule").mockReturnValue({ ...crypto, verify } as never);
  const key = crypto.createPublicKey({
    key: crypto.generateKeyPairSync("ed25519").publicKey.export({ format: "pem", type: "spki" }),
  });
  await expect(nodeVerifying.verifyAsync?.(digest, digest, key, message)).rejects.toBe(error);
});
