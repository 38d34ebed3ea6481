import { createInvoice, decodeInvoice, type Invoice, type VerifiedInvoice } from "../../../src/index.js";
import { toQrSvg } from "../../../src/qr/index.js";
import { receiveInvoice, toDeepLink } from "../../../src/request/index.js";
import { decodeMessage, message } from "../../../src/tlv/index.js";
import { createKeyResolver, verifyInvoiceWithResolver } from "../../../src/vasp/index.js";
import { createPaywall } from "../../../src/x402/index.js";
import { exactUmaClient } from "../../../src/x402/scheme/index.js";

export const values = [createInvoice, decodeMessage, message, createPaywall, exactUmaClient];

// What one entry gives, another takes.
export async function verify(text: string): Promise<readonly VerifiedInvoice[]> {
  const keyResolver = createKeyResolver();
  return [
    await verifyInvoiceWithResolver(text, { keyResolver }),
    await receiveInvoice(text, { keyResolver }),
  ];
}

export function show(text: string): readonly string[] {
  const invoice: Invoice = decodeInvoice(text);
  return [toDeepLink(invoice), toQrSvg(invoice)];
}

// @ts-expect-error A number is no invoice in any way of resolving the types.
toDeepLink(5);
