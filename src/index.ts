/**
 * `uma-invoice`: create, sign, read and verify UMA invoices.
 *
 * @module
 */
export type { Ecdsa } from "./ecdsa/Ecdsa.js";
export { nobleEcdsa } from "./ecdsa/nobleEcdsa.js";
export { type Secp256k1Module, secp256k1Ecdsa } from "./ecdsa/secp256k1Ecdsa.js";
export { type TinySecp256k1Module, tinySecp256k1Ecdsa } from "./ecdsa/tinySecp256k1Ecdsa.js";
export { UmaInvoiceError, type UmaInvoiceErrorCode, type UmaInvoiceErrorDetails } from "./errors.js";
export { addInvoiceToMetadata } from "./invoice/addInvoiceToMetadata.js";
export { checkInterop, type InteropProblem, type Sdk } from "./invoice/checkInterop.js";
export { type CreateInvoiceOptions, createInvoice } from "./invoice/createInvoice.js";
export {
  type CreateInvoiceAsyncOptions,
  createInvoiceAsync,
  type Signer,
} from "./invoice/createInvoiceAsync.js";
export { type DecodeInvoiceOptions, decodeInvoice } from "./invoice/decodeInvoice.js";
export { decodeInvoiceTlv } from "./invoice/decodeInvoiceTlv.js";
export { type EncodeInvoiceOptions, encodeInvoice } from "./invoice/encodeInvoice.js";
export { encodeInvoiceTlv } from "./invoice/encodeInvoiceTlv.js";
export { isExpired } from "./invoice/expiration.js";
export { formatAmount } from "./invoice/formatAmount.js";
export type { Invoice, InvoiceCurrency, KycStatus, VerifiedInvoice } from "./invoice/Invoice.js";
export type { InvoiceFields } from "./invoice/InvoiceFields.js";
export { type InspectedRecord, inspectInvoice } from "./invoice/inspectInvoice.js";
export type { InvoiceJson } from "./invoice/invoiceJson.js";
export { isProofOfPayment } from "./invoice/isProofOfPayment.js";
export { missingPayerData } from "./invoice/missingPayerData.js";
export type { RequiredPayerData } from "./invoice/RequiredPayerData.js";
export { selectUmaVersion } from "./invoice/selectUmaVersion.js";
export { type ValidateInvoiceOptions, validateInvoice } from "./invoice/validateInvoice.js";
export { type VerifyInvoiceOptions, verifyInvoice } from "./invoice/verifyInvoice.js";
export {
  type VerifyInvoiceSignatureOptions,
  verifyInvoiceSignature,
} from "./invoice/verifyInvoiceSignature.js";
export { type VerifyInvoicesAsyncOptions, verifyInvoicesAsync } from "./invoice/verifyInvoicesAsync.js";
export type { Moment } from "./time.js";
export type { IntegerDialect } from "./tlv/IntegerDialect.js";
