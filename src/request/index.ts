/**
 * `uma-invoice/request`: get an invoice to its payer, by link, QR code or VASP, and receive one.
 *
 * @module
 */
export { createRequestHandler, type RequestHandlerOptions } from "./createRequestHandler.js";
export { type DeliveryRefusal, DeliveryRefusedError } from "./DeliveryRefusedError.js";
export { type DeliverInvoiceOptions, type Delivery, deliverInvoice } from "./deliverInvoice.js";
export type { InvoiceStore, ReceivedInvoice } from "./InvoiceStore.js";
export { type MemoryInvoiceStoreOptions, memoryInvoiceStore } from "./memoryInvoiceStore.js";
export { parseDeepLink } from "./parseDeepLink.js";
export { receiveInvoice } from "./receiveInvoice.js";
export { type DeepLinkOptions, toDeepLink } from "./toDeepLink.js";
export { toQrText } from "./toQrText.js";
