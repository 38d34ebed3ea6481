import { toHex } from "../bytes.js";
import { describe } from "../describe.js";
import { checkEngine, type Ecdsa } from "../ecdsa/engine.js";
import { invalidField, invalidOption, type UmaInvoiceError } from "../errors.js";
import { checkSignal, throwIfAborted } from "../http/abort.js";
import { type CheckedHttpOptions, type HttpOptions, readHttpOptions } from "../http/fetch.js";
import { checkNotExpired } from "../invoice/expiration.js";
import type { VerifiedInvoice } from "../invoice/invoice.js";
import { checkableSignature } from "../invoice/verify.js";
import { checkFunction, checkMethods, checkWhole, hasOwn, read, readOptions } from "../options.js";
import { randomBytes, randomUuid } from "../random.js";
import { type Moment, secondsNow } from "../time.js";
import { missingFields } from "../tlv/message.js";
import { isSameAddress, umaAddress, vaspDomain } from "../uma/address.js";
import { readMajorVersions, selectUmaVersion, spokenVersions } from "../uma/versions.js";
import { readTrust, type TrustOptions } from "../vasp/chain.js";
import { fetchVaspKeys } from "../vasp/keys.js";
import type { KeyResolver } from "../vasp/resolver.js";
import { verifyInvoiceWithResolver } from "../vasp/verify.js";
import { formatDecimal, largestAmount, toMillisatoshi } from "./amount.js";
import { type KycStatus, kycStatuses, type RequestedData } from "./compliance.js";
import { ReceiverRefusedError, requestLnurlp, requestPayment } from "./counterparty.js";
import { payRefusal } from "./errors.js";
import type { JsonValue } from "./json.js";
import { type LightningNetwork, lightningNetworks } from "./lightningInvoice.js";
import { signLnurlpRequest } from "./lnurlpRequest.js";
import { type LnurlpResponse, verifyLnurlpResponse } from "./lnurlpResponse.js";
import { memoryNonces, type NonceStore } from "./nonces.js";
import { lookUpPayment, type PaymentMeans, PaymentUnknownError, payOnce } from "./payment.js";
import { memoryPayments, type PaymentRecord, type PaymentStore } from "./payments.js";
import { encodePayRequest, signPayRequest, type UnsignedPayRequest } from "./payRequest.js";
import { verifyPayResponse } from "./payResponse.js";
import { type Agreement, type PayLimits, type Quote, readPayLimits, refused, toQuote } from "./quote.js";
import type { SigningKeyOrSigner } from "./signing.js";
import { encryptTravelRuleInfo } from "./travelRule.js";
import type { Wallet } from "./wallet.js";

/** What the payer's VASP says of the payer, and signs. */
export type PayerComplianceOptions = {
  /** What it knows of the payer. */
  readonly kycStatus: KycStatus;
  /** The channels that payments may come through: `txid:vout`. */
  readonly utxos?: readonly string[];
  /** The public key of the node that pays, in hex. */
  readonly nodePubKey?: string;
  /** Where the receiver's VASP may post which channels a payment came through. */
  readonly utxoCallback?: string;
  /**
   * Travel rule information of the payer, encrypted for the receiver's VASP where that is subject to the travel rule:
   * a text, or a function that knows it for each receiver.
   */
  readonly travelRule?: {
    readonly information: string | ((receiverUma: string) => string | Promise<string>);
    /** What it is in: `IVMS@101.2023`. */
    readonly format?: string;
  };
};

/** Options of {@link createPayer}. */
export type PayerOptions = Omit<HttpOptions, "signal"> &
  TrustOptions & {
    /** The payer's UMA address: `$alice@vasp1.com`. */
    readonly identifier: string;
    /** What is said of the payer where a receiver asks for it, by name: `{ name: "Alice" }`. */
    readonly payerData?: { readonly [name: string]: JsonValue };
    readonly compliance: PayerComplianceOptions;
    /** The signing key of the payer's VASP, or what signs with it. */
    readonly signingKey: SigningKeyOrSigner;
    /** The public key of a signer: what it answers is then verified before it goes out. */
    readonly publicKey?: Uint8Array | string;
    /** Pays Lightning invoices. */
    readonly wallet: Wallet;
    /** Finds the keys of receivers' VASPs. */
    readonly keyResolver: KeyResolver;
    /** What may be paid without a word; needs `maxAmountMsat` where there is no `confirm`. */
    readonly limits?: PayLimits;
    /** Asks whoever pays, once a quote has passed all checks and limits; anything but `true` declines. */
    readonly confirm?: (quote: Quote) => boolean | Promise<boolean>;
    /** The network that the money is on; `bitcoin` by default. */
    readonly network?: LightningNetwork;
    /** Where nonces are kept; 100,000 of them in memory by default. */
    readonly nonces?: NonceStore;
    /** Where payments are kept; in memory by default, which a restart forgets: see {@link PaymentStore}. */
    readonly payments?: PaymentStore;
    /**
     * The major versions of UMA to speak; `[1]` by default. Of a response of version 0 nothing is signed: who answers
     * is known by https alone.
     */
    readonly umaMajorVersions?: readonly (0 | 1)[];
    /** How far the timestamp of a response may be from the present, either way, in seconds; 300 by default. */
    readonly windowSeconds?: number;
    /** Seconds that have to be left, right before paying, until the Lightning invoice expires; 10 by default. */
    readonly marginSeconds?: number;
    /** The clock: a Date, or Unix time in seconds; the present by default. */
    readonly now?: () => Moment;
    /** The source of randomness for nonces and names of payments; `crypto.getRandomValues` by default. */
    readonly random?: (length: number) => Uint8Array;
    /** The engine that signs and verifies. */
    readonly ecdsa?: Ecdsa;
  };

/** What a payment may come with. */
export type PayOptions = {
  /** A comment for the receiver, no longer than the receiver takes. */
  readonly comment?: string;
  /**
   * Names this payment among those of an invoice that may be paid more than once, or of an address. Each name is paid
   * once.
   */
  readonly paymentId?: string;
  /** Ends the handshake. Once the wallet has been asked, it changes nothing any more. */
  readonly signal?: AbortSignal;
};

/** What to pay to an UMA address. */
export type AddressOrder = {
  /** `$bob@vasp2.com`. */
  readonly umaAddress: string;
  /** What the receiver gets, in the smallest unit of the currency. */
  readonly amount: bigint;
  /** The code of that currency: `USD`. */
  readonly currency: string;
  /** What the amount was measured by: 2 if it counts cents. A receiver who counts otherwise is refused. */
  readonly decimals: number;
};

/** A payment that was made, and all that a receipt needs. */
export type Payment = {
  /** By what it is kept: the invoice, or the address's `paymentId`. */
  readonly id: string;
  /** What proves it: 32 bytes in hex. */
  readonly preimage: string;
  /** The SHA-256 of the preimage: 32 bytes in hex. */
  readonly paymentHash: string;
  /** The Lightning invoice (BOLT 11). */
  readonly lightningInvoice: string;
  /** What was paid for. */
  readonly agreed: AgreedTerms;
  /** Whether an earlier call had made it, so that nothing was paid by this one. */
  readonly isRepeated: boolean;
};

/** What pays, as {@link createPayer} makes it. */
export type Payer = {
  /** Pays an invoice, once: whoever asks again gets the same payment. */
  readonly pay: (invoice: VerifiedInvoice, options?: PayOptions) => Promise<Payment>;
  /** Pays an amount to an UMA address: once for each `paymentId`, by default once for each call. */
  readonly payAddress: (order: AddressOrder, options?: PayOptions) => Promise<Payment>;
  /** What is known of a payment, by its id. Of one that is pending, the wallet is asked. */
  readonly lookUp: (id: string) => Promise<PaymentRecord | undefined>;
};

/**
 * Makes what pays invoices and UMA addresses over Lightning: the payer's side of the UMA handshake.
 *
 * Before the wallet is asked, all is checked that a stranger may have written: the invoice, verified once more whatever
 * its type says; who answers, by signature, timestamp and nonce; what is converted; the Lightning invoice, its network,
 * its millisatoshi, its expiry; the payer's limits and rate; the node that is paid. Then `confirm` has the last word.
 *
 * An invoice is paid once, by however many calls and processes that share a store: what is about to be paid is kept
 * before the wallet is asked. Where nobody knows what came of it, the payment stays pending, and asking again, by the
 * same call or by `lookUp`, asks the wallet and never pays a second time. A wallet without `lookUpPayment` cannot be
 * asked: such a payment stays pending until you note in the store how it ended.
 *
 * @returns rejects with a UmaInvoiceError, and with what the store, the wallet's look-up, `confirm`, the clock and the
 * signer throw. Nothing was paid, but for `PAYMENT_UNKNOWN`
 * @throws UmaInvoiceError `INVALID_OPTION`
 * @see UMAD-03 to UMAD-06, UMAD-08, UMAD-09; BOLT 11
 *
 * @example
 * ```ts
 * const payer = createPayer({
 *   identifier: "$alice@vasp1.com",
 *   payerData: { name: "Alice" }, // said where it is asked for
 *   compliance: { kycStatus: "VERIFIED" },
 *   signingKey: secretKey,
 *   wallet,
 *   keyResolver,
 *   limits: { maxAmountMsat: 50_000_000n }, // 50,000 satoshi
 *   fetch,
 * });
 * const payment = await payer.pay(invoice);
 * payment.agreed.amount; // 1000n
 * isProofOfPayment(payment.preimage, payment.paymentHash); // true
 * ```
 */
export function createPayer(options: PayerOptions): Payer {
  const own = readPayerOptions(options);
  const { identifier, payerData, compliance, keyResolver, wallet, payments, limits, confirm, network } = own;
  const { umaMajorVersions, marginSeconds, signing, verifying, time, http, trust, random } = own;
  const means: PaymentMeans = { wallet, payments, time };

  /** What is known of a payment of just this; of one that is pending, the wallet is asked. */
  async function known(id: string, digest: string): Promise<Payment | undefined> {
    const record = await lookUpPayment(id, means);
    if (!record || record.state === "failed") return undefined;
    if (readTerms(record.agreement).digest !== digest)
      throw refused("paymentId", "the name of no other payment", "that of one on other terms");
    if (record.state === "pending") throw new PaymentUnknownError(record);
    return toPayment(record, true);
  }

  /** Asks for a Lightning invoice, checks what comes, and has it paid. */
  async function complete(order: Order, signal: AbortSignal | undefined): Promise<Payment> {
    const { id, agreement, callback, major, comment, digest, isStillValid } = order;
    const { receiverUma, amount, currency, invoiceUUID } = agreement;
    const asked = { ...http, ...(signal && { signal }) };
    const request = await signPayRequest(
      {
        umaMajorVersion: major,
        convert: currency,
        amount: { value: amount, currency },
        payerData: await payerDataFor(order, asked),
        ...(major === 1 && {
          payeeData: { identifier: { mandatory: true }, compliance: { mandatory: true } },
        }),
        ...(comment !== undefined && { comment }),
        ...(invoiceUUID !== undefined && { invoiceUUID }),
      },
      own.signingKey,
      signing,
    );
    const answered = await requestPayment(callback, request, asked);
    if (answered.umaMajorVersion !== major)
      throw payRefusal("INVALID_MESSAGE", {
        field: "umaMajorVersion",
        expected: `a pay response of major version ${major}`,
        instead: `one of ${answered.umaMajorVersion}`,
        meaning: ["PARSE_PAYREQ_RESPONSE_ERROR", 400],
      });
    const { identifier: payee = receiverUma } = answered.payeeData ?? {};
    if (!isSameAddress(payee, receiverUma))
      throw payRefusal("INVALID_MESSAGE", {
        field: "payeeData.identifier",
        expected: "the receiver",
        found: payee,
        meaning: ["PARSE_PAYREQ_RESPONSE_ERROR", 400],
      });
    if (major === 1)
      await verifyPayResponse(
        answered,
        { payerIdentifier: identifier, payeeIdentifier: receiverUma },
        { ...verifying, ...(signal && { signal }) },
      );
    const payerDataJson = JSON.stringify(JSON.parse(encodePayRequest(request)).payerData);
    const checks = { network, limits, seconds: time(), marginSeconds };
    const quote = await toQuote(answered, { ...agreement, payerDataJson }, checks);
    if (confirm && (await confirm(quote)) !== true) throw refused("confirm", "true", "another answer");
    // A person takes their time.
    isStillValid();
    if (signal) throwIfAborted(signal);
    const { lightningInvoice, expiresAt, maxFeeMsat } = quote;
    const pending = {
      id,
      attempt: randomUuid(random),
      lightningInvoice: lightningInvoice.text,
      paymentHash: lightningInvoice.paymentHash,
      expiresAt,
      agreement: writeTerms({ ...termsOf(quote), payer: identifier, digest }),
    };
    const { payment, isRepeated } = await payOnce(pending, means, { maxFeeMsat, marginSeconds });
    return toPayment(payment, isRepeated);
  }

  /** What is said of the payer: what was asked for, and no more. */
  async function payerDataFor(
    { agreement, requested, isSubjectToTravelRule }: Order,
    asked: CheckedHttpOptions,
  ): Promise<UnsignedPayRequest["payerData"]> {
    const { travelRule, utxos = [], ...said } = compliance;
    const given = givenOf(requested, payerData);
    if (!isSubjectToTravelRule || !travelRule)
      return { ...given, identifier, compliance: { ...said, utxos } };
    const { information, format } = travelRule;
    const { receiverUma } = agreement;
    const text = typeof information === "function" ? await information(receiverUma) : information;
    const { encryptionPublicKey } = await fetchVaspKeys(vaspDomain(receiverUma), {
      ...asked,
      ...trust,
      now: time(),
    });
    return {
      ...given,
      identifier,
      compliance: {
        ...said,
        utxos,
        encryptedTravelRuleInfo: await encryptTravelRuleInfo(text, encryptionPublicKey),
        ...(format !== undefined && { travelRuleFormat: format }),
      },
    };
  }

  /** Asks what a receiver takes, by the highest version that both speak. */
  async function askReceiver(
    receiverAddress: string,
    asked: CheckedHttpOptions,
  ): Promise<{ readonly response: LnurlpResponse; readonly major: 0 | 1 }> {
    const ask = async (major: 0 | 1) => {
      const request = {
        receiverAddress,
        vaspDomain: vaspDomain(identifier),
        umaVersion: spokenVersions[major],
        isSubjectToTravelRule: compliance.travelRule !== undefined,
      };
      return requestLnurlp(await signLnurlpRequest(request, own.signingKey, signing), asked);
    };
    let major = highest(umaMajorVersions);
    let response: LnurlpResponse;
    try {
      response = await ask(major);
    } catch (error) {
      if (!(error instanceof ReceiverRefusedError && error.status === 412)) throw error;
      const { supportedMajorVersions: theirs = [] } = error;
      const shared = umaMajorVersions.filter((ours) => ours < major && theirs.includes(ours));
      if (shared.length === 0)
        throw noSharedVersion(`major versions ${theirs.join(", ") || "unknown"}`, error);
      major = highest(shared);
      response = await ask(major);
    }
    if (!response.umaVersion.startsWith(`${major}.`)) throw noSharedVersion(response.umaVersion);
    const { signal } = asked;
    await verifyLnurlpResponse(response, receiverAddress, { ...verifying, ...(signal && { signal }) });
    return { response, major };
  }

  return {
    async pay(invoice, options) {
      const { comment, paymentId, signal } = readPayOptions(options);
      const { digest } = checkableSignature(invoice);
      const { receiverUma, invoiceUUID, maxNumPayments } = invoice;
      if (paymentId !== undefined && maxNumPayments !== undefined && maxNumPayments <= 1)
        throw invalidOption("options.paymentId", "none for an invoice that is paid once", paymentId);
      const name = [vaspDomain(receiverUma), invoiceUUID.toLowerCase(), paymentId ?? []].flat().join("/");
      const id = `invoice/${name}`;
      const before = await known(id, toHex(digest));
      if (before) return before;

      const verified = await verifyInvoiceWithResolver(invoice, {
        keyResolver,
        now: time,
        ...(own.ecdsa && { ecdsa: own.ecdsa }),
        ...(signal && { signal }),
      });
      const { receivingCurrency, senderUma, requiredPayerData, commentCharsAllowed = 0 } = verified;
      if (maxNumPayments === 0) throw refused("maxNumPayments", "an invoice that may be paid", "0");
      if (senderUma !== undefined && !isSameAddress(senderUma, identifier))
        throw refused("senderUma", "the payer, or none", "another");
      if (!umaMajorVersions.includes(1) || selectUmaVersion(verified, [spokenVersions[1]]) === undefined)
        throw noSharedVersion(verified.umaVersions);
      checkComment(comment, commentCharsAllowed);
      const order: Order = {
        id,
        digest: toHex(digest),
        agreement: {
          receiverUma,
          amount: verified.amount,
          currency: receivingCurrency.code,
          decimals: receivingCurrency.decimals,
          invoiceUUID,
        },
        callback: verified.callback,
        major: 1,
        requested: requiredPayerData,
        isSubjectToTravelRule: verified.isSubjectToTravelRule,
        comment,
        isStillValid: () => checkNotExpired(verified, time()),
      };
      return complete(order, signal);
    },

    async payAddress(order, options) {
      const { comment, paymentId = randomUuid(random), signal } = readPayOptions(options);
      const { umaAddress: receiverUma, amount, currency, decimals } = readOrder(order);
      const id = `address/${paymentId}`;
      const digest = JSON.stringify([receiverUma.toLowerCase(), `${amount}`, currency, decimals]);
      const before = await known(id, digest);
      if (before) return before;

      const asked = { ...http, ...(signal && { signal }) };
      const { response, major } = await askReceiver(receiverUma, asked);
      const {
        currencies,
        minSendable,
        maxSendable,
        commentAllowed = 0,
        metadata,
        payerData: requested,
      } = response;
      const found = currencies.find(({ code }) => code === currency);
      if (!found) throw refused("currency", "one that the receiver takes", describe(currency));
      if (found.decimals !== decimals)
        throw refused("decimals", `those of the order, ${decimals}`, `${found.decimals}`);
      checkRange("amount", amount, found.convertible.min, found.convertible.max);
      checkRange("amountMsat", toMillisatoshi(amount, found.multiplier, 0n), minSendable, maxSendable);
      checkComment(comment, commentAllowed);
      return complete(
        {
          id,
          digest,
          agreement: { receiverUma, amount, currency, decimals, metadata },
          callback: response.callback,
          major,
          requested,
          isSubjectToTravelRule: response.compliance.isSubjectToTravelRule,
          comment,
          isStillValid: () => undefined,
        },
        signal,
      );
    },

    async lookUp(id) {
      if (typeof id !== "string") throw invalidField("id", "a text", id);
      return lookUpPayment(id, means);
    },
  };
}

/** What is about to be paid. */
type Order = {
  readonly id: string;
  /** Tells the terms of one payment from those of another. */
  readonly digest: string;
  readonly agreement: Omit<Agreement, "payerDataJson">;
  readonly callback: string;
  readonly major: 0 | 1;
  readonly requested: RequestedData | undefined;
  readonly isSubjectToTravelRule: boolean;
  readonly comment: string | undefined;
  readonly isStillValid: () => void;
};

function readPayerOptions(options: PayerOptions) {
  const names = [
    "identifier",
    "payerData",
    "compliance",
    "signingKey",
    "publicKey",
    "wallet",
    "keyResolver",
    "limits",
    "confirm",
    "network",
    "nonces",
    "payments",
    "umaMajorVersions",
    "windowSeconds",
    "marginSeconds",
    "now",
    "random",
    "ecdsa",
    "trustedRoots",
    "checkRevocation",
  ] as const;
  const given = readOptions(options, "options", ...names);
  const { identifier, signingKey, publicKey, wallet, keyResolver, confirm, ecdsa } = given;
  const { payerData = {}, network = "bitcoin", umaMajorVersions = [1] } = given;
  const { windowSeconds = 300, marginSeconds = 10, now = () => new Date(), random = randomBytes } = given;
  const { signal: _, ...http } = readHttpOptions(options);
  if (typeof identifier !== "string" || !umaAddress.test(identifier))
    throw invalidOption("identifier", umaAddress.expected, identifier);
  if (Object(payerData) !== payerData) throw invalidOption("payerData", "an object", payerData);
  if (signingKey === undefined)
    throw invalidOption("signingKey", "a secret key, or what signs with one", signingKey);
  checkMethods("wallet", wallet, "sendPayment");
  checkMethods("keyResolver", keyResolver, "resolve");
  if (confirm !== undefined) checkFunction("confirm", confirm);
  const limits = readPayLimits(given.limits);
  if (confirm === undefined && limits.maxAmountMsat === undefined)
    throw invalidOption("limits.maxAmountMsat", "one, where there is no confirm", undefined);
  if (!lightningNetworks.includes(network))
    throw invalidOption("network", `one of ${lightningNetworks.join(", ")}`, network);
  const majors = readMajorVersions(umaMajorVersions);
  checkWhole("windowSeconds", windowSeconds, "seconds", { most: 86_400 });
  checkWhole("marginSeconds", marginSeconds, "seconds", { least: 0, most: 86_400 });
  checkFunction("now", now);
  checkFunction("random", random);
  if (ecdsa !== undefined) checkEngine(ecdsa, "sign", "verify", "importPublicKey");
  const { nonces = memoryNonces({ now }), payments = memoryPayments() } = given;
  checkMethods("nonces", nonces, "take");
  checkMethods("payments", payments, "get", "begin", "end");
  const { trustedRoots, checkRevocation } = given;
  const trust: TrustOptions = {
    ...(trustedRoots !== undefined && { trustedRoots }),
    ...(checkRevocation && { checkRevocation }),
  };
  readTrust(trust);
  const time = () => secondsNow(now);
  const engine = ecdsa && { ecdsa };
  return {
    identifier,
    payerData,
    compliance: readCompliance(given.compliance),
    signingKey,
    wallet,
    keyResolver,
    limits,
    confirm,
    network,
    payments,
    umaMajorVersions: majors,
    marginSeconds,
    time,
    http,
    trust,
    random,
    ecdsa,
    signing: { now: time, random, ...engine, ...(publicKey !== undefined && { publicKey }) },
    verifying: { keyResolver, nonces, windowSeconds, now: time, ...engine },
  };
}

function readCompliance(compliance: PayerComplianceOptions): PayerComplianceOptions {
  if (compliance === undefined) throw invalidOption("compliance", "an object with a kycStatus", compliance);
  const names = ["kycStatus", "utxos", "nodePubKey", "utxoCallback", "travelRule"] as const;
  const read = readOptions(compliance, "compliance", ...names);
  const { kycStatus, travelRule } = read;
  if (!kycStatuses.includes(kycStatus))
    throw invalidOption("compliance.kycStatus", `one of ${kycStatuses.join(", ")}`, kycStatus);
  if (travelRule === undefined) return read;
  const { information, format } = readOptions(travelRule, "compliance.travelRule", "information", "format");
  if (typeof information !== "string" && typeof information !== "function")
    throw invalidOption(
      "compliance.travelRule.information",
      "a text, or a function that gives one",
      undefined,
    );
  return { ...read, travelRule: { information, ...(format !== undefined && { format }) } };
}

function readPayOptions(options: PayOptions | undefined): PayOptions {
  const read = readOptions(options, "options", "comment", "paymentId", "signal");
  const { comment, paymentId, signal } = read;
  if (comment !== undefined && typeof comment !== "string")
    throw invalidOption("options.comment", "a text", comment);
  if (paymentId !== undefined && !(typeof paymentId === "string" && /^[\w.:-]{1,128}$/.test(paymentId)))
    throw invalidOption("options.paymentId", "1 to 128 letters, digits, or _ . : -", paymentId);
  if (signal !== undefined) checkSignal(signal, "options.signal");
  return read;
}

function readOrder(order: AddressOrder): AddressOrder {
  const found = read(order, "order", "umaAddress", "amount", "currency", "decimals");
  const { umaAddress: address, amount, currency, decimals } = found;
  if (typeof address !== "string" || !umaAddress.test(address))
    throw invalidField("order.umaAddress", umaAddress.expected, address);
  if (typeof amount !== "bigint" || amount <= 0n || amount > largestAmount)
    throw invalidField("order.amount", "a bigint from 1 to 2^64 - 1", amount);
  if (typeof currency !== "string") throw invalidField("order.currency", "the code of a currency", currency);
  if (!Number.isInteger(decimals)) throw invalidField("order.decimals", "a whole number", decimals);
  return found;
}

/**
 * What a payer says where it is asked for.
 *
 * @throws UmaInvoiceError `MISSING_FIELD` for what the receiver insists on, and nobody has given
 */
function givenOf(
  requested: RequestedData | undefined,
  payerData: { readonly [name: string]: JsonValue },
): { readonly [name: string]: JsonValue } {
  const given = new Map<string, JsonValue>();
  const missing: string[] = [];
  for (const [name, { mandatory }] of Object.entries(requested ?? {})) {
    // These two are always said.
    if (name === "identifier" || name === "compliance") continue;
    const value = hasOwn(payerData, name) ? payerData[name] : undefined;
    if (value !== undefined && value !== null && value !== "") given.set(name, value);
    else if (mandatory) missing.push(`payerData.${name}`);
  }
  if (missing.length > 0) throw missingFields(missing);
  return Object.fromEntries(given);
}

function checkComment(comment: string | undefined, most: number): void {
  if (comment !== undefined && comment.length > most)
    throw invalidOption("options.comment", `at most the ${most} characters that the receiver takes`, comment);
}

function checkRange(field: string, value: bigint, least: bigint, most: bigint): void {
  if (value < least || value > most)
    throw refused(field, `${least} to ${most}, what the receiver takes`, `${value}`);
}

function highest(majors: readonly (0 | 1)[]): 0 | 1 {
  return majors.includes(1) ? 1 : 0;
}

function noSharedVersion(theirs: string, cause?: unknown): UmaInvoiceError {
  return payRefusal("UNSUPPORTED_VERSION", {
    field: "umaVersion",
    expected: "a version of UMA that both sides speak",
    found: theirs,
    cause,
  });
}

/** What was agreed on, as a receipt has it. */
export type AgreedTerms = {
  /** Who paid. */
  readonly payer: string;
  readonly receiverUma: string;
  /** What the receiver got, in the smallest unit of the currency. */
  readonly amount: bigint;
  readonly currency: string;
  readonly decimals: number;
  /** What the Lightning invoice asked for, in millisatoshi. */
  readonly amountMsat: bigint;
  /** What the receiver's VASP took of it, in millisatoshi. */
  readonly receiverFeeMsat: bigint;
  /** Millisatoshi for the smallest unit, in digits. */
  readonly multiplier: string;
  readonly invoiceUUID?: string;
  /** Tells these terms from others: of an invoice, the SHA-256 of what was signed. */
  readonly digest: string;
};

function termsOf(quote: Quote): Omit<AgreedTerms, "payer" | "digest"> {
  const { receiverUma, amount, currency, decimals, amountMsat, receiverFeeMsat, multiplier, invoiceUUID } =
    quote;
  return {
    receiverUma,
    amount,
    currency,
    decimals,
    amountMsat,
    receiverFeeMsat,
    multiplier: formatDecimal(multiplier),
    ...(invoiceUUID !== undefined && { invoiceUUID }),
  };
}

function writeTerms(terms: AgreedTerms): string {
  return JSON.stringify(terms, (_name, value) => (typeof value === "bigint" ? `${value}` : value));
}

/** @throws UmaInvoiceError `INVALID_OPTION` if the store holds something else */
function readTerms(agreement: string): AgreedTerms {
  try {
    const terms = JSON.parse(agreement);
    for (const name of ["amount", "amountMsat", "receiverFeeMsat"]) terms[name] = BigInt(terms[name]);
    return Object.freeze(terms);
  } catch (cause) {
    throw invalidOption("payments", "a store that gives back what it was given", agreement, cause);
  }
}

function toPayment(record: PaymentRecord, isRepeated: boolean): Payment {
  const { id, preimage, paymentHash, lightningInvoice, agreement } = record;
  if (preimage === undefined)
    throw invalidOption("payments", "a store that keeps the preimage of what was paid", undefined);
  return { id, preimage, paymentHash, lightningInvoice, agreed: readTerms(agreement), isRepeated };
}
