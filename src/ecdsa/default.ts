import type { Ecdsa } from "./engine.js";
import { nobleEcdsa } from "./noble.js";

/** The engine that is used unless another is handed in. The build for Node.js takes `nodeEcdsa`'s instead. */
export const defaultEcdsa: Ecdsa = nobleEcdsa;
