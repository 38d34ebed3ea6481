/**
 * `uma-invoice`: create, sign, read and verify UMA invoices.
 *
 * @module
 */

export { defaultEngine } from "#default-ecdsa";
export {
  type Secp256k1Module,
  secp256k1Ecdsa,
  type TinySecp256k1Module,
  tinySecp256k1Ecdsa,
} from "./ecdsa/adapters.js";
export type { EngineChoice, EngineName } from "./ecdsa/choice.js";
export type { Ecdsa } from "./ecdsa/engine.js";
export { nobleEcdsa } from "./ecdsa/noble.js";
export type { Signer } from "./ecdsa/signer.js";
export { UmaInvoiceError, type UmaInvoiceErrorCode, type UmaInvoiceErrorDetails } from "./errors.js";
export { formatAmount } from "./invoice/amount.js";
export {
  type CreateInvoiceAsyncOptions,
  type CreateInvoiceOptions,
  createInvoice,
  createInvoiceAsync,
} from "./invoice/create.js";
export { type DecodeInvoiceOptions, decodeInvoice, decodeInvoiceTlv } from "./invoice/decode.js";
export { type EncodeInvoiceOptions, encodeInvoice, encodeInvoiceTlv } from "./invoice/encode.js";
export { isExpired } from "./invoice/expiration.js";
export {
  type ExaminedInvoice,
  type ExamineInvoiceOptions,
  examineInvoice,
  type InspectedRecord,
  inspectInvoice,
} from "./invoice/inspect.js";
export { checkInterop, type InteropProblem, type Sdk } from "./invoice/interop.js";
export type {
  Invoice,
  InvoiceCurrency,
  InvoiceFields,
  KycStatus,
  VerifiedInvoice,
} from "./invoice/invoice.js";
export type { InvoiceJson } from "./invoice/json.js";
export { missingPayerData } from "./invoice/payerData.js";
export { addInvoiceToMetadata, isProofOfPayment } from "./invoice/proof.js";
export { type ValidateInvoiceOptions, validateInvoice } from "./invoice/validate.js";
export {
  type VerifyInvoiceOptions,
  type VerifyInvoiceSignatureOptions,
  type VerifyInvoicesAsyncOptions,
  verifyInvoice,
  verifyInvoiceSignature,
  verifyInvoicesAsync,
} from "./invoice/verify.js";
export type { Moment } from "./time.js";
export type { IntegerDialect } from "./tlv/dialect.js";
export type { RequiredPayerData } from "./uma/payerData.js";
export { selectUmaVersion } from "./uma/versions.js";
