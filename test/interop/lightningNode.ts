import { createHash, randomBytes } from "node:crypto";
import type { RequestListener } from "node:http";
import { text } from "node:stream/consumers";
import { decodeLightningInvoice, type Wallet } from "../../src/pay/index.js";
import { toHex } from "../support/bytes.js";
import { integerWords, paymentSecret, rawLightningInvoice, wordsOf } from "../support/rawLightningInvoice.js";

const sha256 = (data: Uint8Array | string) => new Uint8Array(createHash("sha256").update(data).digest());

/** A Lightning node that is paid by its own wallet, once for each of its invoices. */
export type LightningNode = {
  /** Writes an invoice; what it is for is hashed. */
  invoice(amountMsat: bigint, description: string): string;
  /** The same with that hash: 32 bytes. */
  invoiceForHash(amountMsat: bigint, descriptionHash: Uint8Array): string;
  /** Answers the VASPs on the SDKs, as fixtures/handshake/README.md says. */
  readonly listener: RequestListener;
  readonly wallet: Wallet;
  /** What was paid: millisatoshi, in order. */
  readonly paid: bigint[];
};

export function createLightningNode(): LightningNode {
  const preimages = new Map<string, string>();
  const paid: bigint[] = [];

  function invoiceForHash(amountMsat: bigint, descriptionHash: Uint8Array): string {
    const preimage = new Uint8Array(randomBytes(32));
    preimages.set(toHex(sha256(preimage)), toHex(preimage));
    return rawLightningInvoice({
      // A pico-bitcoin is a tenth of a millisatoshi.
      prefix: `lnbc${amountMsat * 10n}p`,
      timestamp: Math.floor(Date.now() / 1000),
      fields: [
        ["p", wordsOf(sha256(preimage))],
        ["s", wordsOf(Buffer.from(paymentSecret, "hex"))],
        ["h", wordsOf(descriptionHash)],
        ["x", integerWords(600)],
      ],
    });
  }
  const invoice = (amountMsat: bigint, description: string) =>
    invoiceForHash(amountMsat, sha256(description));

  return {
    invoice,
    invoiceForHash,
    async listener(request, response) {
      const { amountMsats, metadata } = JSON.parse(await text(request));
      response.end(invoice(BigInt(amountMsats), metadata));
    },
    wallet: {
      async sendPayment(paymentRequest) {
        const { paymentHash, amountMsat } = decodeLightningInvoice(paymentRequest);
        const preimage = preimages.get(paymentHash);
        if (!preimage) throw new Error("the invoice is not of this node, or was paid");
        preimages.delete(paymentHash);
        paid.push(amountMsat!);
        return { preimage };
      },
    },
    paid,
  };
}
