import type { UmaInvoiceError } from "uma-invoice";
import { element, icon } from "./dom.js";
import { sentence } from "./sentence.js";

/** Problems as a list; a field's name leads to its segment. */
export function problemsView(
  problems: readonly UmaInvoiceError[],
  show: (path: string) => void,
): HTMLElement {
  return element(
    "ul",
    { class: "problems" },
    ...problems.map((problem) => {
      const { code, field } = problem;
      const item = element(
        "li",
        {},
        icon("bad"),
        element("div", {}, element("code", {}, code), element("p", {}, sentence(problem))),
      );
      if (field !== undefined && code !== "MISSING_FIELD") {
        const button = element("button", { type: "button", class: "small" }, `Show ${field}`);
        button.addEventListener("click", () => show(field));
        item.lastElementChild!.append(button);
      }
      return item;
    }),
  );
}
