import { convert } from "./convert.js";
import type { Order } from "./kind.js";
import { type Options, optionsExpected } from "./options.js";
import { checkLength, type Writer, writeText } from "./writeText.js";

type Pair = readonly [key: string, mandatory: boolean];

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
  const pairs = convert(path, optionsExpected, value, (options) => pairsOf(options, order)) as Pair[];
  checkLength(
    path,
    pairs.reduce((length, [key]) => length + key.length + 3, -1),
  );
  let end = at;
  for (const [key, mandatory] of pairs) {
    if (end > at) writer.bytes[end++] = 0x2c;
    end = writeText(writer, end, path, key);
    writer.bytes[end++] = 0x3a;
    writer.bytes[end++] = mandatory ? 0x31 : 0x30;
  }
  return end;
}

/**
 * Options in the order in which they are written, each read once, for a getter may say something else
 * the next time; nothing if there is something wrong.
 */
function pairsOf(options: Options, order: Order = byCodeUnit): Pair[] | undefined {
  if (typeof options !== "object" || Array.isArray(options)) return undefined;
  const pairs: Pair[] = [];
  // Most come in order, and finding that out takes a third of the time of sorting them.
  let inOrder = order === byCodeUnit;
  let last = "";
  for (const key of Object.keys(options)) {
    const { mandatory } = options[key]!;
    if (key === "" || key.includes(":") || key.includes(",") || typeof mandatory !== "boolean")
      return undefined;
    pairs.push([key, mandatory]);
    inOrder &&= last < key;
    last = key;
  }
  return inOrder ? pairs : pairs.sort(([a], [b]) => order(a, b));
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : 1;
}
