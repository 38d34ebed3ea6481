import { copyBytes } from "../bytes.js";
import { invalidField } from "../invalidField.js";
import { pick } from "../options.js";
import { checkDialect } from "./checkDialect.js";
import { dialectOf } from "./dialectOf.js";
import type { IntegerDialect } from "./IntegerDialect.js";
import { locate } from "./locate.js";
import { type Fields, type Infer, type Message, planOf } from "./message.js";
import { type Finish, readFields } from "./readFields.js";
import { makeReader } from "./readValue.js";
import { records } from "./records.js";
import type { TlvRecord } from "./TlvRecord.js";
import { unknownRecords } from "./unknownRecords.js";

/** Options of {@link decodeMessage}. */
export type DecodeMessageOptions = {
  /**
   * The dialect that integers stand in. By default it is told from all integers of the message
   * together: `decimal` if each of them could be, `binary` otherwise.
   */
  readonly integers?: IntegerDialect;
};

/**
 * Decodes a message. Fields may stand in any order; unknown records are kept under
 * {@link unknownRecords}. The result is read-only and shares no memory with the input.
 *
 * @param message - the declaration
 * @param bytes - the whole message
 * @throws UmaInvoiceError `MALFORMED_TLV` with the offset, `MISSING_FIELD` with all that are missing,
 * or `INVALID_FIELD` with the field
 *
 * @example
 * ```ts
 * const person = message({ name: required(0, text()) });
 * decodeMessage(person, Uint8Array.of(0, 3, 0x41, 0x64, 0x61)).name; // "Ada"
 * ```
 */
export function decodeMessage<F extends Fields>(
  message: Message<F>,
  bytes: Uint8Array,
  options?: DecodeMessageOptions,
): Infer<Message<F>> {
  const plan = planOf(message);
  const { integers } = pick(options, "options", "integers");
  const copy = copyBytes(bytes);
  if (!copy) throw invalidField("message", "a Uint8Array", bytes);
  if (integers !== undefined) checkDialect(integers);
  const places = locate(plan, copy);
  const reader = makeReader(copy, dialectOf(plan, places, copy, integers));
  return Object.freeze(readFields(reader, plan, places, keepUnknown)) as Infer<Message<F>>;
}

const keepUnknown: Finish = (message, { bytes }, { byTag }, start, end) => {
  const kept: TlvRecord[] = [];
  for (const { tag, value, next } of records(bytes, start, end))
    if (!byTag[tag]) kept.push(Object.freeze({ tag, value: bytes.slice(value, next) }));
  if (kept.length > 0) message[unknownRecords] = Object.freeze(kept);
};
