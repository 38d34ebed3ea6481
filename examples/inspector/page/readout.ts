import type { Dissection, Range } from "./dissect.js";
import { element } from "./dom.js";
import { guideTo } from "./fieldGuide.js";
import { fieldValue } from "./fieldValue.js";
import { roleOf } from "./hexView.js";
import type { Reading } from "./readInvoice.js";

/** What is pointed at: a part, and in it maybe single bytes and their characters. */
export type Pointer = { readonly part: number; readonly bytes?: Range; readonly characters?: Range };

/** Says what that means which is pointed at. */
export function readout(reading: Reading, dissection: Dissection, pointer: Pointer): HTMLElement[] {
  const part = dissection.parts[pointer.part]!;
  const { field, record, path, bytes, characters } = part;
  const { label, meaning } = guideTo(path);
  const facts: [string, string][] = [];
  if (record) facts.push(["tag", `${record.tag}`], ["length", `${record.length}`]);
  if (bytes.end > bytes.start) facts.push(["bytes", span(bytes)]);
  facts.push(["characters", span(characters)]);
  return [
    element(
      "p",
      { class: "what", "data-field": field },
      ...(record ? [element("span", { class: "pill", "aria-hidden": "true" }, `${record.tag}`)] : []),
      element("strong", {}, label),
      " ",
      element("code", {}, path),
    ),
    element("p", { class: "value" }, ...fieldValue(part, reading).content),
    element("p", { class: "meaning" }, meaning),
    element(
      "p",
      { class: "facts" },
      ...facts.map(([name, value]) => element("span", {}, `${name} `, element("b", {}, value))),
      ...exact(dissection, pointer),
    ),
  ];
}

function exact({ bytes, parts }: Dissection, { part, bytes: at, characters }: Pointer): HTMLElement[] {
  if (!at || !characters) return [];
  const { bytes: whole, record } = parts[part]!;
  const places = Array.from(bytes.slice(at.start, at.end), (byte, i) => {
    const role = roleOf(at.start + i - whole.start, record !== undefined);
    return `byte ${at.start + i} (${role}) 0x${byte.toString(16).padStart(2, "0")}`;
  });
  return [element("span", { class: "here" }, `here ${places.join(", ")} · characters ${span(characters)}`)];
}

function span({ start, end }: Range): string {
  return end - start === 1 ? `${start}` : `${start}–${end - 1}`;
}
