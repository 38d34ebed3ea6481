import { sha256 } from "@noble/hashes/sha2.js";
import { encodeUtf8, toHex } from "../bytes.js";
import { describe } from "../describe.js";
import { invalidOption, type UmaInvoiceError } from "../errors.js";
import { addInvoiceToMetadata } from "../invoice/proof.js";
import { checkFunction, readOptions } from "../options.js";
import { type Decimal, toMillisatoshi } from "./amount.js";
import { payRefusal } from "./errors.js";
import { decodeLightningInvoice, type LightningInvoice, type LightningNetwork } from "./lightningInvoice.js";
import type { PayeeData, PayResponse } from "./payResponse.js";

/** Something that a payer may want to know of a quote, and that is no reason to refuse it. */
export type QuoteNote = {
  readonly code: "DESCRIPTION_HASH_DIFFERS" | "UNSIGNED" | "NO_NODE_KEY";
  /** In words, for people. */
  readonly text: string;
};

/** What a receiver asks for, once it has been checked. */
export type Quote = {
  /** Who gets it. */
  readonly receiverUma: string;
  /** What the receiver gets, in the smallest unit of the currency. */
  readonly amount: bigint;
  /** The code of that currency: `USD`. */
  readonly currency: string;
  /** How many digits of the amount stand behind the decimal point. */
  readonly decimals: number;
  /** What the Lightning invoice asks for, in millisatoshi. What routing costs comes on top. */
  readonly amountMsat: bigint;
  /** The receiver's rate: millisatoshi for the smallest unit. */
  readonly multiplier: Decimal;
  /** What the receiver's VASP takes, in millisatoshi. It is part of `amountMsat`. */
  readonly receiverFeeMsat: bigint;
  /** The most that routing may cost, in millisatoshi. */
  readonly maxFeeMsat: bigint;
  /** When the Lightning invoice expires: Unix time in seconds. */
  readonly expiresAt: number;
  /** The Lightning invoice (BOLT 11). */
  readonly lightningInvoice: LightningInvoice;
  /** What the receiver's VASP says of the receiver. Nobody has checked it. */
  readonly payeeData: PayeeData;
  /** The UUID of the invoice that is paid. */
  readonly invoiceUUID?: string;
  readonly notes: readonly QuoteNote[];
};

/** What a payer and a receiver have agreed on before the receiver asks for money. */
export type Agreement = {
  readonly receiverUma: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly decimals: number;
  readonly invoiceUUID?: string;
  /** What describes the payment, where the payer knows it (LUD-06). */
  readonly metadata?: string;
  /** The payer's data as they were sent, in JSON. */
  readonly payerDataJson: string;
};

/** The limits of a payer. */
export type PayLimits = {
  /** The most that a Lightning invoice may ask for, in millisatoshi. */
  readonly maxAmountMsat?: bigint;
  /** The most that routing may cost, in millisatoshi; by default a hundredth of the amount, and at least 10 satoshi. */
  readonly maxFeeMsat?: bigint;
  /**
   * What the payer takes for the rate: millisatoshi for the smallest unit of a currency. A currency without one is
   * refused.
   */
  readonly rate?: (currency: {
    readonly code: string;
    readonly decimals: number;
  }) => Decimal | undefined | Promise<Decimal | undefined>;
  /** How much more than by that rate a payment may cost, as a fraction: 0.02 for 2 %. Needed beside `rate`. */
  readonly maxRateDeviation?: number;
};

/** The least that routing may always cost, in millisatoshi. */
const leastFeeMsat = 10_000n;
/** The parts that a deviation is counted in. */
const parts = 1_000_000n;

/** @throws UmaInvoiceError `INVALID_OPTION` */
export function readPayLimits(limits: PayLimits | undefined): PayLimits {
  const names = ["maxAmountMsat", "maxFeeMsat", "rate", "maxRateDeviation"] as const;
  const given = readOptions(limits, "limits", ...names);
  for (const name of ["maxAmountMsat", "maxFeeMsat"] as const) {
    const value = given[name];
    if (value !== undefined && !(typeof value === "bigint" && value >= 0n))
      throw invalidOption(`limits.${name}`, "a bigint, 0 or more, in millisatoshi", value);
  }
  const { rate, maxRateDeviation } = given;
  if (rate !== undefined) checkFunction("limits.rate", rate);
  const isFraction = typeof maxRateDeviation === "number" && maxRateDeviation >= 0 && maxRateDeviation <= 1;
  if (rate === undefined ? maxRateDeviation !== undefined : !isFraction)
    throw invalidOption("limits.maxRateDeviation", "a number from 0 to 1, beside a rate", maxRateDeviation);
  return given;
}

/**
 * Checks what a receiver asks for: what is converted against what was agreed on, the Lightning invoice, that the two
 * fit, the payer's limits, and who is paid, in this order. None of it is signed. Who signed the response, and when, has
 * been checked before.
 *
 * @param response - of the receiver, as it was verified
 * @throws UmaInvoiceError `QUOTE_REFUSED`, with the field that does not fit; `INVALID_LIGHTNING_INVOICE`;
 * `INVALID_OPTION` for a rate that is none; what `limits.rate` throws
 * @see UMAD-06; BOLT 11
 */
export async function toQuote(
  response: PayResponse,
  agreement: Agreement,
  { network, limits, seconds, marginSeconds }: QuoteChecks,
): Promise<Quote> {
  const { receiverUma, amount, currency, decimals, invoiceUUID } = agreement;
  const { converted, payeeData = {} } = response;
  if (response.umaMajorVersion === 1 && response.converted.amount !== amount)
    throw otherThan("converted.amount", amount, response.converted.amount);
  if (converted.currencyCode !== currency)
    throw otherThan("converted.currencyCode", currency, converted.currencyCode);
  if (converted.decimals !== decimals) throw otherThan("converted.decimals", decimals, converted.decimals);

  const lightningInvoice = decodeLightningInvoice(response.pr);
  const { amountMsat, expiresAt } = lightningInvoice;
  if (lightningInvoice.network !== network)
    throw otherThan("lightningInvoice.network", network, lightningInvoice.network);
  if (amountMsat === undefined)
    throw refused("lightningInvoice.amountMsat", "an amount", "none: it may be any");
  if (seconds + marginSeconds > expiresAt)
    throw refused("lightningInvoice.expiresAt", `${marginSeconds} seconds or more to pay in`, `${expiresAt}`);

  const { multiplier, fee } = converted;
  const expected = toMillisatoshi(amount, multiplier, fee);
  const difference = amountMsat - expected;
  // The SDKs round in more than one way.
  if (difference < -1n || difference > 1n)
    throw refused("lightningInvoice.amountMsat", `${expected}, what is converted`, `${amountMsat}`);

  await checkLimits({ amountMsat, amount, code: currency, decimals }, limits);

  const channels = response.umaMajorVersion === 1 ? response.payeeData.compliance : response.compliance;
  const nodeKey = channels.nodePubKey?.toLowerCase();
  if (nodeKey !== undefined && nodeKey !== "" && nodeKey !== lightningInvoice.payee)
    throw refused("lightningInvoice.payee", "the node of the response (nodePubKey)", "another");

  const { maxFeeMsat = mostOf(amountMsat / 100n, leastFeeMsat) } = limits;
  const quote: Quote = {
    receiverUma,
    amount,
    currency,
    decimals,
    amountMsat,
    multiplier,
    receiverFeeMsat: fee,
    maxFeeMsat,
    expiresAt,
    lightningInvoice,
    payeeData,
    ...(invoiceUUID !== undefined && { invoiceUUID }),
    notes: Object.freeze(notesOn(response, agreement, lightningInvoice, nodeKey)),
  };
  return Object.freeze(quote);
}

/** What a quote is checked by. */
export type QuoteChecks = {
  /** The one that the payer's money is on. */
  readonly network: LightningNetwork;
  readonly limits: PayLimits;
  /** The present, in Unix time. */
  readonly seconds: number;
  /** Seconds that have to be left to pay in. */
  readonly marginSeconds: number;
};

async function checkLimits(
  {
    amountMsat,
    amount,
    code,
    decimals,
  }: Pick<Quote, "amountMsat" | "amount" | "decimals"> & { code: string },
  { maxAmountMsat, rate, maxRateDeviation = 0 }: PayLimits,
): Promise<void> {
  if (maxAmountMsat !== undefined && amountMsat > maxAmountMsat)
    throw refused("amountMsat", `at most ${maxAmountMsat}, the limit`, `${amountMsat}`);
  if (!rate) return;
  const ours = await rate({ code, decimals });
  if (ours === undefined)
    throw refused("currency", "a currency that the payer knows the rate of", describe(code));
  const fair = millisatoshiBy(ours, amount);
  const most = (fair * (parts + BigInt(Math.round(maxRateDeviation * Number(parts))))) / parts;
  // A receiver that asks for less than its money is worth is welcome to.
  if (amountMsat > most)
    throw refused("amountMsat", `at most ${most}, by the payer's own rate`, `${amountMsat}`);
}

function millisatoshiBy(rate: Decimal, amount: bigint): bigint {
  try {
    return toMillisatoshi(amount, rate, 0n);
  } catch (cause) {
    throw invalidOption("limits.rate", "a function that gives a Decimal, not negative", rate, cause);
  }
}

/** What may be worth a look, but proves nothing: SDKs serialise payer data differently, and name no node. */
function notesOn(
  response: PayResponse,
  { metadata, invoiceUUID, payerDataJson }: Agreement,
  { descriptionHash }: LightningInvoice,
  nodeKey: string | undefined,
): QuoteNote[] {
  const notes: QuoteNote[] = [];
  if (response.umaMajorVersion === 0)
    notes.push({ code: "UNSIGNED", text: "nothing of a response of major version 0 is signed" });
  if (!nodeKey)
    notes.push({ code: "NO_NODE_KEY", text: "the receiver's VASP does not say which node is paid" });
  if (metadata !== undefined) {
    const described = invoiceUUID === undefined ? metadata : addInvoiceToMetadata(metadata, invoiceUUID);
    if (![described, described + payerDataJson].some((text) => hashOf(text) === descriptionHash))
      notes.push({
        code: "DESCRIPTION_HASH_DIFFERS",
        text: "the Lightning invoice describes something else than the receiver's metadata",
      });
  }
  return notes;
}

function hashOf(text: string): string {
  const memory = new Uint8Array(text.length * 3);
  return toHex(sha256(memory.subarray(0, Math.max(encodeUtf8(text, memory, 0), 0))));
}

function mostOf(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}

/** The error for a quote that is not what was agreed on. */
function otherThan(field: string, agreed: unknown, found: unknown): UmaInvoiceError {
  return refused(field, `what was agreed on, ${describe(agreed)}`, describe(found));
}

/** The error for a quote. Nothing has been paid. */
export function refused(field: string, expected: string, instead: string): UmaInvoiceError {
  return payRefusal("QUOTE_REFUSED", { field, expected, instead });
}
