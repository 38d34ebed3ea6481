/**
 * `uma-invoice/tlv`: declare a message of tag-length-value records once, as a table of fields, and
 * have its encoder, decoder and type. One byte of tag, one of length, up to 255 of value.
 *
 * @module
 */
export { UmaInvoiceError, type UmaInvoiceErrorCode, type UmaInvoiceErrorDetails } from "../errors.js";
export { type DecodeMessageOptions, decodeMessage } from "./decode.js";
export type { IntegerDialect } from "./dialect.js";
export { type EncodeMessageOptions, encodeMessage } from "./encode.js";
export type { Conversion, TextFormat } from "./kinds.js";
export { bigInteger, boolean, bytes, custom, enumeration, integer, nested, text } from "./kinds.js";
export {
  type Field,
  type Fields,
  type Infer,
  type Kind,
  type Message,
  message,
  optional,
  required,
} from "./message.js";
export type { TlvRecord } from "./records.js";
export { type MayHaveUnknownRecords, unknownRecords } from "./records.js";
