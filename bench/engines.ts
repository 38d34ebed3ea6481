import { createRequire } from "node:module";
import * as tinySecp256k1 from "tiny-secp256k1";
import { defaultEcdsa, nodeVerifying } from "../src/ecdsa/node.js";
import {
  type Ecdsa,
  nobleEcdsa,
  type Secp256k1Module,
  secp256k1Ecdsa,
  tinySecp256k1Ecdsa,
} from "../src/index.js";

// It comes without types.
const secp256k1 = createRequire(import.meta.url)("secp256k1") as Secp256k1Module;

/** What the build for Node.js uses unless told otherwise. */
export const defaultEngine: Ecdsa = defaultEcdsa;

/** The other engines, by the package that they are on. */
export const otherEngines: { readonly [name: string]: Ecdsa } = {
  "@noble/secp256k1": nobleEcdsa as Ecdsa,
  "node:crypto": { ...nobleEcdsa, ...nodeVerifying } as Ecdsa,
  secp256k1: secp256k1Ecdsa(secp256k1) as Ecdsa,
  "tiny-secp256k1": tinySecp256k1Ecdsa(tinySecp256k1) as Ecdsa,
};
