import { convert } from "./convert.js";
import type { Order } from "./kind.js";
import { type Options, optionsExpected } from "./options.js";
import { checkLength, type Writer, writeText } from "./writeText.js";

/**
 * Writes options as text.
 *
 * @param path - the field's path, for an error
 * @returns where they end
 * @throws UmaInvoiceError `INVALID_FIELD`, `FIELD_TOO_LONG`
 */
export function writeOptions(
  writer: Writer,
  at: number,
  path: string,
  value: unknown,
  order: Order | undefined,
): number {
  const keys = convert(path, optionsExpected, value, (options) => keysOf(options, order)) as string[];
  checkLength(
    path,
    keys.reduce((length, key) => length + key.length + 3, -1),
  );
  let end = at;
  for (const key of keys) {
    if (end > at) writer.bytes[end++] = 0x2c;
    end = writeText(writer, end, path, key);
    writer.bytes[end++] = 0x3a;
    writer.bytes[end++] = (value as Options)[key]!.mandatory ? 0x31 : 0x30;
  }
  return end;
}

/** The keys of options in the order in which they are written; nothing if there is something wrong. */
function keysOf(options: Options, order: Order | undefined): string[] | undefined {
  if (typeof options !== "object" || Array.isArray(options)) return undefined;
  const keys = Object.keys(options);
  // Most come in order, and finding that out takes a third of the time of sorting them.
  let inOrder = order === undefined;
  let last = "";
  for (const key of keys) {
    const isKey = key !== "" && !key.includes(":") && !key.includes(",");
    if (!isKey || typeof options[key]!.mandatory !== "boolean") return undefined;
    inOrder &&= last < key;
    last = key;
  }
  return inOrder ? keys : keys.sort(order);
}
