import { base58 } from "@scure/base";
import { bech32, bech32m } from "bech32";
import * as fc from "fast-check";
import { decodeLightningInvoice, type LightningInvoice } from "uma-invoice/pay";
import { expect, test } from "vitest";
import { type Answer, toBase64 } from "./node.js";
import { describeWithNodes } from "./nodes.js";

const hexOf = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => Buffer.from(bytes).toString("hex"));

/** Text of up to 639 bytes, which is what lnd takes. */
const description = fc.string({ unit: "binary", maxLength: 159 });

/** Something to write an invoice of: a description or its hash; the rest may be missing. */
const written = fc.record(
  {
    described: fc.oneof(
      description.map((memo) => ({ memo })),
      hexOf(32).map((hash) => ({ description_hash: toBase64(hash) })),
    ),
    amountMsat: fc.bigInt(1n, 2_000_000_000_000n),
    expiry: fc.integer({ min: 1, max: 31_536_000 }),
    cltvExpiry: fc.integer({ min: 18, max: 2000 }),
    fallback: fc.constantFrom("WITNESS_PUBKEY_HASH", "NESTED_PUBKEY_HASH", "TAPROOT_PUBKEY"),
    hops: fc.array(
      fc.array(
        fc.record({
          chan_id: fc.bigInt(0n, 2n ** 64n - 1n).map(String),
          fee_base_msat: fc.nat(2 ** 32 - 1),
          fee_proportional_millionths: fc.nat(2 ** 32 - 1),
          cltv_expiry_delta: fc.nat(2 ** 16 - 1),
        }),
        { minLength: 1, maxLength: 3 },
      ),
      { minLength: 1, maxLength: 3 },
    ),
  },
  { requiredKeys: ["described"] },
);

describeWithNodes("decodeLightningInvoice, and lnd", ({ alice, bob }) => {
  test("read the same in invoices that lnd writes", async () => {
    await fc.assert(
      fc.asyncProperty(written, async ({ described, amountMsat, expiry, cltvExpiry, fallback, hops }) => {
        const { payment_request: text } = await bob.call("POST", "/v1/invoices", {
          ...described,
          ...(amountMsat !== undefined && { value_msat: `${amountMsat}` }),
          ...(expiry !== undefined && { expiry: `${expiry}` }),
          ...(cltvExpiry !== undefined && { cltv_expiry: `${cltvExpiry}` }),
          ...(fallback && {
            fallback_addr: (await bob.call("GET", `/v1/newaddress?type=${fallback}`)).address,
          }),
          ...(hops && {
            route_hints: hops.map((route) => ({
              hop_hints: route.map((hop) => ({ ...hop, node_id: alice.publicKey })),
            })),
          }),
        });
        expect(readHere(decodeLightningInvoice(text))).toEqual(
          readThere(await alice.call("GET", `/v1/payreq/${text}`)),
        );
      }),
      { numRuns: 100 },
    );
  });

  test("differ on what only lnd can pay: an invoice that takes a payment of a kind of lnd's own", async () => {
    const { payment_request: text } = await bob.call("POST", "/v1/invoices", { is_amp: true });
    expect((await alice.call("GET", `/v1/payreq/${text}`)).features[30].is_required).toBe(true);
    expect(() => decodeLightningInvoice(text)).toThrow("bit 30");
  });
});

/** What both say, in one shape. */
function readHere(invoice: LightningInvoice): unknown {
  return {
    payee: invoice.payee,
    paymentHash: invoice.paymentHash,
    paymentSecret: toBase64(invoice.paymentSecret),
    amountMsat: `${invoice.amountMsat ?? 0n}`,
    timestamp: `${invoice.timestamp}`,
    expiry: `${invoice.expiry}`,
    description: invoice.description ?? "",
    descriptionHash: invoice.descriptionHash ?? "",
    minFinalCltvExpiryDelta: `${invoice.minFinalCltvExpiryDelta}`,
    features: invoice.features,
    routeHints: invoice.routeHints,
    fallbackAddresses: invoice.fallbackAddresses,
    unknownFields: invoice.unknownFields,
  };
}

function readThere(answer: Answer): unknown {
  return {
    payee: answer.destination,
    paymentHash: answer.payment_hash,
    paymentSecret: answer.payment_addr,
    amountMsat: answer.num_msat,
    timestamp: answer.timestamp,
    expiry: answer.expiry,
    description: answer.description,
    descriptionHash: answer.description_hash,
    minFinalCltvExpiryDelta: answer.cltv_expiry,
    features: Object.keys(answer.features).map(Number),
    routeHints: answer.route_hints.map(({ hop_hints }: Answer) =>
      hop_hints.map((hop: Answer) => ({
        publicKey: hop.node_id,
        shortChannelId: shortChannelId(BigInt(hop.chan_id)),
        feeBaseMsat: hop.fee_base_msat,
        feeProportionalMillionths: hop.fee_proportional_millionths,
        cltvExpiryDelta: hop.cltv_expiry_delta,
      })),
    ),
    fallbackAddresses: answer.fallback_addr === "" ? [] : [addressParts(answer.fallback_addr)],
    unknownFields: [],
  };
}

function shortChannelId(id: bigint): string {
  return `${id >> 40n}x${(id >> 16n) & 0xff_ffffn}x${id & 0xffffn}`;
}

/** What stands in an address: a witness program (BIP-173, BIP-350), or the hash of a script (BIP-16). */
function addressParts(address: string) {
  const code = [bech32m, bech32].find((each) => each.decodeUnsafe(address));
  if (!code)
    return { version: 18, program: Buffer.from(base58.decode(address).subarray(1, 21)).toString("hex") };
  const [version, ...words] = code.decode(address).words;
  return { version, program: Buffer.from(bech32.fromWords(words)).toString("hex") };
}
