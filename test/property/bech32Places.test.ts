import { expect, test } from "vitest";
import { fromBech32, toBech32 } from "../../src/bech32.js";
import { changeOne } from "../support/bech32.js";
import { errorOf } from "../support/errorOf.js";

test("every other character at every place of the longest text for which it can be told is told", () => {
  const text = toBech32(Uint8Array.from({ length: 633 }, (_, i) => (i * 167) & 255));
  expect(text).toHaveLength(1023);
  const misplaced = [];
  for (let at = 0; at < text.length - 4; at++) {
    for (let other = 0; other < 31; other++) {
      const { changed, index } = changeOne(text, at, other);
      if (errorOf(() => fromBech32(changed)).offset !== index) misplaced.push(changed);
    }
  }
  expect(misplaced).toEqual([]);
});
