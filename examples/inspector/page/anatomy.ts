import { bytesOf, charactersOf, type Dissection, type Range } from "./dissect.js";
import { element } from "./dom.js";
import { fieldsView } from "./fieldsView.js";
import { hexView } from "./hexView.js";
import type { Reading } from "./readInvoice.js";
import { type Pointer, readout } from "./readout.js";
import { roving } from "./roving.js";
import { stringView } from "./stringView.js";

/** An invoice's text, bytes and fields, side by side. */
export type Anatomy = {
  readonly element: HTMLElement;
  /** Moves the focus to the segment of a part. */
  readonly focus: (path: string) => void;
};

/** Shows a text, its bytes and its fields, and marks in all of them what is pointed at in one. */
export function anatomy(reading: Reading, dissection: Dissection, perRow: number): Anatomy {
  const { bytes, parts } = dissection;
  const wrong = reading.problems.find(({ code }) => code === "MALFORMED_TLV")?.offset;
  const string = stringView(reading, dissection);
  const hex = hexView(dissection, perRow, wrong);
  const fields = fieldsView(reading, dissection);
  const rows = [...fields.rows.keys()];
  const output = element("div", { class: "readout" });

  const selectSegment = roving(string.segments, { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 });
  const selectCell = roving(hex.cells, { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -perRow, ArrowDown: perRow });
  const selectRow = roving(fields.buttons, { ArrowUp: -1, ArrowDown: 1 });

  let marked: readonly Element[] = [];
  const point = (pointer: Pointer) => {
    for (const element of marked) element.classList.remove("on", "exact");
    const on = markedBy(pointer.part);
    const exact = [
      ...slice(string.characters, pointer.characters),
      ...slice(hex.cells, pointer.bytes),
      ...slice(hex.ascii, pointer.bytes),
    ];
    root.dataset.field = parts[pointer.part]!.field;
    for (const element of on) element.classList.add("on");
    for (const element of exact) element.classList.add("exact");
    marked = [...on, ...exact];
    string.segments.forEach((segment, index) => {
      segment.setAttribute("aria-selected", `${index === pointer.part}`);
    });
    output.replaceChildren(...readout(reading, dissection, pointer));
  };

  /** What belongs to a part and to the parts inside it. */
  const markedBy = (index: number): Element[] =>
    parts.flatMap((part, at) => {
      if ((at !== index && part.inside !== index) || part.field === "unreadable") return [];
      return [
        ...slice(string.characters, part.characters),
        ...slice(hex.cells, part.bytes),
        ...slice(hex.ascii, part.bytes),
        ...(fields.rows.has(at) ? [fields.rows.get(at)!] : []),
      ];
    });

  const first = parts.findIndex(({ path }) => path === "amount");
  let kept: Pointer =
    wrong === undefined ? { part: Math.max(first, 0) } : pointerToByte(dissection.partOfByte[wrong]!, wrong);
  const views = element(
    "div",
    { class: "views" },
    element("div", { class: "dump" }, element("h3", {}, "Bytes"), hex.element),
    ...(rows.length === 0
      ? []
      : [element("div", { class: "records" }, element("h3", {}, "Fields"), fields.element)]),
  );
  const root = element("div", { class: "anatomy" }, string.element, output, views);
  let hovered: EventTarget | null = null;
  // Not `pointerover`: that one comes too when it is the page that moves, as it does under the keyboard.
  root.addEventListener("pointermove", ({ target }) => {
    if (target === hovered) return;
    hovered = target;
    const pointer = pointerTo(target, bytes.length);
    if (pointer) point(pointer);
  });
  root.addEventListener("pointerleave", () => {
    hovered = null;
    point(kept);
  });
  root.addEventListener("focusin", ({ target }) => {
    const pointer = pointerTo(target, bytes.length);
    if (!pointer) return;
    kept = pointer;
    const { part } = pointer;
    selectSegment(part);
    if (!pointer.bytes && parts[part]!.bytes.start < bytes.length) selectCell(parts[part]!.bytes.start);
    if (rows.includes(part)) selectRow(rows.indexOf(part));
    point(pointer);
  });
  point(kept);
  return {
    element: root,
    focus(path) {
      const index = parts.findIndex((part) => part.path === path);
      string.segments[index]?.focus();
    },
  };
}

/** What an element of a view stands for. */
function pointerTo(target: EventTarget | null, length: number): Pointer | undefined {
  const found = target instanceof Element ? target.closest<HTMLElement>("[data-part]") : null;
  if (!found) return undefined;
  const { part, byte, character } = found.dataset;
  const pointer = { part: Number(part) };
  if (byte !== undefined) return pointerToByte(pointer.part, Number(byte));
  if (character === undefined) return pointer;
  const at = Number(character);
  const bytes = bytesOf(at, length);
  return bytes.start < 0 || bytes.start >= bytes.end
    ? pointer
    : { ...pointer, bytes, characters: { start: at, end: at + 1 } };
}

function pointerToByte(part: number, at: number): Pointer {
  const bytes = { start: at, end: at + 1 };
  return { part, bytes, characters: charactersOf(bytes) };
}

function slice<Item>(items: readonly Item[], range: Range | undefined): readonly Item[] {
  return range ? items.slice(range.start, range.end) : [];
}
