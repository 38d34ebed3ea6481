import { describe, expect, test } from "vitest";
import { decodePayResponse } from "../../src/pay/index.js";
import { errorOf } from "../support/errorOf.js";
import { readJson } from "../support/fixtures.js";
import { type HandshakeFixtures, meantHandshake, readHandshake } from "../support/handshakeFixtures.js";

const written = (language: string) => readJson<HandshakeFixtures>(`handshake/${language}/messages.json`);

describe.each(["go", "javascript", "python", "kotlin"])("the handshake of the SDK in %s", (language) => {
  const messages = written(language);
  const meant = (major: 0 | 1) =>
    meantHandshake(major, language === "javascript" ? 2n ** 53n - 1n : undefined);

  test("of major version 1 is read, and verifies", async () => {
    expect(await readHandshake(messages, 1)).toStrictEqual(meant(1));
  });

  test("of major version 0 is read, and verifies", async () => {
    // See below.
    const payResponse0 = messages.payResponse0.replace('"exchangeFees"', '"exchangeFeesMillisatoshi"');
    expect(await readHandshake({ ...messages, payResponse0 }, 0)).toStrictEqual(meant(0));
  });
});

test("a pay response of major version 0 by the Kotlin SDK is refused: it names the fee as no other SDK does", () => {
  expect(errorOf(() => decodePayResponse(written("kotlin").payResponse0))).toMatchObject({
    code: "INVALID_MESSAGE",
    field: "paymentInfo.exchangeFeesMillisatoshi",
  });
});
