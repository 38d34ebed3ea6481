// The shop's VASP and the Lightning network, both simulated: whoever posts to `callback` has paid.
import { createECDH, createHash, randomBytes } from "node:crypto";
import { serve } from "@hono/node-server";
import { createInvoice } from "uma-invoice";
import { createVaspHandler } from "uma-invoice/vasp";
import type { InvoiceToIssue, Settlement } from "uma-invoice/x402";

export function startVasp(port: number, tell: (paymentHash: Uint8Array, settlement: Settlement) => unknown) {
  const ecdh = createECDH("secp256k1");
  const publicKey = ecdh.generateKeys();
  const secretKey = ecdh.getPrivateKey();
  const callback = `http://localhost:${port}/uma/payreq`;
  const issued = new Map<string, InvoiceToIssue>();
  const wellKnown = createVaspHandler({
    keys: { signingPublicKey: publicKey, encryptionPublicKey: publicKey },
    configuration: { name: "VASP", umaMajorVersions: [1] },
  });

  async function payRequest(request: Request): Promise<Response> {
    const { invoiceUUID } = await request.json();
    const { receiverUma, amount, receivingCurrency } = issued.get(invoiceUUID)!;
    const preimage = randomBytes(32);
    const settledAt = Math.floor(Date.now() / 1000);
    const settlement = { receiverUma, amount, currency: receivingCurrency.code, settledAt, invoiceUUID };
    tell(createHash("sha256").update(preimage).digest(), settlement);
    return Response.json({ preimage: preimage.toString("hex") });
  }

  serve({
    hostname: "localhost",
    port,
    fetch: (request) => (request.url === callback ? payRequest(request) : wellKnown(request)),
  });

  return {
    createInvoice(fields: InvoiceToIssue) {
      issued.set(fields.invoiceUUID, fields);
      return createInvoice({ ...fields, isSubjectToTravelRule: false, callback }, secretKey);
    },
  };
}
