/**
 * `uma-invoice/pay`: the UMA handshake, from an address or an invoice to a Lightning payment.
 *
 * @module
 */

export type { RedisClient } from "../redis.js";
export {
  type Decimal,
  decodePayAmount,
  encodePayAmount,
  formatDecimal,
  type PayAmount,
  parseDecimal,
  toMillisatoshi,
} from "./amount.js";
export type { BackingSignature, KycStatus, RequestedData, Signature } from "./compliance.js";
export { type ReceiverRefusal, ReceiverRefusedError } from "./counterparty.js";
export {
  type AskedPayment,
  type IncomingPayment,
  type IncomingPayments,
  type IncomingTerms,
  type MemoryIncomingPaymentsOptions,
  memoryIncomingPayments,
  type SettlementListener,
  type SettlePaymentOptions,
  settlePayment,
} from "./incoming.js";
export type { JsonSource, JsonValue } from "./json.js";
export {
  type DecodeLightningInvoiceOptions,
  decodeLightningInvoice,
  type FallbackAddress,
  type LightningInvoice,
  type LightningNetwork,
  type RouteHop,
  type UnknownField,
} from "./lightningInvoice.js";
export { type LndWalletOptions, lndWallet } from "./lnd.js";
export { createLnurlpHandler, type LnurlpHandlerOptions, type Receiver } from "./lnurlpHandler.js";
export {
  type DecodeLnurlpRequestOptions,
  decodeLnurlpRequest,
  encodeLnurlpRequest,
  type LnurlpRequest,
  signLnurlpRequest,
  verifyLnurlpRequest,
} from "./lnurlpRequest.js";
export {
  type Currency,
  decodeLnurlpResponse,
  encodeLnurlpResponse,
  type LnurlpCompliance,
  type LnurlpResponse,
  type SettlementOption,
  signLnurlpResponse,
  verifyLnurlpResponse,
} from "./lnurlpResponse.js";
export { type MemoryNoncesOptions, memoryNonces, type NonceStore } from "./nonces.js";
export { type NwcClient, type NwcWalletOptions, nwcWallet } from "./nwc.js";
export {
  type AddressOrder,
  type AgreedTerms,
  createPayer,
  type Payer,
  type PayerComplianceOptions,
  type PayerOptions,
  type Payment,
  type PayOptions,
} from "./payer.js";
export { PaymentUnknownError } from "./payment.js";
export {
  type MemoryPaymentsOptions,
  memoryPayments,
  type PaymentOutcome,
  type PaymentRecord,
  type PaymentStore,
  type PendingPayment,
} from "./payments.js";
export {
  decodePayRequest,
  encodePayRequest,
  type PayerCompliance,
  type PayerData,
  type PayRequest,
  type Settlement,
  signPayRequest,
  type UnsignedPayRequest,
  verifyPayRequest,
} from "./payRequest.js";
export {
  createPayRequestHandler,
  type LightningInvoiceToCreate,
  type Payable,
  type PayRequestHandlerOptions,
  type Rate,
  type VerifiedPayment,
} from "./payRequestHandler.js";
export {
  type Converted,
  type CurrentPayResponse,
  decodePayResponse,
  encodePayResponse,
  type OldPayResponse,
  type PayeeChannels,
  type PayeeData,
  type PaymentSides,
  type PayResponse,
  signPayResponse,
  type UnsignedPayResponse,
  verifyPayResponse,
} from "./payResponse.js";
export {
  decodePostTransactionCallback,
  encodePostTransactionCallback,
  type OldPostTransactionCallback,
  type PostTransactionCallback,
  signPostTransactionCallback,
  type UtxoWithAmount,
  verifyPostTransactionCallback,
} from "./postTransaction.js";
export type { PayLimits, Quote, QuoteNote } from "./quote.js";
export {
  type RedisIncomingPaymentsOptions,
  type RedisNoncesOptions,
  type RedisPaymentsOptions,
  redisIncomingPayments,
  redisNonces,
  redisPayments,
} from "./redis.js";
export { findRefusal, type Refusal } from "./refusal.js";
export type {
  SigningKeyOrSigner,
  SignMessageOptions,
  Unsigned,
  Verified,
  VerifyMessageOptions,
} from "./signing.js";
export { decryptTravelRuleInfo, encryptTravelRuleInfo } from "./travelRule.js";
export type { SendPaymentOptions, Wallet, WalletPayment } from "./wallet.js";
export { type WebLnProvider, webLnWallet } from "./webLn.js";
