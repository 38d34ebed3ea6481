import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { meantHandshake, readHandshake } from "../support/handshakeFixtures.js";

describe.each(["go", "python"])("the handshake of the SDK in %s", (language) => {
  const file = new URL(`../../fixtures/handshake/${language}/messages.json`, import.meta.url);
  const messages = JSON.parse(readFileSync(file, "utf8"));

  test.each([0, 1] as const)("of major version %i is read, and verifies", async (major) => {
    expect(await readHandshake(messages, major)).toStrictEqual(meantHandshake(major));
  });
});
