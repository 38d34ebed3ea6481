import { describe, expect, test } from "vitest";
import { createInvoice, verifyInvoice } from "../../../src/index.js";
import { createPayer, encodePayResponse, ReceiverRefusedError } from "../../../src/pay/index.js";
import { errorOf, rejectionOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";
import { keyResolverOf } from "../../support/keyResolverOf.js";
import { keys } from "../../support/keys.js";
import { type Lies, payingWallet, payReceiver, receiverUma } from "../../support/payReceiver.js";
import { beforeExpiration, requiredFields } from "../../support/sampleFields.js";

const now = () => beforeExpiration;
const order = { umaAddress: receiverUma, amount: 1000n, currency: "USD", decimals: 2 };
const invoice = (changes = {}) =>
  verifyInvoice(createInvoice({ ...requiredFields, ...changes }, keys.first.secretKey), {
    publicKey: keys.first.publicKey,
    now: beforeExpiration,
  });

/** What the payer is told, of whom nothing may have been paid. */
async function failureOf(lies: Lies, step: "lnurlp" | "pay" = "pay") {
  const receiver = payReceiver(now, lies);
  const wallet = payingWallet(receiver);
  const payer = createPayer({
    identifier: "$alice@vasp1.com",
    compliance: { kycStatus: "VERIFIED" },
    signingKey: keys.second.secretKey,
    wallet,
    keyResolver: keyResolverOf(keys.first),
    limits: { maxAmountMsat: 10n ** 12n },
    now,
    fetch: receiver.fetch,
  });
  const error = await rejectionOf(step === "pay" ? payer.pay(invoice()) : payer.payAddress(order));
  expect(wallet.paid).toEqual([]);
  return error;
}

/** Answers one step by something of its own. */
const answering = (at: "lnurlp" | "pay", make: () => Response): Lies => ({
  answer: (step) => (step === at ? make() : undefined),
});

describe.each([
  ["lnurlp", "LNURLP_REQUEST_FAILED", "PARSE_LNURLP_RESPONSE_ERROR"],
  ["pay", "PAYREQ_REQUEST_FAILED", "PARSE_PAYREQ_RESPONSE_ERROR"],
] as const)("at the step %s, the receiver's VASP", (step, protocolCode, parseError) => {
  test.each([[200], [400], [403], [500]])(
    "refuses with status %i, and its reason is told",
    async (status) => {
      const refusal = {
        status: "ERROR",
        reason: `Bob is\u0007 away${"!".repeat(300)}`,
        code: "USER_NOT_READY",
      };
      const error = await failureOf(
        answering(step, () => Response.json(refusal, { status })),
        step,
      );
      expect(error).toBeInstanceOf(ReceiverRefusedError);
      expect(error).toMatchObject({
        code: "RECEIVER_REFUSED",
        protocolCode,
        httpStatus: 424,
        status,
        counterpartyCode: "USER_NOT_READY",
        reason: `Bob is  away${"!".repeat(300)}`.slice(0, 256),
      });
      expect(error.message).toMatch(/^[ -~]{1,400}$/);
    },
  );

  test("refuses without a word", async () => {
    const error = await failureOf(
      answering(step, () => new Response("<html>", { status: 503 })),
      step,
    );
    expect(error).toMatchObject({ code: "RECEIVER_REFUSED", status: 503 });
    expect(Object.keys(error)).not.toContain("reason");
  });

  test("refuses with a code that is none", async () => {
    const refusal = { status: "ERROR", code: "no code" };
    const error = await failureOf(
      answering(step, () => Response.json(refusal, { status: 400 })),
      step,
    );
    expect(Object.keys(error)).not.toContain("counterpartyCode");
  });

  test.each<[string, () => Response]>([
    ["redirects", () => new Response(null, { status: 302, headers: { location: "https://evil.com/" } })],
    [
      "breaks off",
      () => {
        throw new TypeError("terminated");
      },
    ],
  ])("%s", async (_, make) => {
    const error = await failureOf(answering(step, make), step);
    expect(error).toMatchObject({ code: "FETCH_FAILED", protocolCode, httpStatus: 424 });
  });

  test("answers something else", async () => {
    const error = await failureOf(
      answering(step, () => Response.json({ tag: "withdrawRequest" })),
      step,
    );
    expect(error).toMatchObject({ code: "INVALID_MESSAGE", protocolCode: parseError });
  });
});

test.each<[string, () => Response]>([
  ["no JSON", () => new Response("lnbc1")],
  ["nothing", () => new Response(null, { status: 204 })],
  ["more than may be read", () => Response.json("a".repeat(70_000))],
  ["a picture", () => new Response("{}", { headers: { "content-type": "image/png" } })],
])("a pay response that is %s is none", async (_, make) => {
  const error = await failureOf(answering("pay", make));
  expectError(error, { code: "INVALID_MESSAGE", field: "message" });
});

test("a pay response of a version that was not asked for is none", async () => {
  const old = {
    umaMajorVersion: 0,
    pr: "lnbc1",
    routes: [],
    converted: { currencyCode: "USD", decimals: 2, multiplier: { numerator: 1n, scale: 0 }, fee: 0n },
    compliance: { utxos: [] },
  } as const;
  const make = () =>
    new Response(encodePayResponse(old), { headers: { "content-type": "application/json" } });
  expectError(await failureOf(answering("pay", make)), { code: "INVALID_MESSAGE", field: "umaMajorVersion" });
});

test("a pay response of another receiver is refused", async () => {
  const lies: Lies = {
    unsigned: ({ payeeData, ...rest }) => ({
      ...rest,
      payeeData: { ...payeeData, identifier: "$eve@vasp2.com" },
    }),
  };
  expectError(await failureOf(lies), { code: "INVALID_MESSAGE", field: "payeeData.identifier" });
});

test.each<[string, Lies, string]>([
  ["by another key", { signingKey: keys.second.secretKey }, "INVALID_SIGNATURE"],
  [
    "long ago",
    {
      signed: ({ payeeData, ...rest }) => ({
        ...rest,
        payeeData: { ...payeeData, compliance: { ...payeeData.compliance, signatureTimestamp: 1 } },
      }),
    },
    "INVALID_TIMESTAMP",
  ],
])("a pay response that was signed %s is refused", async (_, lies, code) => {
  expect((await failureOf(lies)).code).toBe(code);
});

test("a pay response that came before is refused", async () => {
  let kept: string | undefined;
  const receiver = payReceiver(now, {
    answer: (step) =>
      step === "pay" && kept !== undefined
        ? new Response(kept, { headers: { "content-type": "application/json" } })
        : undefined,
    signed: (response) => {
      kept = encodePayResponse(response);
      return response;
    },
  });
  const wallet = payingWallet(receiver);
  const payer = createPayer({
    identifier: "$alice@vasp1.com",
    compliance: { kycStatus: "VERIFIED" },
    signingKey: keys.second.secretKey,
    wallet,
    keyResolver: keyResolverOf(keys.first),
    limits: { maxAmountMsat: 10n ** 12n },
    now,
    fetch: receiver.fetch,
  });
  await payer.pay(invoice());
  const other = invoice({ invoiceUUID: "11111111-1111-4111-8111-111111111111" });
  expect((await rejectionOf(payer.pay(other))).code).toBe("INVALID_NONCE");
  expect(wallet.paid).toHaveLength(1);
});

test("a pay response without the receiver's address is signed for the one that was asked", async () => {
  const receiver = payReceiver(now, {
    unsigned: ({ payeeData: { identifier: _, ...payeeData }, ...rest }) => ({ ...rest, payeeData }),
  });
  const wallet = payingWallet(receiver);
  const payer = createPayer({
    identifier: "$alice@vasp1.com",
    compliance: { kycStatus: "VERIFIED" },
    signingKey: keys.second.secretKey,
    wallet,
    keyResolver: keyResolverOf(keys.first),
    limits: { maxAmountMsat: 10n ** 12n },
    now,
    fetch: receiver.fetch,
  });
  await payer.pay(invoice());
  expect(wallet.paid).toHaveLength(1);
});

test("a callback that is not connected to is refused", async () => {
  const receiver = payReceiver(now);
  const payer = createPayer({
    identifier: "$alice@vasp1.com",
    compliance: { kycStatus: "VERIFIED" },
    signingKey: keys.second.secretKey,
    wallet: payingWallet(receiver),
    keyResolver: keyResolverOf(keys.first),
    limits: { maxAmountMsat: 10n ** 12n },
    now,
    fetch: receiver.fetch,
  });
  const error = await rejectionOf(payer.pay(invoice({ callback: "http://localhost:3000/payreq" })));
  expectError(error, { code: "INVALID_DOMAIN", field: "callback" });
  expect(receiver.paths).toEqual([]);
});

test("a refusal that is none is told so", () => {
  expectError(
    errorOf(() => new ReceiverRefusedError(5 as never)),
    { code: "INVALID_FIELD", field: "refusal" },
  );
});
