import { sha256 } from "@noble/hashes/sha2.js";
import { recoverPublicKey, verify } from "@noble/secp256k1";
import { decodeUtf8, fromBytesOrHex, joinBytes, toHex } from "../bytes.js";
import { describe } from "../describe.js";
import { refusal } from "../errors.js";
import { checkWhole, readOptions } from "../options.js";
import { isUnixTime } from "../time.js";
import { invalidLightningInvoice as invalid } from "./errors.js";
import { readBech32, toBytes, toCharacters, toNumber, toPaddedBytes, type Words } from "./words.js";

/** The networks of BOLT 11, and `simnet`, which btcd and lnd run locally. */
export type LightningNetwork = "bitcoin" | "testnet" | "signet" | "regtest" | "simnet";

/** A channel on a private route to the payee, and what forwarding over it costs. */
export type RouteHop = {
  /** The node at which the channel starts: 33 bytes, in hex. Whether it is a point is not checked. */
  readonly publicKey: string;
  /** The channel: block, transaction and output, as BOLT 7 writes them: `589390x3312x1`. */
  readonly shortChannelId: string;
  /** In millisatoshi. */
  readonly feeBaseMsat: number;
  /** In millionths of the amount. */
  readonly feeProportionalMillionths: number;
  /** In blocks. */
  readonly cltvExpiryDelta: number;
};

/** Where on the chain to pay, if Lightning fails. */
export type FallbackAddress = {
  /** The version of a witness program, 0 to 16; 17 for the hash of a public key, 18 for that of a script. */
  readonly version: number;
  /** The witness program or the hash: 2 to 40 bytes, in hex. */
  readonly program: string;
};

/** A field that this library does not know. */
export type UnknownField = {
  /** The character that stands for its type. */
  readonly type: string;
  /** What it holds, in characters of bech32. */
  readonly data: string;
};

/** A Lightning invoice (BOLT 11). All bytes are in lower-case hex. */
export type LightningInvoice = {
  /** The text, in lower case. */
  readonly text: string;
  readonly network: LightningNetwork;
  /** In millisatoshi; absent where the payer chooses. */
  readonly amountMsat?: bigint;
  /** When it was written: Unix time in seconds. */
  readonly timestamp: number;
  /** How long it holds, in seconds; 3,600 where it says nothing. */
  readonly expiry: number;
  /** When it expires, Unix time in seconds: the two together. */
  readonly expiresAt: number;
  /** 32 bytes: the SHA-256 of the preimage that proves the payment. */
  readonly paymentHash: string;
  /** 32 bytes, which the payer sends along. */
  readonly paymentSecret: string;
  /** What the payment is for. It may hold anything: escape it before you show it. */
  readonly description?: string;
  /** 32 bytes, the SHA-256 of the description, where that does not stand in the invoice itself. */
  readonly descriptionHash?: string;
  /** The public key of the node that is paid: 33 bytes. */
  readonly payee: string;
  /** How many blocks the last channel of the route has to leave; 18 where the invoice says nothing. */
  readonly minFinalCltvExpiryDelta: number;
  /** The bits of BOLT 9 that are set, from the lowest. */
  readonly features: readonly number[];
  /** Private routes to the payee, each from a public node on; the best first. */
  readonly routeHints: readonly (readonly RouteHop[])[];
  /** The best first. */
  readonly fallbackAddresses: readonly FallbackAddress[];
  /** What the payer sends along unread. */
  readonly metadata?: string;
  /** What is of no type, or no version of an address, that is known here. */
  readonly unknownFields: readonly UnknownField[];
};

/** Options of {@link decodeLightningInvoice}. */
export type DecodeLightningInvoiceOptions = {
  /** The longest text to read, in characters; 7,089 by default, as in lnd: more no QR code holds. */
  readonly maxLength?: number;
};

/** What stands between the timestamp and the signature. */
type Fields = Partial<LightningInvoice> & {
  readonly routeHints: (readonly RouteHop[])[];
  readonly fallbackAddresses: FallbackAddress[];
  readonly unknownFields: UnknownField[];
};

/** What a field is called, and how its words are read. */
type FieldReader = {
  [Name in keyof LightningInvoice]-?: readonly [
    name: Name,
    readValue: (words: Words, name: string) => NonNullable<LightningInvoice[Name]>,
  ];
}[keyof LightningInvoice];

/** By their types (BOLT 11, section "Tagged Fields"), the fields of which an invoice has one at most. */
const singleFields: { readonly [type: string]: FieldReader } = {
  p: ["paymentHash", (words, name) => readHex(words, name, 32)],
  s: ["paymentSecret", (words, name) => readHex(words, name, 32)],
  d: ["description", readText],
  h: ["descriptionHash", (words, name) => readHex(words, name, 32)],
  n: ["payee", (words, name) => readHex(words, name, 33)],
  x: ["expiry", readInteger],
  c: ["minFinalCltvExpiryDelta", readInteger],
  m: ["metadata", (words, name) => toHex(toBytes(words, name))],
  9: ["features", readFeatures],
};

/** How many words the timestamp and the signature take. */
const timestampLength = 7;
const signatureLength = 104;

/**
 * Reads a Lightning invoice, and checks its signature.
 *
 * A signature fits one key or another whatever it signs: an invoice that somebody changed is read like any
 * other, and has another {@link LightningInvoice.payee}. Compare that with the node that you know, or take
 * invoices from where you trust them to be right. Whether it has expired is yours to look at, too.
 *
 * Refused is what BOLT 11 tells payers to refuse, and what its writers must not write where wallets may differ
 * in how they read it: a field of a wrong length or with bits in its padding, a number with leading zeros, two
 * of a field that stands once, both or neither of a description and its hash, no payment secret, a feature that
 * has to be understood and is none of invoices in BOLT 9. A high `s` is refused beside a payee that stands in
 * the invoice, and read where the signature has to give the payee, as BOLT 11 says.
 *
 * @param text - `lnbc…`, all lower case or all upper case, without `lightning:`
 * @returns the invoice, read-only
 * @throws UmaInvoiceError `TOO_LONG`; `INVALID_LIGHTNING_INVOICE` for all else that is in it; `INVALID_OPTION`
 * @see BOLT 11, BOLT 9; BIP-173
 *
 * @example
 * ```ts
 * const { amountMsat, payee, ...more } = decodeLightningInvoice(lightningInvoice);
 * amountMsat; // 250000000n
 * payee; // "03e7156ae33b0a208d0744199163177e909e80176e55d97a2f221ede0f934dd9ad"
 * more.network; // "bitcoin"
 * more.description; // "1 cup coffee"
 * more.expiresAt; // 1496314718
 * ```
 */
export function decodeLightningInvoice(
  text: string,
  options?: DecodeLightningInvoiceOptions,
): LightningInvoice {
  const { maxLength = 7089 } = readOptions(options, "options", "maxLength");
  checkWhole("maxLength", maxLength, "characters");
  if (typeof text !== "string") throw invalid("text", "a Lightning invoice", describe(text));
  if (text.length > maxLength)
    throw refusal("TOO_LONG", { expected: `at most ${maxLength} characters`, instead: `${text.length}` });

  const { prefix, words } = readBech32(text);
  const { network, amount } = readPrefix(prefix);
  const signed = words.subarray(0, -signatureLength);
  if (signed.length < timestampLength) throw invalid("text", "a timestamp and a signature", "less");
  const timestamp = toNumber(signed.subarray(0, timestampLength));
  // Nothing that is signed says where the prefix ends: digits of the amount may be moved behind the separator,
  // eight words for five of them, under the same signature. What stands there then is a time of that size.
  if (!isUnixTime(timestamp)) throw invalid("timestamp", "a time before 2106", `${timestamp}`);
  const fields = readFields(signed.subarray(timestampLength));
  const { paymentHash, paymentSecret, expiry = 3600, minFinalCltvExpiryDelta = 18, features = [] } = fields;
  if (paymentHash === undefined) throw invalid("paymentHash", "one", "none");
  if (paymentSecret === undefined) throw invalid("paymentSecret", "one", "none");
  if ((fields.description === undefined) === (fields.descriptionHash === undefined))
    throw invalid(
      "description",
      "either one or its hash",
      fields.description === undefined ? "none" : "both",
    );
  const expiresAt = timestamp + expiry;
  if (!Number.isSafeInteger(expiresAt)) throw invalid("expiry", "an end before 2^53 seconds", "a later one");
  const payee = readPayee(fields.payee, prefix, signed, words.subarray(-signatureLength));

  const times = { timestamp, expiry, expiresAt };
  const needed = { paymentHash, paymentSecret, payee, minFinalCltvExpiryDelta, features };
  const invoice = { text: text.toLowerCase(), network, ...amount, ...times, ...fields, ...needed };
  for (const list of [features, fields.routeHints, fields.fallbackAddresses, fields.unknownFields])
    Object.freeze(list);
  return Object.freeze(invoice);
}

const networks = { bc: "bitcoin", tb: "testnet", tbs: "signet", bcrt: "regtest", sb: "simnet" } as const;

/** All networks that there are. */
export const lightningNetworks = /* @__PURE__ */ (() =>
  Object.values(networks))() as readonly LightningNetwork[];
/** What each multiplier means, in the tenths of a millisatoshi that are a pico-bitcoin. */
const multipliers = { "": 1_000_000_000_000n, m: 1_000_000_000n, u: 1_000_000n, n: 1000n, p: 1n } as const;

function readPrefix(prefix: string): {
  readonly network: LightningNetwork;
  readonly amount: { readonly amountMsat?: bigint };
} {
  const [, code, sum] = /^ln(bcrt|bc|tbs|tb|sb)(.*)$/.exec(prefix) ?? [];
  if (code === undefined)
    throw invalid("network", "a prefix of lnbc, lntb, lntbs, lnbcrt or lnsb", describe(prefix));
  const network = networks[code as keyof typeof networks];
  if (sum === "") return { network, amount: {} };
  const [, digits, multiplier = ""] = /^([1-9]\d*)([munp]?)$/.exec(sum!) ?? [];
  const tenths = digits && BigInt(digits) * multipliers[multiplier as keyof typeof multipliers];
  if (!tenths || tenths % 10n !== 0n)
    throw invalid("amountMsat", "whole millisatoshi: digits and m, u, n, p or nothing", describe(sum));
  return { network, amount: { amountMsat: tenths / 10n } };
}

function readFields(words: Words): Fields {
  const fields: Fields = { routeHints: [], fallbackAddresses: [], unknownFields: [] };
  for (let at = 0; at < words.length; ) {
    const start = at + 3;
    const end = start + toNumber(words.subarray(at + 1, start));
    if (end > words.length)
      throw invalid("text", "fields that end before the signature", "one that does not");
    readField(fields, toCharacters(words.subarray(at, at + 1)), words.subarray(start, end));
    at = end;
  }
  return fields;
}

function readField(fields: Fields, type: string, words: Words): void {
  const single = singleFields[type];
  if (single) {
    const [name, readValue] = single;
    const value = readValue(words, name);
    // Of two, another wallet may take the other one, and pay what was not looked at here.
    if (fields[name] !== undefined) throw invalid(name, "one", "two");
    Object.assign(fields, { [name]: value });
  } else if (type === "r") fields.routeHints.push(readRoute(words));
  else if (type === "f" && words[0]! <= 18) fields.fallbackAddresses.push(readAddress(words));
  else fields.unknownFields.push(Object.freeze({ type, data: toCharacters(words) }));
}

/** Bytes of a fixed length. */
function readHex(words: Words, field: string, length: number): string {
  if (words.length !== Math.ceil((length * 8) / 5))
    throw invalid(field, `${length} bytes`, `${words.length} words of 5 bits`);
  return toHex(toBytes(words, field));
}

function readText(words: Words, field: string): string {
  const text = decodeUtf8(toBytes(words, field));
  if (text === undefined) throw invalid(field, "UTF-8", "other bytes");
  return text;
}

function readInteger(words: Words, field: string): number {
  refuseLeadingZero(words, field);
  const value = toNumber(words);
  if (!Number.isSafeInteger(value)) throw invalid(field, "a number below 2^53", "a larger one");
  return value;
}

function refuseLeadingZero(words: Words, field: string): void {
  if (words[0] === 0) throw invalid(field, "as few words as possible", "a leading zero");
}

/**
 * What has to be understood, and is (BOLT 9): payment_secret, basic_mpp, option_route_blinding,
 * option_attribution_data and option_payment_metadata; and what is taken for granted of every node.
 */
const knownFeatures = [14, 16, 24, 36, 48, 0, 8, 12, 44];

function readFeatures(words: Words, field: string): readonly number[] {
  refuseLeadingZero(words, field);
  const features = Array.from(words)
    .reverse()
    .flatMap((word, index) =>
      [0, 1, 2, 3, 4].filter((bit) => (word >>> bit) & 1).map((bit) => index * 5 + bit),
    );
  const unknown = features.find((bit) => bit % 2 === 0 && !knownFeatures.includes(bit));
  if (unknown !== undefined)
    throw invalid(field, "no feature that has to be understood and is unknown", `bit ${unknown}`);
  const has = (even: number) => features.some((bit) => bit >>> 1 === even >>> 1);
  if (has(16) && !has(14)) throw invalid(field, "payment_secret beside basic_mpp", "none");
  return features;
}

/** How many bytes a channel takes. */
const hopLength = 51;

function readRoute(words: Words): readonly RouteHop[] {
  const bytes = toBytes(words, "routeHints");
  if (bytes.length === 0 || bytes.length % hopLength !== 0)
    throw invalid("routeHints", `${hopLength} bytes for each of one or more channels`, `${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const hops = Array.from({ length: bytes.length / hopLength }, (_, index): RouteHop => {
    const at = index * hopLength;
    const [block, transaction] = [view.getUint32(at + 33) >>> 8, view.getUint32(at + 35) & 0xffffff];
    return Object.freeze({
      publicKey: toHex(bytes.subarray(at, at + 33)),
      shortChannelId: `${block}x${transaction}x${view.getUint16(at + 39)}`,
      feeBaseMsat: view.getUint32(at + 41),
      feeProportionalMillionths: view.getUint32(at + 45),
      cltvExpiryDelta: view.getUint16(at + 49),
    });
  });
  return Object.freeze(hops);
}

function readAddress(words: Words): FallbackAddress {
  const version = words[0]!;
  const program = toBytes(words.subarray(1), "fallbackAddresses");
  // BIP-141, section "Witness program"; the hashes of BIP-16 and of P2PKH are 20 bytes.
  const lengths = version === 0 ? [20, 32] : [20];
  const fits =
    version > 0 && version < 17
      ? program.length >= 2 && program.length <= 40
      : lengths.includes(program.length);
  if (!fits) throw invalid("fallbackAddresses", `a program of version ${version}`, `${program.length} bytes`);
  return Object.freeze({ version, program: toHex(program) });
}

/**
 * The key that an invoice is signed with.
 *
 * @param stated - the key that stands in the invoice
 * @param prefix - what is signed: this in ASCII,
 * @param signed - and this, filled up to whole bytes
 * @param signature - r, s, and which of the keys that they fit is meant
 */
function readPayee(stated: string | undefined, prefix: string, signed: Words, signature: Words): string {
  const bytes = toBytes(signature, "signature");
  const compact = bytes.subarray(0, 64);
  const recovery = bytes[64]!;
  if (recovery > 3) throw invalid("signature", "a recovery ID from 0 to 3", `${recovery}`);
  const ascii = Uint8Array.from(prefix, (character) => character.charCodeAt(0));
  const data = toPaddedBytes(signed);
  const digest = sha256(joinBytes([ascii, data], ascii.length + data.length));
  if (stated !== undefined) {
    if (verify(compact, digest, fromBytesOrHex(stated)!, { prehash: false, lowS: true })) return stated;
    throw invalid("signature", "one with a low s, of the payee that stands in the invoice", "another");
  }
  try {
    return toHex(recoverPublicKey(Uint8Array.of(recovery, ...compact), digest, { prehash: false }));
  } catch (cause) {
    throw invalid("signature", "one that gives a public key", "another", cause);
  }
}
