import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import * as pay from "../../src/pay/index.js";
import { type HandshakeFixtures, meantHandshake, readHandshake } from "../support/handshakeFixtures.js";
import { keys } from "../support/keys.js";
import { unsignedPaySamples } from "../support/paySamples.js";

const { secretKey } = keys.first;

/** Has a live SDK write or read; nothing if it cannot be had here. */
function run(language: string, mode: "generate" | "read", input: object): unknown {
  const program = fileURLToPath(new URL(`../../fixtures/handshake/${language}/run`, import.meta.url));
  const { status, stdout, stderr } = spawnSync(program, [mode], {
    input: JSON.stringify(input),
    encoding: "utf8",
  });
  if (status === 69) return undefined;
  if (status !== 0) throw new Error(`${language} ${mode}: ${stderr}`);
  return JSON.parse(stdout);
}

/** Messages of ours, as they go over the wire. */
async function ourMessages() {
  const sides = { payerIdentifier: "$alice@vasp1.com", payeeIdentifier: "$bob@vasp2.com" };
  const { lnurlpRequest, lnurlpResponse, payRequest, payResponse, postTransactionCallback } =
    unsignedPaySamples;
  const encryptedTravelRuleInfo = await pay.encryptTravelRuleInfo(
    "Zoë, 1 Main Street",
    keys.second.publicKey,
  );
  const { compliance } = payRequest.payerData;
  const payerData = { ...payRequest.payerData, compliance: { ...compliance, encryptedTravelRuleInfo } };
  return {
    lnurlpRequest: pay.encodeLnurlpRequest(await pay.signLnurlpRequest(lnurlpRequest, secretKey)),
    lnurlpResponse: pay.encodeLnurlpResponse(await pay.signLnurlpResponse(lnurlpResponse, secretKey)),
    payRequest: pay.encodePayRequest(await pay.signPayRequest({ ...payRequest, payerData }, secretKey)),
    payResponse: pay.encodePayResponse(await pay.signPayResponse(payResponse, sides, secretKey)),
    postTransactionCallback: pay.encodePostTransactionCallback(
      await pay.signPostTransactionCallback(
        { ...postTransactionCallback, utxos: [{ utxo: "ab:0", amountMsats: 2n ** 53n + 1n }] },
        secretKey,
      ),
    ),
  };
}

describe.each(["go", "javascript", "python", "kotlin"])("the live SDK in %s", (language) => {
  let messages: HandshakeFixtures | undefined;
  let read: unknown;

  beforeAll(async () => {
    messages = run(language, "generate", {}) as HandshakeFixtures | undefined;
    read = messages && run(language, "read", await ourMessages());
    if (!messages)
      console.warn(`The handshake with the live ${language} SDK is skipped: it cannot be had here`);
  });

  beforeEach((context) => context.skip(messages === undefined, "the SDK cannot be had here"));

  test.each([0, 1] as const)("writes a handshake of major version %i that is read here", async (major) => {
    // The Kotlin SDK names the fee of version 0 as no other does, which is refused: see test/vectors.
    const payResponse0 = messages!.payResponse0.replace('"exchangeFees"', '"exchangeFeesMillisatoshi"');
    const most = language === "javascript" ? 2n ** 53n - 1n : undefined;
    expect(await readHandshake({ ...messages!, payResponse0 }, major)).toStrictEqual(
      meantHandshake(major, most),
    );
  });

  test("reads and verifies a handshake that is written here", () => {
    expect(read).toStrictEqual({
      receiver: "$bob@vasp2.com",
      multipliers: [23400, 2.34],
      amount: "1000.USD",
      travelRuleInfo: "Zoë, 1 Main Street",
      converted: 1000,
      multiplier: 23400,
      // JavaScript's numbers are exact up to 2^53.
      amountMsats: language === "javascript" ? `${2n ** 53n}` : `${2n ** 53n + 1n}`,
    });
  });
});
