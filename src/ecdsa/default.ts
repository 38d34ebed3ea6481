import type { Ecdsa } from "./engine.js";
import { nobleEcdsa } from "./noble.js";

/**
 * The engine that is used unless another is handed in. It is imported as `#default-ecdsa`, which in the
 * build for Node.js is that of `node.ts`: `imports` of package.json chooses.
 */
export const defaultEcdsa: Ecdsa = nobleEcdsa;
