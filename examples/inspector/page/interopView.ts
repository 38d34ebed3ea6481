import { checkInterop, type InteropProblem, type Invoice } from "uma-invoice";
import { element, icon } from "./dom.js";
import { safeText } from "./safeText.js";

const readers: { readonly [Name in InteropProblem["sdk"]]: string } = {
  javascript: "JavaScript",
  python: "Python",
  kotlin: "Kotlin",
  go: "Go",
  any: "Others",
};

/** What each published SDK can do with an invoice, and where others may stumble. */
export function interopView(invoice: Invoice): HTMLElement[] {
  const problems = checkInterop(invoice);
  const success = invoice.signature ? "reads and verifies it" : "reads it";
  const items = Object.entries(readers).flatMap(([sdk, name]) => {
    const found = problems.filter((problem) => problem.sdk === sdk);
    if (sdk === "any" && found.length === 0) return [];
    const isMinor = found.every(({ problem }) => problem === "cannot verify" || problem === "may refuse");
    const verdict = found.length === 0 ? "ok" : isMinor ? "note" : "bad";
    const sentences = found.map(({ problem, reason, field }) =>
      element(
        "span",
        { class: "detail" },
        element("b", {}, problem),
        ...(field === undefined ? [] : [" ", element("code", {}, safeText(field))]),
        `: ${reason}`,
      ),
    );
    return element(
      "li",
      { class: verdict },
      icon(verdict),
      element(
        "div",
        {},
        element("strong", {}, name),
        ...(found.length === 0 ? [element("span", { class: "detail" }, success)] : sentences),
      ),
    );
  });
  return [
    element("ul", { class: "checks" }, ...items),
    element("p", { class: "muted" }, "What the published UMA SDKs do with this invoice, as measured."),
  ];
}
