import { existsSync, readFileSync } from "node:fs";

const file = ".cache/libsecp256k1/libsecp256k1.wasm";

/** What `scripts/libsecp256k1/build.mjs` compiled; nothing where its tools are missing. */
export const libsecp256k1Wasm = existsSync(file) ? new Uint8Array(readFileSync(file)) : undefined;
