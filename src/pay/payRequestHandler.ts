import { sha256 } from "@noble/hashes/sha2.js";
import { encodeUtf8, toHex } from "../bytes.js";
import { describe } from "../describe.js";
import { checkEngine, type Ecdsa } from "../ecdsa/engine.js";
import { checkSecretKey } from "../ecdsa/keys.js";
import { invalidField, invalidOption, refusal, type UmaInvoiceError } from "../errors.js";
import { createEndpoint, Failure, own, readPosted } from "../http/endpoint.js";
import { checkNotExpired } from "../invoice/expiration.js";
import type { Invoice } from "../invoice/invoice.js";
import { addInvoiceToMetadata } from "../invoice/proof.js";
import { checkFunction, checkMethods, checkWhole, hasOwn, read, readOptions } from "../options.js";
import { randomBytes, randomUuid } from "../random.js";
import { type Moment, secondsNow } from "../time.js";
import { canonicalAddress, isSameAddress, vaspDomain } from "../uma/address.js";
import { readMajorVersions } from "../uma/versions.js";
import type { KeyResolver } from "../vasp/resolver.js";
import { type Decimal, formatDecimal, parseDecimal, toMillisatoshi } from "./amount.js";
import type { RequestedData } from "./compliance.js";
import { payRefusal } from "./errors.js";
import { type IncomingPayment, type IncomingPayments, memoryIncomingPayments } from "./incoming.js";
import { decodeLightningInvoice, type LightningNetwork, lightningNetworks } from "./lightningInvoice.js";
import type { Currency } from "./lnurlpResponse.js";
import { memoryNonces, type NonceStore } from "./nonces.js";
import { decodePayRequest, type PayRequest, verifyPayRequest } from "./payRequest.js";
import { encodePayResponse, type PayResponse, signPayResponse } from "./payResponse.js";
import type { SigningKeyOrSigner } from "./signing.js";
import { decryptTravelRuleInfo } from "./travelRule.js";

/** What is paid by a pay request: an invoice of the receiver's, or an amount to an address. */
export type Payable =
  | {
      readonly invoice: Invoice;
      /** What describes the payment (LUD-06); a text with the receiver's address by default. */
      readonly metadata?: string;
    }
  | {
      readonly umaAddress: string;
      /** As in the LNURL-P response. */
      readonly metadata: string;
      readonly currencies: readonly Currency[];
      readonly payerData?: RequestedData;
      readonly commentAllowed?: number;
    };

/** A receiver's rate. */
export type Rate = {
  /** Millisatoshi for the smallest unit of the currency. */
  readonly multiplier: Decimal;
  /** What the receiver's VASP takes for it, in millisatoshi; nothing by default. */
  readonly feeMsat?: bigint;
};

/** What a Lightning invoice has to say. */
export type LightningInvoiceToCreate = {
  /** In millisatoshi. */
  readonly amountMsat: bigint;
  /** 32 bytes in hex. */
  readonly descriptionHash: string;
  /** How long it has to hold, in seconds. */
  readonly expirySeconds: number;
};

/** A pay request that has been verified. */
export type VerifiedPayment = {
  readonly request: PayRequest;
  readonly payable: Payable;
  /** What the payer's VASP says of the payer, decrypted. */
  readonly travelRuleInfo?: string;
};

/** Options of {@link createPayRequestHandler}. */
export type PayRequestHandlerOptions = {
  /**
   * Finds what is paid: by the URL that was asked for, which is an invoice's callback, or by the UUID in the request.
   * The Go and Python SDKs drop the UUID: give every invoice a callback of its own.
   */
  readonly find: (asked: {
    readonly url: string;
    readonly invoiceUUID?: string;
  }) => Payable | undefined | Promise<Payable | undefined>;
  /** The receiver's rate for a currency, right now. */
  readonly rate: (currency: { readonly code: string; readonly decimals: number }) => Rate | Promise<Rate>;
  /** Has the receiver's node make a Lightning invoice. */
  readonly createLightningInvoice: (asked: LightningInvoiceToCreate) => string | Promise<string>;
  /** The signing key of the receiver's VASP, or what signs with it. */
  readonly signingKey: SigningKeyOrSigner;
  /** The public key of a signer: what it answers is then verified before it goes out. */
  readonly publicKey?: Uint8Array | string;
  /** Finds the keys of payers' VASPs. */
  readonly keyResolver: KeyResolver;
  /** The secret key that travel rule information is encrypted for: 32 bytes, or their hex. Without it, nothing is decrypted. */
  readonly encryptionKey?: Uint8Array | string;
  /** Decides whether a payer may pay, once all else is in order; anything but `true` declines. */
  readonly accept?: (payment: VerifiedPayment) => boolean | Promise<boolean>;
  /** Where payments are kept; in memory by default, which a restart forgets. */
  readonly payments?: IncomingPayments;
  /** Where nonces are kept; in memory by default. */
  readonly nonces?: NonceStore;
  /** The network of the node; `bitcoin` by default. */
  readonly network?: LightningNetwork;
  /**
   * The major versions of UMA to speak; `[1]` by default. In version 0, some payers' SDKs mean millisatoshi by what others
   * mean cents by, and write both alike; nothing of the answer is signed.
   */
  readonly umaMajorVersions?: readonly (0 | 1)[];
  /** How long a Lightning invoice holds, in seconds; 600 by default. No longer than the invoice that it is for. */
  readonly expirySeconds?: number;
  /** How long after that its place is kept, in seconds, since a payment may be on its way; 120 by default. */
  readonly graceSeconds?: number;
  /** How far the timestamp of a request may be from the present, either way, in seconds; 300 by default. */
  readonly windowSeconds?: number;
  /** The longest body to read, in bytes; 65,536 by default. */
  readonly maxBytes?: number;
  /** Gets what went wrong on this side, for a log; the other side is told nothing of it. */
  readonly onError?: (error: unknown) => void;
  /** The clock: a Date, or Unix time in seconds; the present by default. */
  readonly now?: () => Moment;
  /** The source of randomness for nonces; `crypto.getRandomValues` by default. */
  readonly random?: (length: number) => Uint8Array;
  /** The engine that signs and verifies. */
  readonly ecdsa?: Ecdsa;
};

/** How long a payment that never came is remembered after its place is free, in seconds: it may come late. */
const lateness = 86_400;

/**
 * Makes the endpoint to which payers send pay requests: the callback of invoices, and of LNURL-P responses. It is a
 * Web-standard function, and is mounted as `createRequestHandler` is.
 *
 * What it checks, from cheap to dear: POST, JSON, a pay request, what it pays (`find`), expiry, amount, currency, payer
 * data, the comment's length; then the signature of the payer's VASP, its timestamp and nonce; the travel rule
 * information; `accept`; and that there is a place. An invoice has as many places as it may be paid: one is taken by a
 * payment that came, or by a Lightning invoice that can still be paid. The same payer gets the same Lightning invoice
 * again while it lives. Anybody with a VASP of their own can take a place for `expirySeconds` and `graceSeconds`:
 * another payer is then told to come again.
 *
 * @returns a function that never rejects: a refusal is the protocol's `{"status":"ERROR","reason":…,"code":…}`
 * @throws UmaInvoiceError `INVALID_OPTION`, `INVALID_KEY`
 * @see UMAD-05, UMAD-06, UMAD-09
 *
 * @example
 * ```ts
 * const handler = createPayRequestHandler({
 *   find: ({ invoiceUUID }) => (invoiceUUID === invoice.invoiceUUID ? { invoice } : undefined),
 *   rate: () => ({ multiplier: parseDecimal("23400") }),
 *   createLightningInvoice: (asked) => node.createInvoice(asked),
 *   signingKey: secretKey,
 *   keyResolver,
 * });
 * const response = await handler(new Request("https://vasp2.com/uma/payreq/1"));
 * response.status; // 405
 * ```
 */
export function createPayRequestHandler(
  options: PayRequestHandlerOptions,
): (request: Request) => Promise<Response> {
  const settings = readHandlerOptions(options);
  const { find, rate, createLightningInvoice, accept, payments, network, maxBytes, umaMajorVersions } =
    settings;
  const { expirySeconds, graceSeconds, signingKey, signing, verifying, encryptionKey, random } = settings;
  const time = () => {
    try {
      return secondsNow(settings.now);
    } catch (cause) {
      throw new Failure("now", cause);
    }
  };

  async function receive(httpRequest: Request): Promise<Response> {
    const { bytes, invalid } = await readPosted(httpRequest, maxBytes);
    const request = readRequest(bytes, invalid);
    const { invoiceUUID } = request;
    const asked = { url: httpRequest.url, ...(invoiceUUID !== undefined && { invoiceUUID }) };
    const payable = await own("find", () => find(asked));
    if (payable === undefined) throw unknownReceiver();
    if (!umaMajorVersions.includes(request.umaMajorVersion))
      throw payRefusal("UNSUPPORTED_VERSION", {
        field: "umaMajorVersion",
        expected: umaMajorVersions.join(" or "),
        found: request.umaMajorVersion,
      });
    const order =
      "invoice" in payable ? orderOfInvoice(payable, request, time()) : orderOfAddress(payable, request);
    checkPayer(order, request);
    await verifyPayRequest(request, verifying);
    const travelRuleInfo = await decrypted(request);
    const verified = { request, payable, ...(travelRuleInfo !== undefined && { travelRuleInfo }) };
    if (accept && (await own("accept", () => accept(verified))) !== true)
      throw payRefusal("UNKNOWN_RECEIVER", {
        subject: "payment",
        expected: "a payer that is accepted",
        instead: "another",
        meaning: ["COUNTERPARTY_NOT_ALLOWED", 403],
      });
    const priced = await price(order, request);
    const payment = await take(order, priced, request);
    if (!payment)
      throw payRefusal("INVOICE_PAID", {
        subject: "invoice",
        expected: "one that may still be paid",
        instead: `one that was paid, or is being paid: it may be free again in ${expirySeconds + graceSeconds} seconds`,
      });
    return answer(request, payment);
  }

  async function decrypted({ payerData }: PayRequest): Promise<string | undefined> {
    const { encryptedTravelRuleInfo } = payerData.compliance;
    if (encryptedTravelRuleInfo === undefined || encryptionKey === undefined) return undefined;
    return decryptTravelRuleInfo(encryptedTravelRuleInfo, encryptionKey);
  }

  /** What the receiver gets for what is sent, by the rate of this moment. */
  async function price(
    { currency: code, decimals, value, least, most }: Order,
    { amount }: PayRequest,
  ): Promise<Priced> {
    const priced = await own("rate", async () => {
      const { multiplier, feeMsat = 0n } = read(
        await rate({ code, decimals }),
        "rate",
        "multiplier",
        "feeMsat",
      );
      if (amount.currency !== undefined)
        return {
          received: value,
          amountMsat: toMillisatoshi(value, multiplier, feeMsat),
          multiplier,
          feeMsat,
        };
      return { received: unitsOf(value - feeMsat, multiplier), amountMsat: value, multiplier, feeMsat };
    });
    if (priced.received < least || priced.received > most)
      throw outOfRange(`what leaves ${least} to ${most} for the receiver`, priced.received);
    return priced;
  }

  async function take(
    order: Order,
    priced: Priced,
    request: PayRequest,
  ): Promise<IncomingPayment | undefined> {
    const payer = canonicalAddress(request.payerData.identifier);
    const { id = `address/${randomUuid(random)}`, places } = order;
    return own("payments", () =>
      payments.take({ id, payer, ...(places !== undefined && { most: places }) }, () =>
        createPayment(order, priced, request, id, payer),
      ),
    );
  }

  /** Has a Lightning invoice made, and makes sure that it is what was asked for. */
  async function createPayment(
    { receiverUma, currency, decimals, metadata, expiration, invoiceUUID }: Order,
    { received, amountMsat, multiplier, feeMsat }: Priced,
    { payerData }: PayRequest,
    id: string,
    payer: string,
  ): Promise<IncomingPayment> {
    const seconds = time();
    // It must not outlive what it is for.
    const left =
      expiration === undefined ? expirySeconds : Math.min(expirySeconds, Math.floor(expiration - seconds));
    const described = invoiceUUID === undefined ? metadata + JSON.stringify(payerData) : metadata;
    const asked = { amountMsat, descriptionHash: hashOf(described), expirySeconds: Math.max(left, 1) };
    const { descriptionHash } = asked;
    const lightningInvoice = decodeLightningInvoice(await createLightningInvoice(asked));
    const { paymentHash, text, expiresAt } = lightningInvoice;
    for (const [name, wanted] of Object.entries({ amountMsat, descriptionHash, network }))
      if (lightningInvoice[name as "amountMsat"] !== wanted)
        throw invalidOption(
          `createLightningInvoice.${name}`,
          `${wanted}`,
          lightningInvoice[name as "amountMsat"],
        );
    if (expiresAt > seconds + asked.expirySeconds + graceSeconds)
      throw invalidOption(
        "createLightningInvoice.expiry",
        `${asked.expirySeconds} seconds`,
        lightningInvoice.expiry,
      );
    const heldUntil = expiresAt + graceSeconds;
    return {
      paymentHash,
      lightningInvoice: text,
      id,
      payer,
      terms: {
        receiverUma,
        amount: `${received}`,
        currency,
        decimals,
        amountMsat: `${amountMsat}`,
        multiplier: formatDecimal(multiplier),
        feeMsat: `${feeMsat}`,
        ...(invoiceUUID !== undefined && { invoiceUUID }),
      },
      heldUntil,
      // For as long as pay requests for it may come, and for what comes late.
      keepUntil: Math.max(heldUntil, expiration ?? 0) + lateness,
    };
  }

  async function answer(
    { umaMajorVersion, payerData }: PayRequest,
    { lightningInvoice: pr, terms }: IncomingPayment,
  ): Promise<Response> {
    const { receiverUma, amount, currency: currencyCode, decimals, feeMsat } = terms;
    const { payee: nodePubKey } = decodeLightningInvoice(pr);
    const channels = { utxos: [], nodePubKey };
    const rateInfo = {
      currencyCode,
      decimals,
      multiplier: parseDecimal(terms.multiplier),
      fee: BigInt(feeMsat),
    };
    let response: PayResponse;
    if (umaMajorVersion === 0)
      response = { umaMajorVersion: 0, pr, routes: [], converted: rateInfo, compliance: channels };
    else
      response = await signPayResponse(
        {
          umaMajorVersion: 1,
          pr,
          routes: [],
          converted: { amount: BigInt(amount), ...rateInfo },
          payeeData: { identifier: receiverUma, compliance: channels },
          disposable: true,
        },
        { payerIdentifier: payerData.identifier, payeeIdentifier: receiverUma },
        signingKey,
        signing,
      ).catch((cause) => {
        throw new Failure("signing", cause);
      });
    return new Response(encodePayResponse(response), { headers: { "content-type": "application/json" } });
  }

  return createEndpoint("POST", receive, settings.onError);
}

/** What a pay request asks for, as far as the receiver agrees. */
type Order = {
  /** What is paid; nothing for an address, of which each payment is one of its own. */
  readonly id?: string;
  /** How often it may be paid. */
  readonly places?: number;
  readonly receiverUma: string;
  readonly currency: string;
  readonly decimals: number;
  /** In the smallest unit of the currency; in millisatoshi where the request has no currency. */
  readonly value: bigint;
  /** What the receiver takes, in the smallest unit. */
  readonly least: bigint;
  readonly most: bigint;
  readonly metadata: string;
  readonly requested: RequestedData;
  readonly commentAllowed: number;
  /** When the invoice expires. */
  readonly expiration?: number;
  readonly invoiceUUID?: string;
};

/** What comes of an order by a rate. */
type Priced = {
  /** What the receiver gets, in the smallest unit of the currency. */
  readonly received: bigint;
  readonly amountMsat: bigint;
  readonly multiplier: Decimal;
  readonly feeMsat: bigint;
};

function readRequest(bytes: Uint8Array, invalid: (expected: string, cause?: unknown) => Error): PayRequest {
  try {
    return decodePayRequest(bytes);
  } catch (error) {
    // Behind a body parser, it may not be what was sent.
    const cause = invalid("a pay request", error);
    throw "code" in cause ? error : cause;
  }
}

function orderOfInvoice(
  { invoice, metadata }: Extract<Payable, { readonly invoice: Invoice }>,
  { umaMajorVersion, invoiceUUID, amount, convert, payerData }: PayRequest,
  seconds: number,
): Order {
  const { receiverUma, receivingCurrency, expiration, senderUma, maxNumPayments } = invoice;
  const { code, decimals } = receivingCurrency;
  // Whose UUID it is, two SDKs do not say; who says another one means another invoice.
  if (invoiceUUID !== undefined && invoiceUUID.toLowerCase() !== invoice.invoiceUUID.toLowerCase())
    throw unknownReceiver("invoiceUUID");
  if (umaMajorVersion !== 1)
    throw payRefusal("UNSUPPORTED_VERSION", {
      field: "umaMajorVersion",
      expected: "1 for an invoice",
      found: umaMajorVersion,
    });
  checkNotExpired(invoice, seconds);
  if (senderUma !== undefined && !isSameAddress(senderUma, payerData.identifier))
    throw payRefusal("INVALID_MESSAGE", {
      field: "payerData.identifier",
      expected: "the sender that the invoice names",
      instead: "another",
      meaning: ["SENDER_NOT_ACCEPTED", 400],
    });
  if (convert !== code || amount.currency !== code) throw otherCurrency(convert, code);
  if (amount.value !== invoice.amount) throw outOfRange(`the invoice's, ${invoice.amount}`, amount.value);
  const text = metadata ?? JSON.stringify([["text/plain", `Pay ${receiverUma}`]]);
  return {
    id: `invoice/${vaspDomain(receiverUma)}/${invoice.invoiceUUID.toLowerCase()}`,
    ...(maxNumPayments !== undefined && { places: maxNumPayments }),
    receiverUma,
    currency: code,
    decimals,
    value: amount.value,
    least: amount.value,
    most: amount.value,
    metadata: addInvoiceToMetadata(text, invoice.invoiceUUID),
    requested: invoice.requiredPayerData ?? {},
    commentAllowed: invoice.commentCharsAllowed ?? 0,
    expiration,
    invoiceUUID: invoice.invoiceUUID,
  };
}

function orderOfAddress(
  {
    umaAddress,
    metadata,
    currencies,
    payerData = {},
    commentAllowed = 0,
  }: Exclude<Payable, { readonly invoice: Invoice }>,
  { invoiceUUID, amount, convert }: PayRequest,
): Order {
  if (invoiceUUID !== undefined) throw unknownReceiver("invoiceUUID");
  const currency = currencies.find(({ code }) => code === convert);
  if (!currency || (amount.currency !== undefined && amount.currency !== convert))
    throw otherCurrency(amount.currency ?? convert, currencies.map(({ code }) => code).join(", "));
  const { decimals, convertible } = currency;
  return {
    receiverUma: umaAddress,
    currency: convert,
    decimals,
    value: amount.value,
    // Of nothing, nobody has anything, whatever a receiver says that it takes.
    least: convertible.min > 1n ? convertible.min : 1n,
    most: convertible.max,
    metadata,
    requested: payerData,
    commentAllowed,
  };
}

/** What so many millisatoshi are of a currency, rounded down. */
function unitsOf(amountMsat: bigint, { numerator, scale }: Decimal): bigint {
  return amountMsat > 0n ? (amountMsat * 10n ** BigInt(scale)) / numerator : 0n;
}

/** What a payer says of itself, and wants to know of the receiver. */
function checkPayer(
  { requested, commentAllowed }: Order,
  { payerData, payeeData = {}, comment = "" }: PayRequest,
): void {
  const isGiven = (name: string) => {
    const value = hasOwn(payerData, name) ? payerData[name] : undefined;
    return value !== undefined && value !== null && value !== "";
  };
  const missing = Object.keys(requested).filter((name) => requested[name]!.mandatory && !isGiven(name));
  if (missing.length > 0)
    throw refusal("MISSING_FIELD", {
      fields: missing.map((name) => `payerData.${name}`),
      expected: missing.map((name) => `payerData.${name}`).join(", "),
      instead: "none",
      meaning: ["MISSING_MANDATORY_PAYER_DATA", 400],
    });
  const unknown = Object.keys(payeeData).find(
    (name) => payeeData[name]!.mandatory && name !== "identifier" && name !== "compliance",
  );
  if (unknown !== undefined)
    throw payRefusal("INVALID_MESSAGE", {
      field: "payeeData",
      expected: "identifier and compliance alone to be mandatory",
      found: unknown,
      meaning: ["UNRECOGNIZED_MANDATORY_PAYEE_DATA_KEY", 501],
    });
  if (comment.length > commentAllowed)
    throw payRefusal("INVALID_MESSAGE", {
      field: "comment",
      expected: `at most ${commentAllowed} characters`,
      instead: `${comment.length}`,
      meaning: ["INVALID_INPUT", 400],
    });
}

function hashOf(text: string): string {
  const memory = new Uint8Array(text.length * 3);
  const length = encodeUtf8(text, memory, 0);
  if (length < 0) throw invalidField("metadata", "well-formed text", text);
  return toHex(sha256(memory.subarray(0, length)));
}

function unknownReceiver(field?: string): UmaInvoiceError {
  return payRefusal("UNKNOWN_RECEIVER", {
    ...(field === undefined ? { subject: "callback" } : { field }),
    expected: "that of something that is paid here",
    instead: "another",
    meaning: ["REQUEST_NOT_FOUND", 404],
  });
}

function outOfRange(expected: string, found: bigint): UmaInvoiceError {
  return payRefusal("INVALID_MESSAGE", {
    field: "amount",
    expected,
    found,
    meaning: ["AMOUNT_OUT_OF_RANGE", 400],
  });
}

function otherCurrency(found: string, expected: string): UmaInvoiceError {
  return payRefusal("INVALID_MESSAGE", {
    field: "convert",
    expected: describe(expected),
    found,
    meaning: ["INVALID_CURRENCY", 400],
  });
}

function readHandlerOptions(options: PayRequestHandlerOptions) {
  const names = [
    "find",
    "rate",
    "createLightningInvoice",
    "signingKey",
    "publicKey",
    "keyResolver",
    "encryptionKey",
    "accept",
    "payments",
    "nonces",
    "network",
    "umaMajorVersions",
    "expirySeconds",
    "graceSeconds",
    "windowSeconds",
    "maxBytes",
    "onError",
    "now",
    "random",
    "ecdsa",
  ] as const;
  const given = readOptions(options, "options", ...names);
  const { find, rate, createLightningInvoice, signingKey, publicKey, keyResolver, accept, onError, ecdsa } =
    given;
  const { now = () => new Date(), random = randomBytes, network = "bitcoin", umaMajorVersions = [1] } = given;
  const { expirySeconds = 600, graceSeconds = 120, windowSeconds = 300, maxBytes = 65_536 } = given;
  for (const [name, call] of Object.entries({ find, rate, createLightningInvoice, now, random }))
    checkFunction(name, call);
  for (const [name, call] of Object.entries({ accept, onError }))
    if (call !== undefined) checkFunction(name, call);
  if (signingKey === undefined)
    throw invalidOption("signingKey", "a secret key, or what signs with one", signingKey);
  checkMethods("keyResolver", keyResolver, "resolve");
  if (!lightningNetworks.includes(network))
    throw invalidOption("network", `one of ${lightningNetworks.join(", ")}`, network);
  const majors = readMajorVersions(umaMajorVersions);
  checkWhole("expirySeconds", expirySeconds, "seconds", { most: 31_622_400 });
  checkWhole("graceSeconds", graceSeconds, "seconds", { least: 0, most: 31_622_400 });
  checkWhole("windowSeconds", windowSeconds, "seconds", { most: 86_400 });
  checkWhole("maxBytes", maxBytes, "bytes");
  if (ecdsa !== undefined) checkEngine(ecdsa, "sign", "verify", "importPublicKey");
  const encryptionKey = given.encryptionKey === undefined ? undefined : checkSecretKey(given.encryptionKey);
  const { payments = memoryIncomingPayments({ now }), nonces = memoryNonces({ now }) } = given;
  checkMethods("payments", payments, "take", "settle");
  checkMethods("nonces", nonces, "take");
  const engine = ecdsa && { ecdsa };
  return {
    find,
    rate,
    createLightningInvoice,
    accept,
    onError,
    signingKey,
    payments,
    network,
    umaMajorVersions: majors,
    expirySeconds,
    graceSeconds,
    maxBytes,
    encryptionKey,
    now,
    random,
    signing: { now, random, ...engine, ...(publicKey !== undefined && { publicKey }) },
    verifying: { keyResolver, nonces, windowSeconds, now, ...engine },
  };
}
