import { invalidField } from "../../invalidField.js";
import { faultOf, orFault } from "./faultOf.js";
import { toBase64, toJson } from "./jsonText.js";
import type { PaymentRequired } from "./PaymentRequired.js";
import type { PaymentRequirements } from "./PaymentRequirements.js";
import type { ResourceInfo } from "./ResourceInfo.js";
import { readPaymentRequired } from "./readPaymentRequired.js";
import { writeTerms } from "./writeTerms.js";

/**
 * Writes what a 402 says, in the form of its version: JSON for the body in version 1, base64 for the
 * header `PAYMENT-REQUIRED` in version 2.
 *
 * @param required - in version 2 all offers have to be of one resource
 * @throws UmaInvoiceError `INVALID_FIELD`
 * @see x402, HTTP transports of versions 1 and 2
 *
 * @example
 * ```ts
 * encodePaymentRequired({ x402Version: 1, accepts: [offer] }); // '{"x402Version":1,"accepts":[{"scheme":"exact",…'
 * encodePaymentRequired({ x402Version: 2, accepts: [offer] }); // "eyJ…"
 * ```
 */
export function encodePaymentRequired(required: PaymentRequired): string {
  const fault = faultOf("INVALID_FIELD");
  return orFault("paymentRequired", fault, () => {
    const { accepts, otherOffers = [], ...message }: Partial<PaymentRequired> = { ...required };
    if (!Array.isArray(accepts)) throw invalidField("accepts", "an array of offers", accepts);
    if (!Array.isArray(otherOffers)) throw invalidField("otherOffers", "an array of offers", otherOffers);
    const text =
      message.x402Version === 2
        ? toBase64(toVersion2(message, accepts, otherOffers), "paymentRequired", fault)
        : toJson({ ...message, accepts: [...accepts, ...otherOffers] }, "paymentRequired", fault);
    // What is written can be read.
    const found = readPaymentRequired(text, fault).accepts.length;
    if (found !== accepts.length)
      throw invalidField("accepts", "offers of exact on uma, with all others in otherOffers", accepts);
    return text;
  });
}

function toVersion2(
  message: { readonly resource?: ResourceInfo },
  accepts: readonly PaymentRequirements[],
  otherOffers: readonly unknown[],
): object {
  const { resource = resourceOf(accepts[0]) } = message;
  for (const [index, offer] of accepts.entries())
    if (!isSame(resourceOf(offer), resource))
      throw invalidField(
        `accepts[${index}].resource`,
        "the resource of the message, described the same",
        offer,
      );
  return { ...message, resource, accepts: [...accepts.map(writeTerms), ...otherOffers] };
}

function resourceOf(offer: PaymentRequirements | undefined): ResourceInfo {
  const { resource, description, mimeType }: Partial<PaymentRequirements> = { ...offer };
  return { url: resource, description, mimeType } as ResourceInfo;
}

function isSame(one: ResourceInfo, other: ResourceInfo): boolean {
  const { url, description = "", mimeType = "" }: Partial<ResourceInfo> = { ...other };
  return one.url === url && one.description === description && one.mimeType === mimeType;
}
