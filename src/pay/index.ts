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
  type DecodeLnurlpRequestOptions,
  decodeLnurlpRequest,
  encodeLnurlpRequest,
  type LnurlpRequest,
} from "./lnurlpRequest.js";
export {
  type Currency,
  decodeLnurlpResponse,
  encodeLnurlpResponse,
  type LnurlpCompliance,
  type LnurlpResponse,
  type SettlementOption,
} from "./lnurlpResponse.js";
export {
  decodePayRequest,
  encodePayRequest,
  type PayerCompliance,
  type PayerData,
  type PayRequest,
  type Settlement,
} from "./payRequest.js";
export {
  type Converted,
  type CurrentPayResponse,
  decodePayResponse,
  encodePayResponse,
  type OldPayResponse,
  type PayeeChannels,
  type PayeeData,
  type PayResponse,
} from "./payResponse.js";
export {
  decodePostTransactionCallback,
  encodePostTransactionCallback,
  type OldPostTransactionCallback,
  type PostTransactionCallback,
  type UtxoWithAmount,
} from "./postTransaction.js";
export { findRefusal, type Refusal } from "./refusal.js";
