export type { EngineChoice, EngineName } from "../ecdsa/choice.js";
export type { Ecdsa } from "../ecdsa/engine.js";
export { wasmEcdsa } from "../ecdsa/libsecp256k1.js";
