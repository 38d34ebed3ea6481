import { existsSync, readFileSync } from "node:fs";

const read = (variant: string) => {
  const file = `.cache/libsecp256k1/${variant}.wasm`;
  return existsSync(file) ? new Uint8Array(readFileSync(file)) : undefined;
};

/** What `scripts/libsecp256k1/build.mjs` compiled for browsers; nothing where its tools are missing. */
export const libsecp256k1Wasm = read("browser");

/** The same for Node.js. */
export const libsecp256k1NodeWasm = read("node");
