import * as pay from "../../src/pay/index.js";
import { hex } from "./bytes.js";
import { expectEqual } from "./expectEqual.js";
import { keys } from "./keys.js";

/** Messages that a published SDK wrote: of major versions 0 and 1, as they go over the wire. */
export type HandshakeFixtures = {
  readonly [Name in `${
    | "lnurlpRequest"
    | "lnurlpResponse"
    | "payRequest"
    | "payResponse"
    | "postTransactionCallback"}${0 | 1}`]: string;
};

const sides = { payerIdentifier: "$alice@vasp1.com", payeeIdentifier: "$bob@vasp2.com" };

/** Options that accept what was signed at a moment. */
const at = (now: number): pay.VerifyMessageOptions => ({
  publicKey: keys.first.publicKey,
  nonces: pay.memoryNonces(),
  now,
});

/** Reads and verifies what an SDK wrote, and says what it was meant to say. */
export async function readHandshake(messages: HandshakeFixtures, major: 0 | 1) {
  const request = pay.decodeLnurlpRequest(messages[`lnurlpRequest${major}`]);
  await pay.verifyLnurlpRequest(request, at(request.timestamp));

  const answer = pay.decodeLnurlpResponse(messages[`lnurlpResponse${major}`]);
  await pay.verifyLnurlpResponse(answer, "$bob@vasp2.com", at(answer.compliance.signatureTimestamp));

  const payRequest = pay.decodePayRequest(messages[`payRequest${major}`]);
  const { compliance } = payRequest.payerData;
  await pay.verifyPayRequest(payRequest, at(compliance.signatureTimestamp));
  const information = await pay.decryptTravelRuleInfo(
    compliance.encryptedTravelRuleInfo!,
    hex(keys.second.secretKey),
  );

  const payResponse = pay.decodePayResponse(messages[`payResponse${major}`]);
  if (payResponse.umaMajorVersion === 1) {
    const { signatureTimestamp } = payResponse.payeeData.compliance;
    await pay.verifyPayResponse(payResponse, sides, at(signatureTimestamp));
  }

  const callback = pay.decodePostTransactionCallback(messages[`postTransactionCallback${major}`]);
  if ("signature" in callback)
    await pay.verifyPostTransactionCallback(callback, "vasp2.com", at(callback.signatureTimestamp));

  // What is read is written so that it is read as the same.
  expectEqual(pay.decodeLnurlpRequest(pay.encodeLnurlpRequest(request)), request);
  expectEqual(pay.decodeLnurlpResponse(pay.encodeLnurlpResponse(answer)), answer);
  expectEqual(pay.decodePayRequest(pay.encodePayRequest(payRequest)), payRequest);
  expectEqual(pay.decodePayResponse(pay.encodePayResponse(payResponse)), payResponse);
  expectEqual(pay.decodePostTransactionCallback(pay.encodePostTransactionCallback(callback)), callback);

  return {
    umaVersion: [request.umaVersion, answer.umaVersion],
    currencies: answer.currencies.map(({ code, multiplier, convertible }) => [
      code,
      pay.formatDecimal(multiplier),
      convertible.max,
    ]),
    request: [payRequest.umaMajorVersion, pay.encodePayAmount(payRequest.amount), payRequest.payerData.name],
    information,
    response: [payResponse.umaMajorVersion, pay.formatDecimal(payResponse.converted.multiplier)],
    utxos: callback.utxos.map(({ amountMsats }) => amountMsats),
  };
}

/**
 * What every SDK is asked to say.
 *
 * @param most - the largest number in it: JavaScript's ends at 2^53 − 1
 */
export function meantHandshake(
  major: 0 | 1,
  most = 2n ** 53n + 1n,
): Awaited<ReturnType<typeof readHandshake>> {
  const umaVersion = major === 1 ? "1.0" : "0.3";
  return {
    umaVersion: [umaVersion, umaVersion],
    currencies: [
      ["USD", "23400", 10_000_000n],
      ["DAI", "0.000000234", most],
    ],
    request: [major, "1000.USD", "Zoë"],
    information: "Zoë, 1 Main Street",
    response: [major, "23400.5"],
    utxos: [most],
  };
}
