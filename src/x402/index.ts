/**
 * `uma-invoice/x402`: pays for HTTP resources, and asks to be paid for them, by the scheme `exact` of
 * x402 on UMA.
 *
 * @module
 */
export { createPaywall } from "./createPaywall.js";
export { createUmaFetch, type UmaFetchOptions } from "./createUmaFetch.js";
export { decodePayment } from "./decodePayment.js";
export { decodePaymentRequired } from "./decodePaymentRequired.js";
export { decodePaymentResponse } from "./decodePaymentResponse.js";
export { encodePayment } from "./encodePayment.js";
export { encodePaymentRequired } from "./encodePaymentRequired.js";
export { encodePaymentResponse } from "./encodePaymentResponse.js";
export { expressPaywall } from "./expressPaywall.js";
export { headerNames } from "./headerNames.js";
export { honoPaywall } from "./honoPaywall.js";
export { type MemorySettlementsOptions, memorySettlements } from "./memorySettlements.js";
export type { NodeRequest, NodeResponse } from "./NodeMessages.js";
export { nodePaywall } from "./nodePaywall.js";
export type { Pay } from "./Pay.js";
export type { Payment } from "./Payment.js";
export type { PaymentOrder } from "./PaymentOrder.js";
export type { PaymentReceipt } from "./PaymentReceipt.js";
export type { OtherOffer, PaymentRequired } from "./PaymentRequired.js";
export type { PaymentRequirements } from "./PaymentRequirements.js";
export type { PaymentResponse } from "./PaymentResponse.js";
export type { PaymentTerms } from "./PaymentTerms.js";
export type { Admitted, Conclusion, Paywall, Refused } from "./Paywall.js";
export type { InvoiceToIssue, PaywallInvoices, PaywallOptions } from "./PaywallOptions.js";
export type { Price } from "./Price.js";
export type { RefusalReason } from "./RefusalReason.js";
export type { ResourceInfo } from "./ResourceInfo.js";
export { receiptOf } from "./receiptOf.js";
export { type RedisClient, type RedisSettlementsOptions, redisSettlements } from "./redisSettlements.js";
export type { Settlement } from "./Settlement.js";
export type { SettlementStore, Settlements } from "./Settlements.js";
export { UmaPaymentError } from "./UmaPaymentError.js";
export type { X402Version } from "./X402Version.js";
