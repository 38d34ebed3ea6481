/*! Contains libsecp256k1 - MIT License (c) 2013 Pieter Wuille */
import { fromBinary } from "../bytes.js";
import { randomBytes } from "../random.js";
import { type EngineChoice, failedTrial, reasonOf } from "./choice.js";
import { type Ecdsa, makeEngine } from "./engine.js";
import { nobleEcdsa } from "./noble.js";

/** The compiled library in base64, which the build puts here; a build without its tools leaves it out. */
declare const LIBSECP256K1: string | undefined;

/** What `scripts/libsecp256k1/libsecp256k1.c` exports. */
type Exports = {
  readonly memory: WebAssembly.Memory;
  places(): number;
  prepare(): number;
  sign(): number;
  import_public_key(length: number): number;
  verify(): number;
};

/** Where among the places each value stands, and where they end. */
const at = { digest: 0, signature: 32, publicKey: 96, secret: 161, end: 193 } as const;

/** The library's stack is the beginning of its memory, and empty between two calls. */
const stackLength = 32_768;

/**
 * The compiled library.
 *
 * @throws Error if it was left out
 */
export function libsecp256k1Binary(): Uint8Array<ArrayBuffer> {
  const base64 = typeof LIBSECP256K1 === "string" ? LIBSECP256K1 : "";
  if (base64 === "") throw new Error("this build of uma-invoice comes without it");
  return fromBinary(atob(base64));
}

/**
 * Makes an engine of an instance of the compiled library, which nobody else may use.
 *
 * @throws Error if it cannot be prepared; UmaInvoiceError `INVALID_OPTION` without a source of randomness
 */
export function libsecp256k1Ecdsa(instance: WebAssembly.Instance): Ecdsa<Uint8Array> {
  const library = instance.exports as unknown as Exports;
  // The memory never grows, so that views of it last.
  const places = new Uint8Array(library.memory.buffer, library.places(), at.end);
  const stack = new Uint8Array(library.memory.buffer, 0, stackLength);
  const importPublicKey = (publicKey: Uint8Array): Uint8Array => {
    places.set(publicKey, at.publicKey);
    if (library.import_public_key(publicKey.length) !== 1) throw new Error("not a point on the curve");
    return places.slice(at.publicKey, at.secret);
  };
  places.set(randomBytes(at.end - at.secret), at.secret);
  const prepared = library.prepare();
  stack.fill(0);
  if (prepared !== 1) throw new Error("libsecp256k1 cannot be prepared");
  return makeEngine({
    sign(digest, secretKey) {
      places.set(digest, at.digest);
      places.set(secretKey, at.secret);
      const done = library.sign();
      // What was computed with the key; the key itself and the nonce the library has wiped.
      stack.fill(0);
      if (done !== 1) throw new Error("libsecp256k1 does not sign");
      return places.slice(at.signature, at.publicKey);
    },
    importPublicKey,
    verify(signature, digest, publicKey) {
      places.set(publicKey.length === 33 ? importPublicKey(publicKey) : publicKey, at.publicKey);
      places.set(signature, at.signature);
      places.set(digest, at.digest);
      const verdict = library.verify();
      if (verdict < 0) throw new Error("not a point on the curve");
      return verdict === 1;
    },
  });
}

/** Makes the engine at once, which browsers allow off their main thread alone. */
export function libsecp256k1Sync(): Ecdsa<Uint8Array> {
  return libsecp256k1Ecdsa(new WebAssembly.Instance(new WebAssembly.Module(libsecp256k1Binary())));
}

/**
 * Makes an engine of libsecp256k1, Bitcoin Core's library, as WebAssembly: ten times as fast as
 * `@noble/secp256k1` in browsers. Where a Content-Security-Policy without `'wasm-unsafe-eval'` or an old browser
 * refuses WebAssembly, it is noble's, and says why. On Node.js it is the default, and nothing has to be done.
 *
 * @returns an engine, which also tells what does the arithmetic; one is enough for a whole program. It takes half a
 * megabyte of memory, whatever it does: tables for the 32 keys that come again most lately among it
 *
 * @example
 * ```ts
 * const ecdsa = await wasmEcdsa();
 * ecdsa.verifies; // "libsecp256k1"
 * verifyInvoice(text, { publicKey, ecdsa });
 * ```
 */
export async function wasmEcdsa(): Promise<Ecdsa<Uint8Array> & EngineChoice> {
  let reason: string | undefined;
  try {
    const { instance } = await WebAssembly.instantiate(libsecp256k1Binary());
    const engine = libsecp256k1Ecdsa(instance);
    reason = failedTrial(engine as Ecdsa);
    if (reason === undefined)
      return { ...engine, verifies: "libsecp256k1", signs: "libsecp256k1", passedOver: [] };
  } catch (error) {
    reason = reasonOf(error);
  }
  return {
    ...nobleEcdsa,
    verifies: "@noble/secp256k1",
    signs: "@noble/secp256k1",
    passedOver: [{ engine: "libsecp256k1", reason }],
  };
}
