import { invalidField } from "../../errors.js";
import { type Fault, invalidPayment, invalidValue } from "../errors.js";
import { fromBase64, fromObject, isPlain, toBase64 } from "./headers.js";
import { identifier } from "./identifier.js";
import { readPayload } from "./preimage.js";
import { literally, object, optional, orFault, readObject } from "./properties.js";
import { type ResourceInfo, readResource } from "./resource.js";
import {
  networkIn,
  type PaymentTerms,
  readTerms,
  type UmaNetwork,
  umaNetwork,
  writeTerms,
  type X402Version,
  x402Version,
} from "./terms.js";

/**
 * The proof of payment that a client sends: the `PaymentPayload` of `@x402/core`. Properties beyond these survive.
 *
 * @see x402 versions 1 and 2, section 5.2
 */
export type Payment = {
  /** Decides how it is written. */
  readonly x402Version: X402Version;
  readonly scheme: "exact";
  readonly network: UmaNetwork;
  readonly payload: {
    /** The preimage of the Lightning payment: 32 bytes in lower-case hex. */
    readonly preimage: string;
    /**
     * The payer's name for this purchase, the same each time that it is proved: 16 to 128 letters, digits,
     * hyphens and underscores. In version 2 it stands in the extension `payment-identifier`, where the server
     * takes that.
     */
    readonly attempt?: string;
  };
  /** Version 2 alone, and required there: the offer that was accepted, unchanged. */
  readonly accepted?: PaymentTerms;
  /** Version 2 alone: the resource that was asked for. */
  readonly resource?: ResourceInfo;
  /** Version 2 alone: what extensions of x402 say. */
  readonly extensions?: { readonly [name: string]: unknown };
};

/**
 * Reads the header by which a client proves that it has paid: `X-PAYMENT` of version 1,
 * `PAYMENT-SIGNATURE` of version 2.
 *
 * @param payment - base64 of at most 16,384 characters; or, of another transport than HTTP, the plain object
 * @returns the preimage's hex is in lower case
 * @throws UmaInvoiceError `INVALID_PAYMENT`
 * @see x402 versions 1 and 2, section 5.2
 *
 * @example
 * ```ts
 * decodePayment(paymentHeader).payload.preimage; // "0707…07"
 * ```
 */
export function decodePayment(payment: string | object): Payment {
  return orFault("payment", invalidPayment, () => readPayment(payment, invalidPayment));
}

/**
 * Writes the header by which a client proves that it has paid, in the form of the payment's version.
 *
 * @returns base64, for the header `headerNames[payment.x402Version].payment`
 * @throws UmaInvoiceError `INVALID_FIELD`
 * @see x402 versions 1 and 2, section 5.2
 *
 * @example
 * ```ts
 * const payload = { preimage: "07".repeat(32) };
 * encodePayment({ x402Version: 1, scheme: "exact", network: "uma", payload }); // "eyJ4NDAyVmVyc2lvbiI6MSwic2No…"
 * ```
 */
export function encodePayment(payment: Payment): string {
  return orFault("payment", invalidValue, () => {
    const header = toBase64(toWire(payment), "payment", invalidValue);
    // What is written can be read.
    readPayment(header, invalidValue);
    return header;
  });
}

/**
 * Writes the same as a plain object, for other transports than HTTP: `_meta["x402/payment"]` of MCP.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`
 * @see x402 version 2, section 5.2; MCP transport
 *
 * @example
 * ```ts
 * const payload = { preimage: "07".repeat(32) };
 * paymentToObject({ x402Version: 1, scheme: "exact", network: "uma", payload }); // { x402Version: 1, scheme: "exact", … }
 * ```
 */
export function paymentToObject(payment: Payment): object {
  return fromBase64(encodePayment(payment), "payment", invalidValue) as object;
}

function toWire(payment: Payment): object {
  const { scheme, network, accepted, ...message }: Partial<Payment> = { ...payment };
  if (scheme !== "exact") throw invalidField("scheme", "exact", scheme);
  if (!umaNetwork.test(network)) throw invalidField("network", umaNetwork.expected, network);
  if (message.x402Version !== 2) return { ...payment };
  if (accepted && accepted.network !== network)
    throw invalidField("accepted.network", `the payment's, ${network}`, accepted.network);
  return { ...message, accepted: writeTerms(accepted) };
}

const shapes = /* @__PURE__ */ (() => ({
  1: { scheme: literally("exact"), network: networkIn(1) },
  2: { accepted: object, resource: optional(object), extensions: optional(object) },
}))();

/** Reads a payment from its header, or from the plain object. */
function readPayment(input: string | object, fault: Fault): Payment {
  const message = isPlain(input) ? fromObject(input, "payment", fault) : fromBase64(input, "payment", fault);
  const { x402Version: version } = readObject(message, "", { x402Version }, fault) as Payment;
  // The names of version 2 mean nothing in version 1.
  const { payload, network, accepted, resource, extensions, ...rest } = readObject(
    message,
    "",
    shapes[version],
    fault,
  );
  // First what it is for: a payload of another scheme is nothing to be read here.
  const terms = version === 2 ? readTerms(accepted, "accepted", 2, fault) : undefined;
  const { attempt, ...proof } = readPayload(payload, fault);
  const payment: Payment = {
    ...rest,
    x402Version: version,
    scheme: "exact",
    network: terms ? terms.network : (network as UmaNetwork),
    payload: {
      ...(proof as { readonly preimage: string }),
      // A name that is none is no reason to lose a payment.
      ...(identifier.test(attempt) && { attempt: attempt as string }),
    },
  };
  if (!terms) return payment;
  return {
    ...payment,
    accepted: terms,
    ...(resource !== undefined && { resource: readResource(resource, fault) }),
    ...(extensions !== undefined && { extensions: extensions as Record<string, unknown> }),
  };
}
