import type { InspectedRecord } from "../../index.js";
import type { Look, Paint } from "../io.js";
import { valueText } from "./fields.js";
import { byteCount, cut } from "./text.js";

/** Each record has the next one. */
const looks: readonly Look[] = ["cyan", "magenta", "green", "yellow", "blue"];
const offsetWidth = 4;

/** A record, and how far its lines are moved to the right: by one step for each message around it. */
type Indented = { readonly record: InspectedRecord; readonly indent: string };

/**
 * An invoice's bytes in hex, record by record. The line of a record has its tag and length, what the
 * field is called and what it says; below stand the bytes of the value, or the records inside. Offsets
 * are decimal, as everywhere in this library.
 *
 * @param columns - how many characters a line may have
 */
export function hexDump(records: readonly InspectedRecord[], paint: Paint, columns: number): string {
  return flatten(records, "")
    .map((indented, index) => dump(indented, looks[index % looks.length]!, paint, columns))
    .join("");
}

function flatten(records: readonly InspectedRecord[], indent: string): Indented[] {
  return records.flatMap((record) => [{ record, indent }, ...flatten(record.records ?? [], `${indent}  `)]);
}

function dump({ record, indent }: Indented, look: Look, paint: Paint, columns: number): string {
  const room = columns - offsetWidth - 2 - indent.length;
  // The bytes of a message are those of the records inside.
  const value = record.records ? [] : valueLines(record, look, paint, room);
  return [headLine(record, look, paint, room), ...value]
    .map(([offset, line]) => `${paint(String(offset).padStart(offsetWidth), "dim")}  ${indent}${line}\n`)
    .join("");
}

type Line = readonly [offset: number, text: string];

function headLine(record: InspectedRecord, look: Look, paint: Paint, room: number): Line {
  const { tag, name = "unknown", offset, length, value, problem } = record;
  const bytes = hex(Uint8Array.of(tag, length));
  const says = problem?.message ?? (value === undefined ? undefined : valueText(value));
  const parts: readonly (readonly [string, ...Look[]])[] = [
    [name, look, "bold"],
    [` (tag ${tag}, ${byteCount(length)})`, "dim"],
    [says === undefined ? "" : `  ${says}`, ...(problem ? (["red"] as const) : [])],
  ];
  const text = clip(parts.map(([part]) => part).join(""), room - bytes.length - 2);
  let end = 0;
  const painted = parts.map(([part, ...looks]) => paint(text.slice(end, (end += part.length)), ...looks));
  return [offset, `${paint(bytes, look, "bold")}  ${painted.join("")}`];
}

function valueLines({ offset, bytes }: InspectedRecord, look: Look, paint: Paint, room: number): Line[] {
  // Two digits, a space and a character for each byte; between and around these four characters less one.
  const perLine = [16, 8, 4].find((count) => count * 4 + 3 <= room) ?? 2;
  return Array.from({ length: Math.ceil(bytes.length / perLine) }, (_, index) => {
    const part = bytes.subarray(index * perLine, (index + 1) * perLine);
    const digits = paint(hex(part).padEnd(perLine * 3 - 1), look);
    return [offset + 2 + index * perLine, `${digits}  ${paint(`|${ascii(part)}|`, "dim")}`];
  });
}

/** The beginning of what is too long, with a mark for the rest. */
function clip(text: string, room: number): string {
  return text.length > room ? `${cut(text, room - 1)}…` : text;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

function ascii(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes).replace(/[^ -~]/g, ".");
}
