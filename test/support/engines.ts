import * as tinySecp256k1 from "tiny-secp256k1";
import { libsecp256k1Ecdsa } from "../../src/ecdsa/libsecp256k1.js";
import { nodeVerifying } from "../../src/ecdsa/node.js";
import { type Ecdsa, nobleEcdsa, secp256k1Ecdsa, tinySecp256k1Ecdsa } from "../../src/index.js";
import { libsecp256k1NodeWasm, libsecp256k1Wasm } from "./libsecp256k1Wasm.js";
import { secp256k1 } from "./nativeEcdsa.js";

/** OpenSSL's, which cannot sign. */
export const nodeEcdsa = { ...nobleEcdsa, ...nodeVerifying } as Ecdsa;

const compiled = { "libsecp256k1, for browsers": libsecp256k1Wasm, libsecp256k1: libsecp256k1NodeWasm };

/** Ours on WebAssembly, where it was compiled. */
export const wasmEngines: readonly (readonly [name: string, engine: Ecdsa])[] = Object.entries(
  compiled,
).flatMap(([name, wasm]) =>
  wasm
    ? [[name, libsecp256k1Ecdsa(new WebAssembly.Instance(new WebAssembly.Module(wasm))) as Ecdsa] as const]
    : [],
);

/** Every engine that this library comes with, or has an adapter for. */
export const engines: readonly (readonly [name: string, engine: Ecdsa])[] = [
  ["noble", nobleEcdsa as Ecdsa],
  ["node:crypto", nodeEcdsa],
  ["secp256k1", secp256k1Ecdsa(secp256k1) as Ecdsa],
  ["tiny-secp256k1", tinySecp256k1Ecdsa(tinySecp256k1) as Ecdsa],
  ...wasmEngines,
];
