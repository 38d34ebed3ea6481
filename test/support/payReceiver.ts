import { createHash } from "node:crypto";
import {
  type CurrentPayResponse,
  type Decimal,
  decodeLnurlpRequest,
  decodePayRequest,
  encodeLnurlpResponse,
  encodePayResponse,
  formatDecimal,
  type LnurlpRequest,
  type LnurlpResponse,
  type PayRequest,
  signLnurlpResponse,
  signPayResponse,
  toMillisatoshi,
  type UnsignedPayResponse,
} from "../../src/pay/index.js";
import { hex, utf8 } from "./bytes.js";
import { keyDocument } from "./keyDocument.js";
import { keys } from "./keys.js";
import { integerWords, payee, rawLightningInvoice, requiredFields, wordsOf } from "./rawLightningInvoice.js";
import { lightningPayment } from "./shopPayments.js";

/** What a Lightning invoice of the receiver's says. */
export type AskedFor = {
  readonly amountMsat: bigint;
  readonly preimage: string;
  readonly paymentHash: string;
  /** The Lightning invoice. */
  readonly text: string;
};

/** How the receiver's VASP lies. What is left out is true. */
export type Lies = {
  /** Of the LNURL-P response, before it is signed. */
  readonly lnurlp?: (response: LnurlpResponse, request: LnurlpRequest) => LnurlpResponse;
  /** Of the pay response, before it is signed. */
  readonly unsigned?: (response: UnsignedPayResponse, request: PayRequest) => UnsignedPayResponse;
  /** Of the pay response, as it is sent. */
  readonly signed?: (response: CurrentPayResponse, request: PayRequest) => CurrentPayResponse;
  /** Of the Lightning invoice. */
  readonly prefix?: string;
  readonly expirySeconds?: number;
  readonly payeeSecretKey?: Uint8Array;
  /** Instead of any answer: to `lnurlp`, or to `pay`. */
  readonly answer?: (
    step: "lnurlp" | "pay",
    request: Request,
    asked: number,
  ) => Response | undefined | Promise<Response | undefined>;
  readonly signingKey?: string;
};

/** The receiver of all payments, hosted at vasp2.com. */
export const receiverUma = "$bob@vasp2.com";

/** 234 satoshi for a dollar. */
export const multiplier: Decimal = { numerator: 23400n, scale: 0 };
export const feeMsat = 250n;

/**
 * The VASP of a receiver, without a network: what it answers, and what it was asked.
 *
 * @param now - Unix time in seconds
 */
export function payReceiver(now: () => number, lies: Lies = {}) {
  const requests: PayRequest[] = [];
  const invoices: AskedFor[] = [];
  const paths: string[] = [];
  const { signingKey = keys.first.secretKey } = lies;

  function lightningInvoice(amountMsat: bigint): string {
    const { preimage, paymentHash } = lightningPayment();
    const { prefix = `lnbc${amountMsat * 10n}p`, expirySeconds = 600 } = lies;
    const text = rawLightningInvoice({
      prefix,
      timestamp: now(),
      fields: [
        ["p", wordsOf(hex(paymentHash))],
        ...requiredFields.filter(([type]) => type === "s"),
        ["h", wordsOf(new Uint8Array(createHash("sha256").update(utf8("metadata")).digest()))],
        ["x", integerWords(expirySeconds)],
      ],
      ...(lies.payeeSecretKey && { secretKey: lies.payeeSecretKey }),
    });
    invoices.push({ amountMsat, preimage, paymentHash, text });
    return text;
  }

  async function lnurlp(url: string): Promise<Response> {
    const request = decodeLnurlpRequest(url);
    const response: LnurlpResponse = {
      tag: "payRequest",
      callback: "https://vasp2.com/uma/payreq/1",
      minSendable: 1000n,
      maxSendable: 100_000_000_000n,
      metadata: '[["text/plain","Pay Bob"]]',
      currencies: [
        {
          code: "USD",
          name: "US Dollar",
          symbol: "$",
          multiplier,
          decimals: 2,
          convertible: { min: 1n, max: 1_000_000n },
        },
      ],
      payerData: { identifier: { mandatory: true }, compliance: { mandatory: true } },
      compliance: {
        kycStatus: "VERIFIED",
        isSubjectToTravelRule: true,
        receiverIdentifier: request.receiverAddress,
        signature: "",
        signatureNonce: "",
        signatureTimestamp: 0,
      },
      umaVersion: request.umaVersion,
      commentAllowed: 20,
    };
    const said = lies.lnurlp?.(response, request) ?? response;
    const { signature: _, signatureNonce: __, signatureTimestamp: ___, ...compliance } = said.compliance;
    const signed = await signLnurlpResponse({ ...said, compliance }, signingKey, { now: now() });
    return new Response(encodeLnurlpResponse(signed), { headers: { "content-type": "application/json" } });
  }

  async function pay(body: string): Promise<Response> {
    const request = decodePayRequest(body);
    requests.push(request);
    const { amount, convert, payerData } = request;
    const amountMsat = toMillisatoshi(amount.value, multiplier, feeMsat);
    const pr = lightningInvoice(amountMsat);
    const converted = { amount: amount.value, currencyCode: convert, decimals: 2, multiplier, fee: feeMsat };
    if (request.umaMajorVersion === 0) {
      const { numerator } = multiplier;
      const old = {
        pr,
        routes: [],
        paymentInfo: {
          currencyCode: convert,
          decimals: 2,
          multiplier: Number(formatDecimal({ numerator, scale: 0 })),
          exchangeFeesMillisatoshi: Number(feeMsat),
        },
        compliance: { utxos: [] },
      };
      return Response.json(old);
    }
    const unsigned: UnsignedPayResponse = {
      umaMajorVersion: 1,
      pr,
      routes: [],
      converted,
      payeeData: { identifier: receiverUma, compliance: { utxos: [], nodePubKey: payee } },
    };
    const said = lies.unsigned?.(unsigned, request) ?? unsigned;
    const sides = {
      payerIdentifier: payerData.identifier,
      payeeIdentifier: said.payeeData.identifier ?? receiverUma,
    };
    const signed = await signPayResponse(said, sides, signingKey, { now: now() });
    const sent = lies.signed?.(signed, request) ?? signed;
    return new Response(encodePayResponse(sent), { headers: { "content-type": "application/json" } });
  }

  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input as string, init as RequestInit);
    const { pathname } = new URL(request.url);
    paths.push(pathname);
    if (pathname === "/.well-known/lnurlpubkey") return Response.json(keyDocument(keys.first));
    const step = pathname.startsWith("/.well-known/lnurlp/") ? "lnurlp" : "pay";
    const instead = await lies.answer?.(step, request.clone(), paths.length);
    if (instead) return instead;
    return step === "lnurlp" ? lnurlp(request.url) : pay(await request.text());
  };

  return { fetch, requests, invoices, paths };
}

/** A wallet of a payer's, which pays what a receiver asks for, once each. */
export function payingWallet(receiver: { readonly invoices: readonly AskedFor[] }) {
  const paid: string[] = [];
  return {
    paid,
    async sendPayment(paymentRequest: string) {
      paid.push(paymentRequest);
      return { preimage: receiver.invoices.find(({ text }) => text === paymentRequest)!.preimage };
    },
  };
}
