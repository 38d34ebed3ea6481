import { invalidField } from "../../errors.js";
import { httpRefusal } from "../../http/errors.js";
import { type Fault, invalidValue } from "../errors.js";
import { fromBase64, fromObject, isPlain, toBase64 } from "./headers.js";
import { optional, orFault, type Property, readObject, text, truth } from "./properties.js";
import {
  networkIn,
  networks,
  networkWritten,
  type UmaNetwork,
  umaNetwork,
  x402Version as version,
  type X402Version,
} from "./terms.js";

/**
 * What the resource server says of a payment: the `SettleResponse` of `@x402/core`. Properties beyond these
 * survive.
 *
 * @see x402 versions 1 and 2, section 5.3
 */
export type PaymentResponse = {
  /** Decides how the network is written. */
  readonly x402Version: X402Version;
  /** Whether the payment was taken. */
  readonly success: boolean;
  readonly network: UmaNetwork;
  /** Why not. */
  readonly errorReason?: string;
  /** What identifies the payment; written as an empty text where it is absent. */
  readonly transaction?: string;
  /** Who paid. */
  readonly payer?: string;
};

/**
 * Reads the header by which a resource server answers a payment: `X-PAYMENT-RESPONSE` of version 1,
 * `PAYMENT-RESPONSE` of version 2.
 *
 * @param response - base64 of at most 16,384 characters; or, of another transport than HTTP, the plain object
 * @throws UmaInvoiceError `INVALID_RESPONSE`
 * @see x402 versions 1 and 2, section 5.3
 *
 * @example
 * ```ts
 * decodePaymentResponse("eyJzdWNjZXNzIjp0cnVlLCJuZXR3b3JrIjoidW1hIn0=").success; // true
 * ```
 */
export function decodePaymentResponse(response: string | object): PaymentResponse {
  const fault: Fault = (details) => httpRefusal("INVALID_RESPONSE", details);
  return orFault(name, fault, () => readPaymentResponse(response, fault));
}

/**
 * Writes the header by which a resource server answers a payment, in the form of the version.
 *
 * @returns base64, for the header `headerNames[response.x402Version].response`
 * @throws UmaInvoiceError `INVALID_FIELD`
 * @see x402 versions 1 and 2, section 5.3
 *
 * @example
 * ```ts
 * const header = encodePaymentResponse({ x402Version: 1, success: true, network: "uma" });
 * atob(header); // '{"success":true,"network":"uma","transaction":""}'
 * ```
 */
export function encodePaymentResponse(response: PaymentResponse): string {
  return orFault(name, invalidValue, () => {
    const { x402Version, network, ...message }: Partial<PaymentResponse> = { ...response };
    if (!version.test(x402Version)) throw invalidField("x402Version", version.expected, x402Version);
    if (!umaNetwork.test(network)) throw invalidField("network", umaNetwork.expected, network);
    const { success, ...rest } = message;
    const wire = { success, network: networks[network!][x402Version!], transaction: "", ...rest };
    const header = toBase64(wire, name, invalidValue);
    // What is written can be read.
    readPaymentResponse(header, invalidValue);
    return header;
  });
}

/**
 * Writes the same as a plain object, for other transports than HTTP: `_meta["x402/payment-response"]` of MCP.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`
 * @see x402 versions 1 and 2, section 5.3; MCP transport
 *
 * @example
 * ```ts
 * paymentResponseToObject({ x402Version: 2, success: true, network: "uma" }); // { success: true, network: "uma:mainnet", … }
 * ```
 */
export function paymentResponseToObject(response: PaymentResponse): object {
  return fromBase64(encodePaymentResponse(response), name, invalidValue) as object;
}

const name = "paymentResponse";

const network: Property = /* @__PURE__ */ (() => {
  const [first, second] = [networkIn(1), networkIn(2)];
  return {
    expected: `${first.expected} or ${second.expected}`,
    test: (value: unknown) => first.test(value) || second.test(value),
  };
})();

const shape = /* @__PURE__ */ (() => ({
  success: truth,
  network,
  errorReason: optional(text),
  transaction: optional(text),
  payer: optional(text),
}))();

/** Reads the answer to a payment from its header, or from the plain object. */
function readPaymentResponse(input: string | object, fault: Fault): PaymentResponse {
  const message = isPlain(input) ? fromObject(input, name, fault) : fromBase64(input, name, fault);
  const response = readObject(message, "", shape, fault);
  const first = networkWritten(response.network, 1);
  return {
    ...(response as Omit<PaymentResponse, "network">),
    x402Version: first ? 1 : 2,
    network: first ?? networkWritten(response.network, 2)!,
  };
}
