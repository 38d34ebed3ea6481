import type { Dissection } from "./dissect.js";
import { element } from "./dom.js";
import { guideTo } from "./fieldGuide.js";
import { fieldValue } from "./fieldValue.js";
import type { Reading } from "./readInvoice.js";

/** The fields in a table. */
export type FieldsView = {
  readonly element: HTMLElement;
  /** The row of each part that has one. */
  readonly rows: ReadonlyMap<number, HTMLElement>;
  /** The button in each row, in order. */
  readonly buttons: readonly HTMLElement[];
};

/** Shows the fields in the order in which they stand. */
export function fieldsView(reading: Reading, { parts }: Dissection): FieldsView {
  const made = parts.flatMap((part, index) => {
    const { field, record, inside } = part;
    if (!record) return [];
    const { content, note } = fieldValue(part, reading);
    const button = element(
      "button",
      { type: "button" },
      element("span", { class: "pill", "aria-hidden": "true" }, `${record.tag}`),
      guideTo(part.path).label,
    );
    const row = element(
      "tr",
      {
        role: "row",
        "data-part": `${index}`,
        "data-field": field,
        class: [inside !== undefined && "inside", record.problem && "problem"].filter(Boolean).join(" "),
      },
      element("th", { role: "rowheader", scope: "row" }, button),
      element(
        "td",
        { role: "cell" },
        ...content,
        ...(note ? [element("small", { class: "note" }, note)] : []),
      ),
    );
    return [{ index, row, button }];
  });
  const table = element(
    "table",
    { role: "table", class: "fields", "aria-label": "The fields" },
    element("tbody", { role: "rowgroup" }, ...made.map(({ row }) => row)),
  );
  return {
    element: table,
    rows: new Map(made.map(({ index, row }) => [index, row])),
    buttons: made.map(({ button }) => button),
  };
}
