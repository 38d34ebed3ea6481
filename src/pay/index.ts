/**
 * `uma-invoice/pay`: the UMA handshake, from an address or an invoice to a Lightning payment.
 *
 * @module
 */
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
export { findRefusal, type Refusal } from "./refusal.js";
export type {
  SigningKeyOrSigner,
  SignMessageOptions,
  Unsigned,
  Verified,
  VerifyMessageOptions,
} from "./signing.js";
export { decryptTravelRuleInfo, encryptTravelRuleInfo } from "./travelRule.js";
