import type { Dissection } from "./dissect.js";
import { element } from "./dom.js";

/** The bytes in hex. */
export type HexView = {
  readonly element: HTMLElement;
  /** The cell of each byte. */
  readonly cells: readonly HTMLElement[];
  /** The same byte as ASCII. */
  readonly ascii: readonly HTMLElement[];
};

/** Shows bytes in rows, each with its offset and as ASCII. */
export function hexView({ bytes, parts, partOfByte }: Dissection, perRow: number, wrong?: number): HexView {
  const places = Array.from(bytes, (byte, at) => {
    const part = parts[partOfByte[at]!]!;
    const place = { "data-part": `${partOfByte[at]}`, "data-byte": `${at}`, "data-field": part.field };
    return { byte, at, part, place };
  });
  const cells = places.map(({ byte, at, part, place }) => {
    const digits = byte.toString(16).padStart(2, "0");
    const role = roleOf(at - part.bytes.start, part.record !== undefined);
    return element(
      "span",
      {
        ...place,
        role: "gridcell",
        class: `byte ${role}${at === wrong ? " wrong" : ""}`,
        "aria-label": `byte ${at}, ${part.path}, ${role}: ${digits}`,
      },
      digits,
    );
  });
  const ascii = places.map(({ byte, place }) =>
    element(
      "span",
      { ...place, class: "letter" },
      byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : byte === 0x20 ? "\u00a0" : "·",
    ),
  );
  const rows = Array.from({ length: Math.ceil(bytes.length / perRow) }, (_, row) => {
    const start = row * perRow;
    const offset = start.toString(16).padStart(4, "0");
    return element(
      "div",
      { role: "row", class: "row" },
      element("span", { role: "rowheader", class: "offset", "aria-label": `from byte ${start}` }, offset),
      ...cells.slice(start, start + perRow),
      element("span", { class: "ascii", "aria-hidden": "true" }, ...ascii.slice(start, start + perRow)),
    );
  });
  const grid = element(
    "div",
    { role: "grid", "aria-label": "The bytes, in hex", class: "hex", "data-per-row": `${perRow}` },
    ...rows,
  );
  return { element: grid, cells, ascii };
}

/** What a byte is in its record. */
export function roleOf(at: number, isRecord: boolean): "tag" | "length" | "value" {
  if (!isRecord || at > 1) return "value";
  return at === 0 ? "tag" : "length";
}
