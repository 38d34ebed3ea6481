import type { Fault } from "./Fault.js";
import { fromBase64, fromJson } from "./jsonText.js";
import { networks } from "./networks.js";
import type { OtherOffer, PaymentRequired } from "./PaymentRequired.js";
import type { PaymentRequirements } from "./PaymentRequirements.js";
import { nonEmptyText, object, optional, text, url, x402Version } from "./properties.js";
import type { ResourceInfo } from "./ResourceInfo.js";
import { readObject } from "./readObject.js";
import { readResource } from "./readResource.js";
import { readTerms } from "./readTerms.js";
import type { X402Version } from "./X402Version.js";

const name = "paymentRequired";

const offers = {
  expected: "an array of offers",
  test: (value: unknown) => Array.isArray(value) && value.length > 0,
};

const shapes = /* @__PURE__ */ (() => {
  const either = { x402Version, accepts: offers, error: optional(text) };
  return { 1: either, 2: { ...either, resource: object, extensions: optional(object) } };
})();

const anyOffer = { scheme: nonEmptyText, network: nonEmptyText };

const resourceOfVersion1 = /* @__PURE__ */ (() => ({
  resource: url,
  description: text,
  mimeType: optional(text),
}))();

/** Reads what a 402 says: JSON from its body, base64 from its header. */
export function readPaymentRequired(input: string | Uint8Array, fault: Fault): PaymentRequired {
  const isHeader = typeof input === "string" && !/^\s*\{/.test(input);
  const message = isHeader ? fromBase64(input, name, fault) : fromJson(input, name, fault);
  const { x402Version: version } = readObject(message, "", { x402Version }, fault) as PaymentRequired;
  // Names of ours, and of version 2, mean nothing elsewhere.
  const {
    accepts,
    otherOffers: _,
    resource: info,
    extensions,
    ...rest
  } = readObject(message, "", shapes[version], fault);
  const resource = version === 2 ? readResource(info, fault) : undefined;
  const own: PaymentRequirements[] = [];
  const others: OtherOffer[] = [];
  for (const [index, offer] of (accepts as readonly unknown[]).entries()) {
    const path = `accepts[${index}]`;
    const { scheme, network } = readObject(offer, path, anyOffer, fault);
    if (scheme === "exact" && network === networks[version])
      own.push(readOffer(offer, path, resource, fault));
    else others.push(offer as OtherOffer);
  }
  return {
    ...(rest as { readonly x402Version: X402Version }),
    accepts: own,
    ...(others.length > 0 && { otherOffers: others }),
    ...(resource && { resource }),
    ...(resource && extensions !== undefined && { extensions: extensions as Record<string, unknown> }),
  };
}

function readOffer(
  offer: unknown,
  path: string,
  resource: ResourceInfo | undefined,
  fault: Fault,
): PaymentRequirements {
  if (!resource) {
    const stated = readObject(offer, path, resourceOfVersion1, fault) as { mimeType?: string };
    return { mimeType: "", ...readTerms(stated, path, 1, fault) } as PaymentRequirements;
  }
  const { url: stated, description = "", mimeType = "" } = resource;
  return { ...readTerms(offer, path, 2, fault), resource: stated, description, mimeType };
}
