import * as pay from "../../src/pay/index.js";
import { hex } from "./bytes.js";
import { payNames } from "./exampleNames/payNames.js";
import { keys } from "./keys.js";
import { paySamples, unsignedPaySamples } from "./paySamples.js";
import { rawLightningInvoice } from "./rawLightningInvoice.js";

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

const redis = { hGetAll: async () => ({}), eval: async () => [] };
const wallet = { sendPayment: async () => ({ preimage: "07".repeat(32) }) };

/** Arguments that each function of `uma-invoice/pay` takes. */
export const payArguments: { readonly [Name in keyof typeof pay]: readonly unknown[] } = {
  PaymentUnknownError: [{ id: "address/1", paymentHash: "00".repeat(32) }, new Error("cut off")],
  ReceiverRefusedError: [{ status: 400, counterpartyCode: "USER_NOT_READY", reason: "away" }],
  createPayer: [
    {
      identifier: "$alice@vasp1.com",
      payerData: { name: "Alice" },
      compliance: { kycStatus: "VERIFIED", utxos: [], travelRule: { information: "Alice", format: "text" } },
      signingKey: secretKey,
      publicKey,
      wallet,
      keyResolver: verifying.keyResolver,
      limits: { maxAmountMsat: 1000n, maxFeeMsat: 10n, rate: () => undefined, maxRateDeviation: 0.1 },
      confirm: () => true,
      network: "regtest",
      nonces: verifying.nonces,
      payments: pay.memoryPayments(),
      umaMajorVersions: [1],
      windowSeconds: 60,
      marginSeconds: 10,
      now: () => now,
      random: signing.random,
    },
  ],
  createLnurlpHandler: [
    {
      domain: "vasp2.com",
      find: () => undefined,
      signingKey: secretKey,
      publicKey,
      keyResolver: verifying.keyResolver,
      nonces: verifying.nonces,
      umaMajorVersions: [1],
      plain: () => new Response(),
      windowSeconds: 60,
      onError: () => undefined,
      now: () => now,
      random: signing.random,
    },
  ],
  createPayRequestHandler: [
    {
      find: () => undefined,
      rate: () => ({ multiplier: { numerator: 1n, scale: 0 } }),
      createLightningInvoice: () => "lnbc1",
      signingKey: secretKey,
      publicKey,
      keyResolver: verifying.keyResolver,
      encryptionKey: secretKey,
      accept: () => true,
      payments: pay.memoryIncomingPayments(),
      nonces: verifying.nonces,
      network: "regtest",
      umaMajorVersions: [1],
      expirySeconds: 60,
      graceSeconds: 10,
      windowSeconds: 60,
      maxBytes: 1000,
      onError: () => undefined,
      now: () => now,
      random: signing.random,
    },
  ],
  decodeLightningInvoice: [rawLightningInvoice(), { maxLength: 1000 }],
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
  lndWallet: [{ url: "https://127.0.0.1:8080", macaroon: "00", timeoutSeconds: 1, paymentTimeoutSeconds: 1 }],
  memoryIncomingPayments: [{ maxEntries: 10, maxPerDomain: 5, now: () => now }],
  memoryNonces: [{ maxEntries: 10, maxPerDomain: 5, now: () => now }],
  memoryPayments: [{ maxEntries: 10 }],
  redisIncomingPayments: [redis, { maxPerDomain: 5, reserveSeconds: 5, prefix: "a:", now: () => now }],
  redisNonces: [redis, { maxPerDomain: 5, prefix: "a:" }],
  redisPayments: [redis, { prefix: "a:" }],
  nwcWallet: [
    { payInvoice: wallet.sendPayment, lookupInvoice: async () => ({}) },
    { timeoutSeconds: 1, paymentTimeoutSeconds: 1 },
  ],
  parseDecimal: ["1.5"],
  settlePayment: [
    "00".repeat(32),
    { payments: pay.memoryIncomingPayments(), settlements: { settle: () => true }, settledAt: now },
  ],
  signLnurlpRequest: [lnurlpRequest, secretKey, signing],
  signLnurlpResponse: [lnurlpResponse, secretKey, signing],
  signPayRequest: [payRequest, secretKey, signing],
  signPayResponse: [payResponse, sides, secretKey, signing],
  signPostTransactionCallback: [postTransactionCallback, secretKey, signing],
  toMillisatoshi: [1n, { numerator: 1n, scale: 1 }, 0n],
  webLnWallet: [wallet],
  verifyLnurlpRequest: [signedRequest, verifying],
  verifyLnurlpResponse: [signedResponse, "$bob@vasp2.com", verifying],
  verifyPayRequest: [signedPayRequest, verifying],
  verifyPayResponse: [signedPayResponse, sides, verifying],
  verifyPostTransactionCallback: [signedCallback, "vasp2.com", verifying],
};
