import bolt11 from "bolt11";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UmaInvoiceError } from "../../src/index.js";
import { decodeLightningInvoice, type LightningInvoice } from "../../src/pay/index.js";
import { secretKey as anySecretKey, text } from "../support/arbitraries.js";
import { changeOne, charset } from "../support/bech32.js";
import { toHex } from "../support/bytes.js";
import { hostile } from "../support/hostile.js";
import { secp256k1 } from "../support/nativeEcdsa.js";
import {
  payee,
  type RawField,
  rawLightningInvoice,
  requiredFields,
  unwrapWords,
  wordsOf,
  wrapWords,
} from "../support/rawLightningInvoice.js";

/** Bytes in hex. */
const hexOf = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => toHex(bytes));
const uint = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 });

const bitcoin = { bech32: "bc", pubKeyHash: 0, scriptHash: 5, validWitnessVersions: [0, 1] };
const networks = {
  bitcoin,
  testnet: { ...bitcoin, bech32: "tb" },
  signet: { ...bitcoin, bech32: "tbs" },
  regtest: { ...bitcoin, bech32: "bcrt" },
  simnet: { ...bitcoin, bech32: "sb" },
} as const;

const hop = fc.record({
  pubkey: anySecretKey.map((key) => toHex(secp256k1.publicKeyCreate(key, true))),
  short_channel_id: hexOf(8),
  fee_base_msat: uint(31),
  fee_proportional_millionths: uint(31),
  cltv_expiry_delta: uint(16),
});

const fallback = fc.oneof(
  fc.record({ code: fc.constantFrom(0, 17, 18), addressHash: hexOf(20) }),
  fc.record({ code: fc.constantFrom(0, 1), addressHash: hexOf(32) }),
);

/** Bits of which the peer knows the names. */
const features = fc.record({
  var_onion_optin: fc.record({ required: fc.boolean(), supported: fc.boolean() }),
  payment_secret: fc.constantFrom({ required: true, supported: false }, { required: false, supported: true }),
  basic_mpp: fc.record({ required: fc.boolean(), supported: fc.boolean() }),
});

/** What the peer is told to write, by the names of both. */
const fields = fc.record(
  {
    network: fc.constantFrom(...(Object.keys(networks) as (keyof typeof networks)[])),
    timestamp: uint(32),
    amountMsat: fc.oneof(
      fc.bigInt({ min: 1n, max: 2_100_000_000_000_000_000n }),
      fc
        .tuple(fc.bigInt({ min: 1n, max: 9_999n }), fc.nat({ max: 14 }))
        .map(([n, zeros]) => n * 10n ** BigInt(zeros)),
    ),
    paymentHash: hexOf(32),
    paymentSecret: hexOf(32),
    purpose: fc.oneof(
      fc.record({ tagName: fc.constant("description"), data: text(100) }),
      fc.record({ tagName: fc.constant("purpose_commit_hash"), data: hexOf(32) }),
    ),
    features,
    statesPayee: fc.boolean(),
    expiry: fc.integer({ min: 1, max: 2 ** 32 }),
    minFinalCltvExpiryDelta: fc.integer({ min: 1, max: 2 ** 20 }),
    fallbackAddresses: fc.array(fallback, { maxLength: 2 }),
    routeHints: fc.array(fc.array(hop, { minLength: 1, maxLength: 3 }), { maxLength: 3 }),
    secretKey: anySecretKey,
  },
  {
    requiredKeys: [
      ...(["network", "timestamp", "paymentHash", "paymentSecret", "purpose", "features"] as const),
      ...(["statesPayee", "fallbackAddresses", "routeHints", "secretKey"] as const),
    ],
  },
);

type Fields = typeof fields extends fc.Arbitrary<infer Value> ? Value : never;

/** Writes an invoice with the peer. */
function write(given: Fields): string {
  const key = toHex(given.secretKey);
  const tags = [
    { tagName: "payment_hash", data: given.paymentHash },
    { tagName: "payment_secret", data: given.paymentSecret },
    given.purpose,
    { tagName: "feature_bits", data: given.features as never },
    ...given.fallbackAddresses.map((address) => ({
      tagName: "fallback_address",
      data: { ...address, address: "" },
    })),
    ...given.routeHints.map((data) => ({ tagName: "routing_info", data })),
  ];
  if (given.statesPayee) tags.push({ tagName: "payee_node_key", data: publicKeyOf(given) });
  if (given.expiry !== undefined) tags.push({ tagName: "expire_time", data: given.expiry as never });
  if (given.minFinalCltvExpiryDelta !== undefined)
    tags.push({ tagName: "min_final_cltv_expiry", data: given.minFinalCltvExpiryDelta as never });
  const { timestamp, amountMsat } = given;
  const network = networks[given.network];
  const amount = amountMsat === undefined ? {} : { millisatoshis: `${amountMsat}` };
  return bolt11.sign(bolt11.encode({ network, timestamp, ...amount, tags }, false), key).paymentRequest!;
}

function publicKeyOf({ secretKey }: Fields): string {
  return toHex(secp256k1.publicKeyCreate(secretKey, true));
}

/** What was written, by our names. */
function expectedOf(given: Fields, written: string): LightningInvoice {
  const { network, amountMsat, timestamp, expiry = 3600, minFinalCltvExpiryDelta = 18 } = given;
  const { var_onion_optin, payment_secret, basic_mpp } = given.features;
  const bits = [
    [8, var_onion_optin.required],
    [9, var_onion_optin.supported],
    [14, payment_secret.required],
    [15, payment_secret.supported],
    [16, basic_mpp.required],
    [17, basic_mpp.supported],
  ] as const;
  return {
    text: written,
    network,
    ...(amountMsat !== undefined && { amountMsat }),
    ...{ timestamp, expiry, expiresAt: timestamp + expiry },
    ...{ paymentHash: given.paymentHash, paymentSecret: given.paymentSecret },
    [given.purpose.tagName === "description" ? "description" : "descriptionHash"]: given.purpose.data,
    payee: publicKeyOf(given),
    minFinalCltvExpiryDelta,
    features: bits.filter(([, isSet]) => isSet).map(([bit]) => bit),
    routeHints: given.routeHints.map((hops) =>
      hops.map((hop) => ({
        publicKey: hop.pubkey,
        shortChannelId: [
          hop.short_channel_id.slice(0, 6),
          hop.short_channel_id.slice(6, 12),
          hop.short_channel_id.slice(12),
        ]
          .map((digits) => Number.parseInt(digits, 16))
          .join("x"),
        feeBaseMsat: hop.fee_base_msat,
        feeProportionalMillionths: hop.fee_proportional_millionths,
        cltvExpiryDelta: hop.cltv_expiry_delta,
      })),
    ),
    fallbackAddresses: given.fallbackAddresses.map(({ code, addressHash }) => ({
      version: code,
      program: addressHash,
    })),
    unknownFields: [],
  };
}

/** What comes of reading a text; nothing if it is refused, as it has to be. */
function readOrRefuse(text: unknown): LightningInvoice | undefined {
  try {
    return decodeLightningInvoice(text as string);
  } catch (error) {
    expect(error).toBeInstanceOf(UmaInvoiceError);
    expect(["INVALID_LIGHTNING_INVOICE", "TOO_LONG"]).toContain((error as UmaInvoiceError).code);
    expect((error as UmaInvoiceError).message).toMatch(/^[ -~]{1,400}$/);
    return undefined;
  }
}

describe("what the bolt11 package writes", () => {
  test("is read to what it was told to write, in either case, and to the payee that it reads itself", () => {
    fc.assert(
      fc.property(fields, fc.boolean(), (given, upper) => {
        const written = write(given);
        const read = decodeLightningInvoice(upper ? written.toUpperCase() : written);
        expect(read).toStrictEqual(expectedOf(given, written));
        const peer = bolt11.decode(written, networks[given.network]);
        expect(read.payee).toBe(peer.payeeNodeKey);
        expect(read.amountMsat?.toString() ?? null).toBe(peer.millisatoshis);
      }),
      { numRuns: 200 },
    );
  });

  test("is refused with any one character changed", () => {
    fc.assert(
      fc.property(fields, fc.nat(), fc.nat({ max: 30 }), (given, at, other) => {
        expect(readOrRefuse(changeOne(write(given), at, other).changed)).toBeUndefined();
      }),
      { numRuns: 150 },
    );
  });

  test("is refused, or of another payee, with anything changed that is signed and a checksum that matches", () => {
    let accepted = 0;
    fc.assert(
      fc.property(fields, fc.nat(), fc.integer({ min: 1, max: 31 }), (given, at, difference) => {
        const written = write(given);
        const words = unwrapWords(written);
        words[at % (words.length - 104)]! ^= difference;
        const read = readOrRefuse(wrapWords(written.slice(0, written.lastIndexOf("1")), words));
        if (read) accepted++;
        expect(read?.payee).not.toBe(publicKeyOf(given));
      }),
      { numRuns: 300 },
    );
    expect(accepted).toBeGreaterThan(0);
  });

  test("is of another payee with another amount, or is refused where it states its own", () => {
    fc.assert(
      fc.property(fields, fc.bigInt({ min: 1n, max: 10n ** 15n }), (given, amountMsat) => {
        fc.pre(amountMsat !== given.amountMsat);
        const written = write(given);
        const prefix = `ln${networks[given.network].bech32}${bolt11.millisatToHrp(`${amountMsat}`)}`;
        const forged = readOrRefuse(wrapWords(prefix, unwrapWords(written)));
        expect(forged?.payee).not.toBe(publicKeyOf(given));
        if (given.statesPayee) expect(forged).toBeUndefined();
        else if (forged) expect(forged.amountMsat).toBe(amountMsat);
      }),
      { numRuns: 150 },
    );
  });
});

test("an amount means what its digits and its multiplier say", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 10n ** 30n }),
      fc.constantFrom<[string, number]>(["", 11], ["m", 8], ["u", 5], ["n", 2], ["p", -1]),
      (digits, [multiplier, zeros]) => {
        const read = readOrRefuse(rawLightningInvoice({ prefix: `lnbc${digits}${multiplier}` }));
        const shifted = zeros < 0 ? /^(.*)0$/.exec(`${digits}`)?.[1] : `${digits}${"0".repeat(zeros)}`;
        expect(read?.amountMsat?.toString()).toBe(shifted);
      },
    ),
    { numRuns: 150 },
  );
});

describe("whatever it is, there is an invoice or a UmaInvoiceError:", () => {
  const word = fc.nat({ max: 31 });
  const type = fc.constantFrom(...charset);
  const field: fc.Arbitrary<RawField> = fc.tuple(
    type,
    fc.oneof(
      fc.array(word, { maxLength: 60 }),
      fc.array(word, { minLength: 1023, maxLength: 1023 }),
      fc.uint8Array({ maxLength: 110 }).map(wordsOf),
    ),
  );

  test("anything", () => {
    fc.assert(
      fc.property(hostile, (make) => {
        readOrRefuse(make());
      }),
      { numRuns: 500 },
    );
  });

  test("bech32 with any prefix", () => {
    const prefix = fc.oneof(
      fc.constantFrom("lnbc", "lntb20m", "lnbcrt1p", "lnsb"),
      fc.string({ unit: fc.constantFrom(..."lnbcrts0123456789munp"), minLength: 1, maxLength: 90 }),
    );
    fc.assert(
      fc.property(prefix, fc.array(word, { maxLength: 400 }), (start, words) => {
        readOrRefuse(wrapWords(start, words));
      }),
      { numRuns: 1000 },
    );
  });

  test("any fields, signed; where they are read, those of unknown types are kept, and the payee is right", () => {
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(field, { maxLength: 4 }), fc.array(word, { maxLength: 2 }), (others, rest) => {
        const read = readOrRefuse(rawLightningInvoice({ fields: [...requiredFields, ...others], rest }));
        if (!read) return;
        accepted++;
        expect(rest).toEqual([]);
        expect(read.payee).toBe(payee);
        const unknown = others.filter(([type, words]) =>
          type === "f" ? !(words[0]! <= 18) : !"psdhnxcm9r".includes(type),
        );
        const characters = (words: readonly number[]) => words.map((word) => charset[word]).join("");
        expect(read.unknownFields).toEqual(
          unknown.map(([type, words]) => ({ type, data: characters(words) })),
        );
      }),
      { numRuns: 500, examples: [[[], []]] },
    );
    expect(accepted).toBeGreaterThan(0);
  });
});
