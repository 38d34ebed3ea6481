/**
 * `uma-invoice/pay`: read the Lightning invoice that a payment is made with.
 *
 * @module
 */

export {
  type DecodeLightningInvoiceOptions,
  decodeLightningInvoice,
  type FallbackAddress,
  type LightningInvoice,
  type LightningNetwork,
  type RouteHop,
  type UnknownField,
} from "./lightningInvoice.js";
