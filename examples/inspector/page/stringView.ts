import type { Dissection } from "./dissect.js";
import { element } from "./dom.js";
import { guideTo } from "./fieldGuide.js";
import { fieldValue } from "./fieldValue.js";
import type { Reading } from "./readInvoice.js";
import { safeText } from "./safeText.js";

/** The text itself, a segment a part. */
export type StringView = {
  readonly element: HTMLElement;
  readonly segments: readonly HTMLElement[];
  readonly characters: readonly HTMLElement[];
};

/** Shows a text coloured by field. */
export function stringView(reading: Reading, { parts, partOfCharacter }: Dissection): StringView {
  const segments = parts.map((part, index) => {
    const { plain } = fieldValue(part, reading);
    const { start, end } = part.characters;
    return element(
      "span",
      {
        role: "option",
        class: "segment",
        "data-part": `${index}`,
        "data-field": part.field,
        "data-tag": part.record && `${part.record.tag}`,
        "aria-selected": "false",
      },
      element(
        "span",
        { class: "visually-hidden" },
        `${guideTo(part.path).label}, characters ${start} to ${end - 1}: ${plain}`,
      ),
      element("span", { "aria-hidden": "true" }),
    );
  });
  const characters = Array.from(reading.text, (character, at) => {
    const part = partOfCharacter[at]!;
    const made = element(
      "span",
      { class: "character", "data-part": `${part}`, "data-character": `${at}` },
      character,
    );
    segments[part]!.lastElementChild!.append(made);
    return made;
  });
  const list = element(
    "div",
    {
      role: "listbox",
      "aria-label": "The invoice's text, by field",
      "aria-orientation": "horizontal",
      class: "string",
    },
    ...segments,
  );
  return { element: list, segments, characters };
}

/** How many characters of a text that is no invoice are shown. */
const most = 8192;

/** Shows a text that is not bech32, with the wrong character marked where it is known. */
export function wrongStringView(text: string, wrong: number | undefined): HTMLElement {
  const shown = text.slice(0, most);
  const left = text.length - shown.length;
  return element(
    "p",
    { class: "string wrong" },
    ...(wrong === undefined ? [safeText(shown)] : withMark(shown, wrong)),
    ...(left > 0 ? [element("small", {}, ` and ${left} more characters`)] : []),
  );
}

function withMark(text: string, at: number): HTMLElement[] {
  const marked = String.fromCodePoint(text.codePointAt(at) ?? 0x20);
  return [
    safeText(text.slice(0, at)),
    element("mark", {}, safeText(marked)),
    safeText(text.slice(at + marked.length)),
  ];
}
