import { decodeInvoice, type Invoice, UmaInvoiceError, verifyInvoiceSignature } from "../../src/index.js";
import { nativeEcdsa } from "./nativeEcdsa.js";

/** Whether a text decodes and verifies. Refusals other than a UmaInvoiceError come through. */
export function isAccepted(text: string, publicKey: string): boolean {
  let invoice: Invoice;
  try {
    invoice = decodeInvoice(text);
  } catch (error) {
    if (error instanceof UmaInvoiceError) return false;
    throw error;
  }
  return verifyInvoiceSignature(invoice, publicKey, { ecdsa: nativeEcdsa });
}
