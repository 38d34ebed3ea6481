import { InvoiceSerializer, type Invoice as SdkInvoice, signBytePayload } from "@uma-sdk/core";
import type { Invoice } from "../src/index.js";
import { type Sample, secretKey } from "./invoices.js";
import type { Contender } from "./measure.js";

/** The same fields, as `@uma-sdk/core` has them. */
export function toSdk(fields: Invoice): SdkInvoice {
  return { ...fields, amount: Number(fields.amount) } as SdkInvoice;
}

/** It writes, and so verifies, in 512 bytes of memory. */
export function sdkLimit({ tlv }: Sample): Pick<Contender, "cannot"> {
  return tlv.length > 512 ? { cannot: "writes no more than 512 bytes of TLV" } : {};
}

/**
 * A sample in the order of records that the SDK decodes it to, and signed in that order. It verifies a
 * re-encoding, and takes whatever it would write in another order for not signed.
 */
export async function inSdkOrder(sample: Sample): Promise<Sample> {
  if (sdkLimit(sample).cannot) return sample;
  const { signature: _, ...fields } = InvoiceSerializer.fromTLV(sample.tlv);
  const signature = await signBytePayload(InvoiceSerializer.toTLV(fields), secretKey);
  const invoice = { ...fields, signature };
  return {
    name: sample.name,
    fields: { ...sample.fields, signature },
    tlv: InvoiceSerializer.toTLV(invoice),
    text: InvoiceSerializer.toBech32(invoice),
  };
}
