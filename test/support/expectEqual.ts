/** For objects of any keys: vitest's `toStrictEqual` takes the key `constructor` for an object's type. */
export { deepStrictEqual as expectEqual } from "node:assert/strict";
