/**
 * `uma-invoice/x402`: pays for HTTP resources, and asks to be paid for them, by the scheme `exact` of
 * x402 on UMA.
 *
 * @module
 */

export { createUmaFetch, type UmaFetchOptions } from "./client/createUmaFetch.js";
export type { MaxAmount } from "./client/Limits.js";
export type { Pay } from "./client/Pay.js";
export type { PaymentOrder } from "./client/PaymentOrder.js";
export type { PaymentReceipt } from "./client/PaymentReceipt.js";
export { receiptOf } from "./client/receiptOf.js";
export { UmaPaymentError } from "./client/UmaPaymentError.js";
export { decodePayment } from "./messages/decodePayment.js";
export { decodePaymentRequired } from "./messages/decodePaymentRequired.js";
export { decodePaymentResponse } from "./messages/decodePaymentResponse.js";
export { encodePayment } from "./messages/encodePayment.js";
export { encodePaymentRequired } from "./messages/encodePaymentRequired.js";
export { encodePaymentResponse } from "./messages/encodePaymentResponse.js";
export { headerNames } from "./messages/headerNames.js";
export type { Payment } from "./messages/Payment.js";
export type { OtherOffer, PaymentRequired } from "./messages/PaymentRequired.js";
export type { PaymentRequirements } from "./messages/PaymentRequirements.js";
export type { PaymentResponse } from "./messages/PaymentResponse.js";
export type { PaymentTerms } from "./messages/PaymentTerms.js";
export type { ResourceInfo } from "./messages/ResourceInfo.js";
export type { X402Version } from "./messages/X402Version.js";
export { createPaywall } from "./paywall/createPaywall.js";
export { expressPaywall } from "./paywall/expressPaywall.js";
export { honoPaywall } from "./paywall/honoPaywall.js";
export type { NodeRequest, NodeResponse } from "./paywall/NodeMessages.js";
export { nodePaywall } from "./paywall/nodePaywall.js";
export type { Admitted, Conclusion, Paywall, Refused } from "./paywall/Paywall.js";
export type { InvoiceToIssue, PaywallInvoices, PaywallOptions } from "./paywall/PaywallOptions.js";
export type { Price } from "./paywall/Price.js";
export type { RefusalReason } from "./paywall/RefusalReason.js";
export { type MemorySettlementsOptions, memorySettlements } from "./settlements/memorySettlements.js";
export {
  type RedisClient,
  type RedisSettlementsOptions,
  redisSettlements,
} from "./settlements/redisSettlements.js";
export type { Settlement } from "./settlements/Settlement.js";
export type { Hold, SettlementStore, Settlements } from "./settlements/Settlements.js";
