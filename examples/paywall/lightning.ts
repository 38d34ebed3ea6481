// The Lightning network of the example: lnd, where the environment says so, or else simulated.
import { createHash, randomBytes } from "node:crypto";
import { serve } from "@hono/node-server";
import bolt11 from "bolt11";
import {
  type LightningInvoiceToCreate,
  type LightningNetwork,
  lndWallet,
  type Wallet,
} from "uma-invoice/pay";

/** What a VASP needs of its node. */
export type Node = {
  readonly network: LightningNetwork;
  createInvoice(asked: LightningInvoiceToCreate): Promise<string>;
  /** Tells of each payment that the node got. */
  onPaid(listener: (paymentHash: string, settledAt: number) => unknown): void;
};

const { LND_URL, LND_MACAROON, LND_NETWORK } = process.env; // the macaroon in hex
const simulation = "http://localhost:4008/";

/** The network that both sides are on. */
export const network = LND_URL ? ((LND_NETWORK ?? "bitcoin") as LightningNetwork) : "regtest";

/** The node of the one who is paid. */
export function openNode(): Node {
  return LND_URL ? lndNode(LND_URL) : simulatedNode();
}

/** The wallet of the one who pays. */
export function openWallet(): Wallet {
  if (LND_URL) return lndWallet({ url: LND_URL, ...(LND_MACAROON && { macaroon: LND_MACAROON }) });
  return {
    async sendPayment(paymentRequest) {
      const response = await fetch(simulation, { method: "POST", body: paymentRequest });
      return response.json();
    },
  };
}

/** An lnd node, by its REST API. */
function lndNode(url: string): Node {
  const headers: Record<string, string> = LND_MACAROON ? { "grpc-metadata-macaroon": LND_MACAROON } : {};
  const base64 = (hex: string) => Buffer.from(hex, "hex").toString("base64");
  return {
    network,
    async createInvoice({ amountMsat, descriptionHash, expirySeconds }) {
      const asked = {
        value_msat: `${amountMsat}`,
        description_hash: base64(descriptionHash),
        expiry: `${expirySeconds}`,
      };
      const body = JSON.stringify(asked);
      const response = await fetch(new URL("/v1/invoices", url), { method: "POST", headers, body });
      if (!response.ok) throw new Error(`lnd: status ${response.status}`);
      return (await response.json()).payment_request;
    },
    async onPaid(listener) {
      const { body } = await fetch(new URL("/v1/invoices/subscribe", url), { headers });
      let rest = "";
      // Node.js's streams can be iterated over; the type of the Web's does not say so.
      const chunks = body!.pipeThrough(new TextDecoderStream()) as unknown as AsyncIterable<string>;
      // A line for each invoice that changes. Yours: subscribes again where the connection breaks, from settle_index.
      for await (const chunk of chunks) {
        const lines = (rest + chunk).split("\n");
        rest = lines.pop()!;
        for (const line of lines) {
          const { state, r_hash, settle_date } = JSON.parse(line).result;
          if (state === "SETTLED")
            await listener(Buffer.from(r_hash, "base64").toString("hex"), Number(settle_date));
        }
      }
    },
  };
}

/** A node without a network: whoever posts one of its invoices has paid it, and gets the preimage. */
function simulatedNode(): Node {
  const secretKey = randomBytes(32).toString("hex");
  const preimages = new Map<string, Buffer>();
  let tell: Parameters<Node["onPaid"]>[0] = () => undefined;
  const hashOf = (preimage: Buffer) => createHash("sha256").update(preimage).digest("hex");
  serve({
    hostname: "localhost",
    port: 4008,
    async fetch(request) {
      const preimage = preimages.get(await request.text())!;
      await tell(hashOf(preimage), Math.floor(Date.now() / 1000));
      return Response.json({ preimage: preimage.toString("hex") });
    },
  });
  return {
    network,
    async createInvoice({ amountMsat, descriptionHash, expirySeconds }) {
      const preimage = randomBytes(32);
      const unsigned = bolt11.encode({
        network: { bech32: "bcrt", pubKeyHash: 0x6f, scriptHash: 0xc4, validWitnessVersions: [0, 1] },
        millisatoshis: `${amountMsat}`,
        tags: [
          { tagName: "payment_hash", data: hashOf(preimage) },
          { tagName: "payment_secret", data: randomBytes(32).toString("hex") },
          { tagName: "purpose_commit_hash", data: descriptionHash },
          { tagName: "expire_time", data: expirySeconds },
        ],
      });
      const { paymentRequest } = bolt11.sign(unsigned, secretKey);
      preimages.set(paymentRequest!, preimage);
      return paymentRequest!;
    },
    onPaid(listener) {
      tell = listener;
    },
  };
}
