import type { KeyResolver } from "../../src/vasp/index.js";
import { hex } from "./bytes.js";
import type { TestKey } from "./keys.js";

/** Gives one key, a fresh one, for whoever is asked about. */
export function keyResolverOf({ publicKey }: TestKey): KeyResolver {
  return { resolve: async () => ({ publicKey: hex(publicKey), cached: false }) };
}
