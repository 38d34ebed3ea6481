import { createHash } from "node:crypto";
import { afterEach, describe, expect, test, vi } from "vitest";
import { libsecp256k1Ecdsa, wasmEcdsa } from "../../../src/ecdsa/libsecp256k1.js";
import { createInvoice, defaultEngine, encodeInvoice, verifyInvoice } from "../../../src/index.js";
import { hex } from "../../support/bytes.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { libsecp256k1Wasm } from "../../support/libsecp256k1Wasm.js";
import { secp256k1 } from "../../support/nativeEcdsa.js";
import { requiredFields } from "../../support/sampleFields.js";

const secretKey = hex(keys.first.secretKey);
const publicKey = hex(keys.first.publicKey);
const digestOf = (i: number) => new Uint8Array(createHash("sha256").update(`${i}`).digest());
const message = new Uint8Array();

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const nobleInstead = (reason: string) => ({
  verifies: "@noble/secp256k1",
  signs: "@noble/secp256k1",
  passedOver: [{ engine: "libsecp256k1", reason: expect.stringContaining(reason) }],
});

test("where it was left out, noble takes its place, and says so", async () => {
  const ecdsa = await wasmEcdsa();
  expect(ecdsa).toMatchObject(nobleInstead("this build of uma-invoice comes without it"));
  const invoice = createInvoice(requiredFields, secretKey, { ecdsa });
  expect(verifyInvoice(encodeInvoice(invoice), { publicKey, ecdsa, now: 0 })).toEqual(invoice);
});

test("the engine that runs everywhere says what would be faster", () => {
  expect(defaultEngine()).toMatchObject(nobleInstead("wasmEcdsa"));
});

describe.runIf(libsecp256k1Wasm)("libsecp256k1", () => {
  const instantiate = () => new WebAssembly.Instance(new WebAssembly.Module(libsecp256k1Wasm!));

  function withBinary() {
    vi.stubGlobal("LIBSECP256K1", Buffer.from(libsecp256k1Wasm!).toString("base64"));
  }

  test("signs and verifies as an engine, and says what it is", async () => {
    withBinary();
    const ecdsa = await wasmEcdsa();
    expect(ecdsa).toMatchObject({ verifies: "libsecp256k1", signs: "libsecp256k1", passedOver: [] });
    const invoice = createInvoice(requiredFields, secretKey, { ecdsa });
    expect(invoice.signature).toEqual(createInvoice(requiredFields, secretKey).signature);
    expect(verifyInvoice(encodeInvoice(invoice), { publicKey, ecdsa, now: 0 })).toEqual(invoice);
  });

  test("gives way to noble where WebAssembly is refused", async () => {
    withBinary();
    vi.spyOn(WebAssembly, "instantiate").mockRejectedValue(
      new WebAssembly.CompileError("violates Content Security Policy"),
    );
    expect(await wasmEcdsa()).toMatchObject(nobleInstead("violates Content Security Policy"));
  });

  test("gives way to noble where there is no WebAssembly", async () => {
    withBinary();
    vi.stubGlobal("WebAssembly", undefined);
    expect(await wasmEcdsa()).toMatchObject(nobleInstead("instantiate"));
  });

  test.each(["prepare", "verify"])("gives way to noble where the library's %s does not do", async (name) => {
    withBinary();
    const { exports } = instantiate();
    const instance = { exports: { ...exports, [name]: () => 0 } };
    vi.spyOn(WebAssembly, "instantiate").mockResolvedValue({ instance } as never);
    expect(await wasmEcdsa()).toMatchObject(
      nobleInstead(name === "prepare" ? "cannot be prepared" : "finds a good signature bad"),
    );
  });

  test("says so if the library does not sign", () => {
    const { exports } = instantiate();
    const ecdsa = libsecp256k1Ecdsa({ exports: { ...exports, sign: () => 0 } } as never);
    expect(() => ecdsa.sign(digestOf(1), secretKey)).toThrow("libsecp256k1 does not sign");
  });

  test("imports nothing, and exports what is used", () => {
    const module = new WebAssembly.Module(libsecp256k1Wasm!);
    expect(WebAssembly.Module.imports(module)).toEqual([]);
    expect(
      WebAssembly.Module.exports(module)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["import_public_key", "memory", "places", "prepare", "sign", "verify"]);
  });

  test("leaves nothing of a secret key in its memory", () => {
    const instance = instantiate();
    const ecdsa = libsecp256k1Ecdsa(instance);
    const { memory, places } = instance.exports as { memory: WebAssembly.Memory; places: () => number };
    const before = new Uint8Array(memory.buffer.slice(0));
    ecdsa.sign(digestOf(1), secretKey);
    const after = new Uint8Array(memory.buffer);
    const changed = [...after.keys()].filter((i) => after[i] !== before[i]);
    // What differs is the digest and the signature, at their places.
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.filter((i) => i < places() || i >= places() + 96)).toEqual([]);
    expect(after.subarray(0, 32_768).every((byte) => byte === 0)).toBe(true);
  });

  test("verifies by a key's table as without one, for more keys than there are tables", () => {
    const instance = instantiate();
    const ecdsa = libsecp256k1Ecdsa(instance);
    const { memory } = instance.exports as { memory: WebAssembly.Memory };
    const length = memory.buffer.byteLength;
    const all = Array.from({ length: 80 }, (_, i) => {
      const secret = digestOf(i);
      return { secret, key: secp256k1.publicKeyCreate(secret, false) };
    });
    // The first keys come again and again, the others in between.
    for (let i = 0; i < 1500; i++) {
      const { secret, key } = all[(i * i * 31 + (i % 7)) % (i % 3 === 0 ? 80 : 20)]!;
      const { signature } = secp256k1.ecdsaSign(digestOf(i), secret);
      const wrong = signature.slice();
      wrong[i % 64]! ^= 1 << (i % 8);
      expect(ecdsa.verify(signature, digestOf(i), key, message)).toBe(true);
      expect(ecdsa.verify(signature, digestOf(i + 1), key, message)).toBe(false);
      expect(ecdsa.verify(wrong, digestOf(i), key, message)).toBe(false);
    }
    expect(memory.buffer.byteLength).toBe(length);
  });

  test("verifies by a key's table where the message's part is nothing", () => {
    const ecdsa = libsecp256k1Ecdsa(instantiate());
    const zero = new Uint8Array(32);
    const signature = ecdsa.sign(zero, secretKey);
    for (let i = 0; i < 6; i++) {
      expect(ecdsa.verify(signature, zero, publicKey, message)).toBe(true);
      expect(ecdsa.verify(signature, digestOf(1), publicKey, message)).toBe(false);
    }
  });

  test("goes on as before after what is no key and no signature", () => {
    const ecdsa = libsecp256k1Ecdsa(instantiate());
    const noPoint = hex(`04${"11".repeat(64)}`);
    const signature = ecdsa.sign(digestOf(1), secretKey);
    for (let i = 0; i < 20_000; i++)
      expectRefusal(() => ecdsa.verify(signature, digestOf(1), noPoint, message), {
        code: "INVALID_KEY",
        field: undefined,
      } as never);
    expect(ecdsa.verify(new Uint8Array(64).fill(0xff), digestOf(1), publicKey, message)).toBe(false);
    expect(ecdsa.verify(signature, digestOf(1), publicKey, message)).toBe(true);
    expect(ecdsa.verify(signature, digestOf(1), hex(keys.first.compressedPublicKey), message)).toBe(true);
  });
});
