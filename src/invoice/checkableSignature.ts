import { sha256 } from "@noble/hashes/sha2.js";
import { fromBech32 } from "../bech32.js";
import { fromDer } from "../ecdsa/der.js";
import { invalidSignature } from "../ecdsa/invalidSignature.js";
import type { CheckableSignature } from "../ecdsa/verifyWith.js";
import { UmaInvoiceError } from "../errors.js";
import type { Invoice } from "./Invoice.js";
import { originalOf } from "./original.js";
import { signedMessage } from "./signedMessage.js";

/**
 * Gets an invoice's signature ready for an engine. What is verified are the bytes that the invoice
 * was read from; a copy has none, and does not verify.
 *
 * @throws UmaInvoiceError `MISSING_SIGNATURE`, `INVALID_SIGNATURE`
 */
export function checkableSignature(invoice: Invoice): CheckableSignature {
  const original = originalOf(invoice);
  if (!original)
    throw invalidSignature(
      "an invoice as it was decoded, found a copy, an object made by hand, or an invoice of another copy of uma-invoice",
    );
  const { message, signature } = signedMessage(fromBech32(original.text, Number.POSITIVE_INFINITY));
  if (!signature)
    throw new UmaInvoiceError("MISSING_SIGNATURE", "signature: expected one, found none", {
      field: "signature",
    });
  return { signature: fromDer(signature), digest: sha256(message), message };
}
