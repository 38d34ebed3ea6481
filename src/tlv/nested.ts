import { type Kind, makeKind } from "./kind.js";
import type { Fields, Infer, Message } from "./message.js";

/**
 * A message inside a message.
 *
 * @param message - the inner message
 *
 * @example
 * ```ts
 * const point = message({ x: required(0, integer()), y: required(1, integer()) });
 * const line = message({ from: required(0, nested(point)), to: required(1, nested(point)) });
 * encodeMessage(line, { from: { x: 0, y: 0 }, to: { x: 3, y: 4 } });
 * ```
 */
export function nested<F extends Fields>(message: Message<F>): Kind<Infer<Message<F>>> {
  return makeKind({ type: "nested", message });
}
