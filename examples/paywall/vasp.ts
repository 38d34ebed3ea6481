// The VASP that hosts the shop: it issues the shop's invoices, and is paid over the UMA handshake.
import { createECDH } from "node:crypto";
import { serve } from "@hono/node-server";
import { createInvoice, type Invoice } from "uma-invoice";
import {
  createPayRequestHandler,
  memoryIncomingPayments,
  parseDecimal,
  type SettlementListener,
  settlePayment,
} from "uma-invoice/pay";
import { createKeyResolver, createVaspHandler } from "uma-invoice/vasp";
import type { InvoiceToIssue } from "uma-invoice/x402";
import type { Node } from "./lightning.js";

export function startVasp(port: number, node: Node, settlements: SettlementListener) {
  const ecdh = createECDH("secp256k1"); // yours: an HSM, a KMS
  const publicKey = ecdh.generateKeys();
  const secretKey = ecdh.getPrivateKey();
  const bills = new Map<string, Invoice>();
  const payments = memoryIncomingPayments(); // yours: redisIncomingPayments(client)

  const wellKnown = createVaspHandler({
    keys: { signingPublicKey: publicKey, encryptionPublicKey: publicKey },
    configuration: { name: "VASP", umaMajorVersions: [1] },
  });
  const receive = createPayRequestHandler({
    find({ url }) {
      const invoice = bills.get(url);
      return invoice && { invoice };
    },
    rate: () => ({ multiplier: parseDecimal("20000") }), // yours: what a cent is worth now, in millisatoshi
    createLightningInvoice: node.createInvoice,
    signingKey: secretKey,
    keyResolver: createKeyResolver({ allowLoopback: true }), // yours: without the option
    payments,
    network: node.network,
    onError: console.error,
  });
  node.onPaid((paymentHash, settledAt) => settlePayment(paymentHash, { payments, settlements, settledAt }));
  serve({
    hostname: "localhost",
    port,
    fetch: (request) => (request.method === "POST" ? receive(request) : wellKnown(request)),
  });

  return {
    createInvoice(fields: InvoiceToIssue): Invoice {
      const callback = `http://localhost:${port}/uma/payreq/${fields.invoiceUUID}`; // yours: https
      const invoice = createInvoice({ ...fields, isSubjectToTravelRule: false, callback }, secretKey);
      bills.set(callback, invoice);
      return invoice;
    },
  };
}
