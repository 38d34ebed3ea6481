import type { EngineChoice } from "./choice.js";
import type { Ecdsa, Signing, Verifying } from "./engine.js";
import { nobleEcdsa, nobleSigning, nobleVerifying } from "./noble.js";

// What is used unless another engine is handed in. It is imported as `#default-ecdsa`, which in the build for
// Node.js is `node.ts`: `imports` of package.json chooses.

/** The engine, for who both signs and verifies. */
export const defaultEcdsa: Ecdsa = nobleEcdsa;
/** What of it verifies: apart, so that signing can be left out of a bundle. */
export const defaultVerifying: Verifying = nobleVerifying;
/** What of it signs. */
export const defaultSigning: Signing = nobleSigning;

/**
 * Tells which engines are used unless one is handed in, and why no faster ones.
 *
 * @example
 * ```ts
 * defaultEngine().verifies; // "libsecp256k1" on Node.js, "@noble/secp256k1" elsewhere
 * ```
 */
export function defaultEngine(): EngineChoice {
  return {
    verifies: "@noble/secp256k1",
    signs: "@noble/secp256k1",
    passedOver: [
      { engine: "libsecp256k1", reason: "it is handed in: await wasmEcdsa() of uma-invoice/wasm" },
    ],
  };
}
