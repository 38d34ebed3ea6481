import type { Ecdsa } from "./Ecdsa.js";
import { nobleEcdsa } from "./nobleEcdsa.js";

/** The engine that is used unless another is handed in. The build for Node.js takes `nodeEcdsa`'s instead. */
export const defaultEcdsa: Ecdsa = nobleEcdsa;
