import { type Kind, makeKind } from "./kind.js";
import { type Fields, type Infer, type Message, planOf } from "./message.js";

/**
 * A message inside a message.
 *
 * @param message - the inner message
 * @throws UmaInvoiceError `INVALID_FIELD` if it is none
 *
 * @example
 * ```ts
 * const point = message({ x: required(0, integer()), y: required(1, integer()) });
 * const line = message({ from: required(0, nested(point)), to: required(1, nested(point)) });
 * encodeMessage(line, { from: { x: 0, y: 0 }, to: { x: 3, y: 4 } });
 * ```
 */
export function nested<F extends Fields>(message: Message<F>): Kind<Infer<Message<F>>> {
  planOf(message);
  return makeKind({ type: "nested", message });
}
