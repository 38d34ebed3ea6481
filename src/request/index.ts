/**
 * `uma-invoice/request`: get an invoice to its payer, by link, QR code or VASP, and receive one.
 *
 * @module
 */

export {
  type DeliverInvoiceOptions,
  type Delivery,
  type DeliveryRefusal,
  DeliveryRefusedError,
  deliverInvoice,
} from "./delivery.js";
export { createRequestHandler, type RequestHandlerOptions } from "./handler.js";
export { type DeepLinkOptions, parseDeepLink, toDeepLink, toQrText } from "./links.js";
export { type ReceiveInvoiceOptions, receiveInvoice } from "./receive.js";
export type { InvoiceStore, ReceivedInvoice } from "./store.js";
export { type MemoryInvoiceStoreOptions, memoryInvoiceStore } from "./store.js";
