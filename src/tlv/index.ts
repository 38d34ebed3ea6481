/**
 * `uma-invoice/tlv`: declare a message of tag-length-value records once, as a table of fields, and
 * have its encoder, decoder and type. One byte of tag, one of length, up to 255 of value.
 *
 * @module
 */
export { UmaInvoiceError, type UmaInvoiceErrorCode, type UmaInvoiceErrorDetails } from "../errors.js";
export { bigInteger } from "./bigInteger.js";
export { boolean } from "./boolean.js";
export { bytes } from "./bytes.js";
export { custom } from "./custom.js";
export { type DecodeMessageOptions, decodeMessage } from "./decodeMessage.js";
export { type EncodeMessageOptions, encodeMessage } from "./encodeMessage.js";
export { enumeration } from "./enumeration.js";
export { type Field, optional, required } from "./field.js";
export type { IntegerDialect } from "./IntegerDialect.js";
export { integer } from "./integer.js";
export type { Conversion, Kind, TextFormat } from "./kind.js";
export { type Fields, type Infer, type Message, message } from "./message.js";
export { nested } from "./nested.js";
export type { TlvRecord } from "./TlvRecord.js";
export { text } from "./text.js";
export { type MayHaveUnknownRecords, unknownRecords } from "./unknownRecords.js";
