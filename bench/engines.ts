import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as tinySecp256k1 from "tiny-secp256k1";
import { libsecp256k1Sync } from "../src/ecdsa/libsecp256k1.js";
import { nodeVerifying } from "../src/ecdsa/node.js";
import {
  type Ecdsa,
  nobleEcdsa,
  type Secp256k1Module,
  secp256k1Ecdsa,
  tinySecp256k1Ecdsa,
} from "../src/index.js";

// It comes without types.
const secp256k1 = createRequire(import.meta.url)("secp256k1") as Secp256k1Module;

const wasm = ".cache/libsecp256k1/node.wasm";
if (!existsSync(wasm))
  throw new Error("The default engine is not there: npm run build:libsecp256k1 makes it");
// As the build puts it there.
Object.assign(globalThis, { LIBSECP256K1: readFileSync(wasm, "base64") });

/** What the build for Node.js uses for who installs the package, and nothing else. */
export const defaultEngine = libsecp256k1Sync() as Ecdsa;

/** The other engines, by what they are on. */
export const otherEngines: { readonly [name: string]: Ecdsa } = {
  // The default for who has installed it, too.
  "the addon secp256k1": secp256k1Ecdsa(secp256k1) as Ecdsa,
  "node:crypto": { ...nobleEcdsa, ...nodeVerifying } as Ecdsa,
  "@noble/secp256k1": nobleEcdsa as Ecdsa,
  "tiny-secp256k1": tinySecp256k1Ecdsa(tinySecp256k1) as Ecdsa,
};
