import { invalidField } from "../../errors.js";
import { type Fault, invalidRequirements, invalidValue } from "../errors.js";
import { fromBase64, fromJson, fromObject, isPlain, toBase64, toJson } from "./headers.js";
import { nonEmptyText, object, optional, orFault, readObject, text } from "./properties.js";
import { type ResourceInfo, readResource, uri } from "./resource.js";
import {
  networkWritten,
  type PaymentRequirements,
  readTerms,
  writeTerms,
  type X402Version,
  x402Version,
} from "./terms.js";

/** An offer of another scheme or network: as it came, unchecked. */
export type OtherOffer = {
  readonly scheme: string;
  readonly network: string;
  readonly [name: string]: unknown;
};

/**
 * What a 402 says: how the resource can be paid for. Properties beyond these survive.
 *
 * @see x402 versions 1 and 2, section 5.1
 */
export type PaymentRequired = {
  /** Decides how it is written. */
  readonly x402Version: X402Version;
  /** Why payment is required, or the last one was refused. */
  readonly error?: string;
  /** The offers of the scheme `exact` on UMA. */
  readonly accepts: readonly PaymentRequirements[];
  /** All other offers, if there are any. */
  readonly otherOffers?: readonly OtherOffer[];
  /** Version 2 alone; where it is absent, it is written from the offers. */
  readonly resource?: ResourceInfo;
  /** Version 2 alone: what extensions of x402 say, to be sent back with the payment. */
  readonly extensions?: { readonly [name: string]: unknown };
};

/**
 * Reads what a 402 says: how the resource can be paid for. Offers of other schemes and networks are
 * kept apart, unchecked; one malformed offer of this scheme makes the whole message malformed.
 *
 * @param message - the body, JSON of at most 65,536 characters or bytes, or the header
 * `PAYMENT-REQUIRED`, base64 of at most 16,384 characters; or, of another transport than HTTP, the plain object
 * @throws UmaInvoiceError `INVALID_PAYMENT_REQUIREMENTS`
 * @see x402 versions 1 and 2, section 5.1
 *
 * @example
 * ```ts
 * const { x402Version, accepts } = decodePaymentRequired(requiredHeader);
 * x402Version; // 2
 * accepts[0]?.maxAmountRequired; // "1000"
 * ```
 */
export function decodePaymentRequired(message: string | Uint8Array | object): PaymentRequired {
  return orFault(name, invalidRequirements, () => readPaymentRequired(message, invalidRequirements));
}

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
  return orFault(name, invalidValue, () => {
    const { accepts, otherOffers = [], ...message }: Partial<PaymentRequired> = { ...required };
    if (!Array.isArray(accepts)) throw invalidField("accepts", "an array of offers", accepts);
    if (!Array.isArray(otherOffers)) throw invalidField("otherOffers", "an array of offers", otherOffers);
    const text =
      message.x402Version === 2
        ? toBase64(toVersion2(message, accepts, otherOffers), name, invalidValue)
        : toJson({ ...message, accepts: [...accepts, ...otherOffers] }, name, invalidValue);
    // What is written can be read.
    const found = readPaymentRequired(text, invalidValue).accepts.length;
    if (found !== accepts.length)
      throw invalidField("accepts", "offers of exact on uma, with all others in otherOffers", accepts);
    return text;
  });
}

/**
 * Writes the same as a plain object, in the form of its version, for other transports than HTTP: the
 * `structuredContent` of a tool of MCP.
 *
 * @param required - in version 2 all offers have to be of one resource
 * @throws UmaInvoiceError `INVALID_FIELD`
 * @see x402 versions 1 and 2, section 5.1; MCP transport
 *
 * @example
 * ```ts
 * paymentRequiredToObject({ x402Version: 2, accepts: [offer] }); // { x402Version: 2, resource: { url: … }, accepts: … }
 * ```
 */
export function paymentRequiredToObject(required: PaymentRequired): object {
  return messageOf(encodePaymentRequired(required), invalidValue) as object;
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
  resource: uri,
  description: text,
  mimeType: optional(text),
}))();

/** The message in JSON from a body, in base64 from a header, or in a plain object. */
function messageOf(input: string | Uint8Array | object, fault: Fault): unknown {
  if (isPlain(input)) return fromObject(input, name, fault);
  const isHeader = typeof input === "string" && !/^\s*\{/.test(input);
  return isHeader ? fromBase64(input, name, fault) : fromJson(input, name, fault);
}

/** Reads what a 402 says. */
function readPaymentRequired(input: string | Uint8Array | object, fault: Fault): PaymentRequired {
  const message = messageOf(input, fault);
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
    if (scheme === "exact" && networkWritten(network, version))
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
