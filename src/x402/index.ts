/**
 * `uma-invoice/x402`: pays for HTTP resources, and asks to be paid for them, by the scheme `exact` of
 * x402 on UMA.
 *
 * @module
 */
export type { RedisClient } from "../redis.js";

export type { MaxAmount } from "./client/limits.js";
export type { McpClient, ToolCall, ToolCallOptions, UmaTools, UmaToolsOptions } from "./client/mcp.js";
export { createUmaTools } from "./client/mcp.js";
export type { UmaFetchOptions } from "./client/options.js";
export type { Pay, PayerOfOrders, PaymentOrder } from "./client/payment.js";
export type { PaymentReceipt } from "./client/receipt.js";
export { receiptOf, UmaPaymentError } from "./client/receipt.js";
export { createUmaFetch } from "./client/umaFetch.js";
export { headerNames } from "./messages/headers.js";
export type { ToolResult } from "./messages/mcp.js";
export type { Payment } from "./messages/payment.js";
export { decodePayment, encodePayment, paymentToObject } from "./messages/payment.js";
export type { OtherOffer, PaymentRequired } from "./messages/paymentRequired.js";
export {
  decodePaymentRequired,
  encodePaymentRequired,
  paymentRequiredToObject,
} from "./messages/paymentRequired.js";
export type { PaymentResponse } from "./messages/paymentResponse.js";
export {
  decodePaymentResponse,
  encodePaymentResponse,
  paymentResponseToObject,
} from "./messages/paymentResponse.js";
export type { RefusalReason } from "./messages/refusal.js";
export type { ResourceInfo } from "./messages/resource.js";
export type { PaymentRequirements, PaymentTerms, UmaNetwork, X402Version } from "./messages/terms.js";
export { expressPaywall } from "./paywall/express.js";
export { honoPaywall } from "./paywall/hono.js";
export { mcpPaywall } from "./paywall/mcp.js";
export type { NodeResponse } from "./paywall/node.js";
export { nodePaywall } from "./paywall/node.js";
export type { NodeRequest } from "./paywall/nodeRequest.js";
export type { InvoiceToIssue, PaywallInvoices, PaywallOptions, Price } from "./paywall/options.js";
export type { Paywall } from "./paywall/paywall.js";
export { createPaywall } from "./paywall/paywall.js";
export type { Admit, Admitted, Conclusion, Refused } from "./paywall/verdict.js";
export { type MemorySettlementsOptions, memorySettlements } from "./settlements/memory.js";
export {
  createSettlementHandler,
  createSettlementNotifier,
  type SettlementHandlerOptions,
  type SettlementNotifier,
  type SettlementNotifierOptions,
} from "./settlements/notification.js";
export { type RedisSettlementsOptions, redisSettlements } from "./settlements/redis.js";
export type { Hold, Settlement, SettlementStore, Settlements } from "./settlements/settlement.js";
