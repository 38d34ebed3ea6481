import type { Check, Checks, Verdict } from "./checks.js";
import { element, icon } from "./dom.js";

const spoken: { readonly [Name in Verdict]: string } = { ok: "passed: ", bad: "failed: ", open: "open: " };

/** The checks as a list's items. */
export function checkItems({ form, expiry, signature }: Checks): HTMLElement[] {
  return [form, expiry, signature].map(({ verdict, title, detail }) =>
    element(
      "li",
      { class: verdict },
      icon(verdict),
      element(
        "div",
        {},
        hidden(spoken[verdict]),
        element("strong", {}, title),
        element("span", { class: "detail" }, detail),
      ),
    ),
  );
}

/** What the checks come to. */
export function verdictOf({ form, expiry, signature }: Checks): Check {
  const all = [form, expiry, signature];
  const bad = all.find(({ verdict }) => verdict === "bad");
  if (bad) return bad;
  return all.every(({ verdict }) => verdict === "ok")
    ? { verdict: "ok", title: "Verified", detail: "Whole, in time, and signed with this key, byte for byte." }
    : { verdict: "open", title: "Readable, not yet verified", detail: signature.detail };
}

/** A verdict as one line. */
export function verdictLine({ verdict, title, detail }: Check, ...more: Node[]): Node[] {
  return [icon(verdict), element("p", {}, element("strong", {}, title), " ", detail), ...more];
}

function hidden(text: string): HTMLElement {
  return element("span", { class: "visually-hidden" }, text);
}
