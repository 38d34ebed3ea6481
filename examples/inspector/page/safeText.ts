import { element } from "./dom.js";

/**
 * What could change how text around it looks, or hide: controls, bidirectional controls, invisible
 * characters, unusual spaces, and combining marks from the third on. The group is for repetitions.
 */
const unsafe =
  /([\p{C}\p{Default_Ignorable_Code_Point}\u2800]|(?![ \u00a0\u202f])\p{Z}|(?<=\p{M}{2})\p{M})\1*/gu;

/** Text from an invoice, isolated from what stands around it, with what is unsafe written as `\u{…}`. */
export function safeText(text: string): HTMLElement {
  const pieces: (Node | string)[] = [];
  let end = 0;
  for (const found of text.matchAll(unsafe)) {
    pieces.push(text.slice(end, found.index), element("span", { class: "escape" }, escaped(found[0])));
    end = found.index + found[0].length;
  }
  return element("bdi", {}, ...pieces, text.slice(end));
}

/** The same without elements, for accessible names. */
export function plainText(text: string): string {
  return text.replace(unsafe, escaped);
}

/** One character, or the same one many times. */
function escaped(characters: string): string {
  const all = [...characters];
  const first = `\\u{${all[0]!.codePointAt(0)!.toString(16)}}`;
  return all.length === 1 ? first : `${first}×${all.length}`;
}
