import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UmaInvoiceError } from "../../src/index.js";
import * as pay from "../../src/pay/index.js";
import { hex } from "../support/bytes.js";
import { payNames } from "../support/exampleNames/payNames.js";
import { hostile, isOwnFailure, spoilt } from "../support/hostile.js";
import { keys } from "../support/keys.js";
import { paySamples, unsignedPaySamples } from "../support/paySamples.js";

const { secretKey, publicKey } = keys.first;
const now = 1_704_067_200;
const sides = { payerIdentifier: "$alice@vasp1.com", payeeIdentifier: "$bob@vasp2.com" };
const signing = { now, random: (length: number) => new Uint8Array(length), publicKey };
const verifying = {
  publicKey,
  keyResolver: { resolve: async () => ({ publicKey: hex(publicKey), cached: false }) },
  nonces: { take: () => true },
  windowSeconds: 60,
  verifyBacking: true,
  now,
};
const { lnurlpRequest, lnurlpResponse, payRequest, payResponse, postTransactionCallback } =
  unsignedPaySamples;
const wire = (json: string) => JSON.parse(json) as object;
const signedRequest = await pay.signLnurlpRequest(lnurlpRequest, secretKey, signing);
const signedResponse = await pay.signLnurlpResponse(lnurlpResponse, secretKey, signing);
const signedPayRequest = await pay.signPayRequest(payRequest, secretKey, signing);
const signedPayResponse = await pay.signPayResponse(payResponse, sides, secretKey, signing);
const signedCallback = await pay.signPostTransactionCallback(postTransactionCallback, secretKey, signing);
const encrypted = await pay.encryptTravelRuleInfo("Alice", publicKey);

/** Arguments that each function takes. */
const good: { readonly [Name in keyof typeof pay]: readonly unknown[] } = {
  decodeLnurlpRequest: [payNames.signedRequestUrl, { domain: "vasp2.com" }],
  decodeLnurlpResponse: [wire(pay.encodeLnurlpResponse(paySamples.lnurlpResponse))],
  decodePayAmount: ["1000.USD"],
  decodePayRequest: [wire(payNames.signedPayRequestJson)],
  decodePayResponse: [wire(pay.encodePayResponse(paySamples.payResponse))],
  decodePostTransactionCallback: [
    wire(pay.encodePostTransactionCallback(paySamples.postTransactionCallback)),
  ],
  decryptTravelRuleInfo: [encrypted, secretKey],
  encodeLnurlpRequest: [paySamples.lnurlpRequest],
  encodeLnurlpResponse: [paySamples.lnurlpResponse],
  encodePayAmount: [{ value: 1n, currency: "USD" }],
  encodePayRequest: [paySamples.payRequest],
  encodePayResponse: [paySamples.payResponse],
  encodePostTransactionCallback: [paySamples.postTransactionCallback],
  encryptTravelRuleInfo: ["Alice", publicKey],
  findRefusal: [{ status: "ERROR", reason: "no" }],
  formatDecimal: [{ numerator: 1n, scale: 1 }],
  memoryNonces: [{ maxEntries: 10, maxPerDomain: 5, now: () => now }],
  parseDecimal: ["1.5"],
  signLnurlpRequest: [lnurlpRequest, secretKey, signing],
  signLnurlpResponse: [lnurlpResponse, secretKey, signing],
  signPayRequest: [payRequest, secretKey, signing],
  signPayResponse: [payResponse, sides, secretKey, signing],
  signPostTransactionCallback: [postTransactionCallback, secretKey, signing],
  toMillisatoshi: [1n, { numerator: 1n, scale: 1 }, 0n],
  verifyLnurlpRequest: [signedRequest, verifying],
  verifyLnurlpResponse: [signedResponse, "$bob@vasp2.com", verifying],
  verifyPayRequest: [signedPayRequest, verifying],
  verifyPayResponse: [signedPayResponse, sides, verifying],
  verifyPostTransactionCallback: [signedCallback, "vasp2.com", verifying],
};

/** Gives a result, or an error of this library's; what a caller's own code throws comes through. */
async function expectCivil(call: () => unknown): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    if (isOwnFailure(error)) return undefined;
    expect(error).toBeInstanceOf(UmaInvoiceError);
    expect((error as Error).message).toMatch(/^[ -~]{1,1000}$/);
    return undefined;
  }
}

/** Arguments of which one is hostile, or holds something that is. */
function argumentsOf(list: readonly unknown[]): fc.Arbitrary<(() => unknown)[]> {
  return fc.nat({ max: list.length - 1 }).chain((bad) => {
    const value = list[bad];
    const isPlain = Object(value) === value && !ArrayBuffer.isView(value);
    return (isPlain ? fc.oneof(hostile, spoilt(value as object)) : hostile).map((make) =>
      list.map((given, i) => (i === bad ? make : () => given)),
    );
  });
}

type Call = (...values: unknown[]) => unknown;

describe.each(Object.entries(good))(
  "whatever it is given, there is a result or a UmaInvoiceError: %s",
  (name, list) => {
    const call = (Object.entries(pay).find(([known]) => known === name) as unknown as [string, Call])[1];

    test("with one argument that is hostile", async () => {
      await fc.assert(
        fc.asyncProperty(argumentsOf(list), fc.array(hostile, { maxLength: 3 }), async (makers, later) => {
          const made = await expectCivil(() => call(...makers.map((make) => make())));
          if (name === "memoryNonces" && made)
            await expectCivil(() => ((made as pay.NonceStore).take as Call)(...later.map((make) => make())));
        }),
        { numRuns: 200 },
      );
    });

    test("with what is good", async () => {
      expect(await call(...list)).toBeDefined();
    });
  },
);
