import { createHash, randomBytes } from "node:crypto";
import { createInvoice } from "uma-invoice";
import { createKeyResolver, createVaspHandler, type KeyResolver } from "uma-invoice/vasp";
import {
  memorySettlements,
  type PaymentOrder,
  type PaywallInvoices,
  type Settlement,
  type SettlementStore,
} from "uma-invoice/x402";
import { keys } from "../../support/keys.js";
import { serveWeb } from "../../support/serve.js";

/** A receiving VASP on loopback, the payments that it has told its shop of, and a wallet. */
export type Market = {
  /** The shop's address at the VASP. */
  readonly payTo: string;
  readonly price: { readonly amount: bigint; readonly currency: typeof dollar };
  readonly settlements: SettlementStore;
  readonly invoices: PaywallInvoices;
  readonly keyResolver: KeyResolver;
  /** The wallet: asks the receiving VASP for a Lightning invoice, and pays it. */
  readonly pay: (order: PaymentOrder) => Promise<string>;
  /** The preimages of what the wallet has paid. */
  readonly paid: readonly string[];
};

export const dollar = { code: "USD", name: "US Dollar", symbol: "$", decimals: 2 } as const;

/**
 * Opens a market. The Lightning network alone is simulated: a ledger, which gives the preimage to a
 * payment hash to whoever pays, and tells the receiving VASP.
 */
export async function openMarket(): Promise<Market> {
  const ledger = new Map<string, { readonly preimage: string; readonly onPaid: () => void }>();
  const settlements = memorySettlements();
  const documents = createVaspHandler({
    keys: { signingPublicKey: keys.first.publicKey, encryptionPublicKey: keys.first.publicKey },
    configuration: { name: "VASP", umaMajorVersions: [1] },
  });

  /** The VASP's side of a pay request. */
  async function payRequest(request: Request): Promise<Response> {
    const { amount, ...asked } = await request.json();
    const preimage = randomBytes(32);
    const paymentHash = createHash("sha256").update(preimage).digest("hex");
    const settlement: Settlement = {
      ...asked,
      amount: BigInt(amount),
      settledAt: Math.floor(Date.now() / 1000),
    };
    const onPaid = () => void settlements.settle(paymentHash, settlement);
    ledger.set(paymentHash, { preimage: preimage.toString("hex"), onPaid });
    return Response.json({ paymentHash });
  }

  const host = await serveWeb((request) =>
    new URL(request.url).pathname === "/payreq" ? payRequest(request) : documents(request),
  );
  const domain = host.replace("127.0.0.1", "localhost");
  const callback = `http://${domain}/payreq`;
  const paid: string[] = [];

  return {
    payTo: `$shop@${domain}`,
    price: { amount: 5n, currency: dollar },
    settlements,
    invoices: {
      create: (fields) =>
        createInvoice({ ...fields, isSubjectToTravelRule: false, callback }, keys.first.secretKey),
      bindingKey: randomBytes(32),
    },
    keyResolver: createKeyResolver({ allowLoopback: true }),
    paid,
    async pay(order) {
      const asked =
        "invoice" in order
          ? {
              receiverUma: order.invoice.receiverUma,
              amount: `${order.invoice.amount}`,
              currency: order.invoice.receivingCurrency.code,
              invoiceUUID: order.invoice.invoiceUUID,
            }
          : { receiverUma: order.umaAddress, amount: `${order.amount}`, currency: order.currency };
      const to =
        "invoice" in order ? order.invoice.callback : `http://${order.umaAddress.split("@")[1]}/payreq`;
      const response = await fetch(to, { method: "POST", body: JSON.stringify(asked) });
      const { paymentHash } = (await response.json()) as { readonly paymentHash: string };
      const { preimage, onPaid } = ledger.get(paymentHash)!;
      onPaid();
      paid.push(preimage);
      return preimage;
    },
  };
}
