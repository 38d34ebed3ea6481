import * as tinySecp256k1 from "tiny-secp256k1";
import { nodeEcdsa } from "../../src/ecdsa/node.js";
import { type Ecdsa, nobleEcdsa, secp256k1Ecdsa, tinySecp256k1Ecdsa } from "../../src/index.js";
import { secp256k1 } from "./nativeEcdsa.js";

/** Every engine that this library comes with, or has an adapter for. */
export const engines: readonly (readonly [name: string, engine: Ecdsa])[] = [
  ["noble", nobleEcdsa as Ecdsa],
  ["node:crypto", nodeEcdsa as Ecdsa],
  ["secp256k1", secp256k1Ecdsa(secp256k1) as Ecdsa],
  ["tiny-secp256k1", tinySecp256k1Ecdsa(tinySecp256k1) as Ecdsa],
];
