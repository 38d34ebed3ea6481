import { isExpired, type UmaInvoiceError, validateInvoice } from "uma-invoice";
import { type Anatomy, anatomy } from "./anatomy.js";
import { type Check, checksOf, receiverDomain, unreadable } from "./checks.js";
import { checkItems, verdictLine, verdictOf } from "./checksView.js";
import { byId, element } from "./dom.js";
import { takeIn } from "./intake.js";
import { interopView } from "./interopView.js";
import { keyNote } from "./keyNote.js";
import { problemsView } from "./problemsView.js";
import { type Input, readInput } from "./readInput.js";
import { type Reading, readInvoice } from "./readInvoice.js";
import { readKey } from "./readKey.js";
import { samples } from "./samples.js";
import { shareView } from "./shareView.js";
import { wrongStringView } from "./stringView.js";
import { summaryView } from "./summaryView.js";
import { timeLeft } from "./time.js";

const invoiceField = byId<HTMLTextAreaElement>("invoice");
const keyField = byId<HTMLTextAreaElement>("key");
const narrow = matchMedia("(max-width: 40rem)");

let input: Input = readInput("");
let reading: Reading | undefined;
let shown: Anatomy | undefined;
/** Whether the invoice had expired when the checks were shown. */
let expired = false;

/** Reads what the field holds, and shows all of it. */
function update(): void {
  input = readInput(invoiceField.value);
  reading = input.text === "" ? undefined : readInvoice(input.text);
  byId("result").hidden = !reading;
  showAnatomy();
  showChecks();
  const invoice = reading?.invoice;
  byId("overview").hidden = !invoice;
  byId("outlook").hidden = !invoice;
  byId("summary-content").replaceChildren(...(invoice ? summaryView(invoice) : []));
  byId("interop-content").replaceChildren(...(invoice ? interopView(invoice) : []));
  byId("share-content").replaceChildren(...(invoice && reading ? shareView(invoice, reading.text) : []));
}

function showAnatomy(): void {
  const { dissection, text = "", problems = [] } = reading ?? {};
  shown = reading && dissection && anatomy(reading, dissection, narrow.matches ? 8 : 16);
  byId("anatomy-content").replaceChildren(shown?.element ?? wrongStringView(text, problems[0]?.offset));
}

/** Shows what depends on the key and on the time. */
function showChecks(): void {
  if (!reading) {
    // Of what is no invoice nothing is shown: it may be a secret.
    showVerdict(input.problem && unreadable(input.problem, input.text));
    return;
  }
  const key = readKey(keyField.value);
  const checks = checksOf(reading, key);
  byId("check-list").replaceChildren(...checkItems(checks));
  byId("key-note").replaceChildren(...keyNote(key, receiverDomain(reading)));
  const { text, invoice, problems, dissection } = reading;
  const [problem] = problems;
  expired = invoice !== undefined && isExpired(invoice);
  const all = invoice ? validateInvoice(invoice) : problems;
  byId("problems").hidden = !dissection || all.length === 0;
  byId("problems-content").replaceChildren(problemsView(all, (path) => shown?.focus(path)));
  if (dissection || !problem) showVerdict(verdictOf(checks));
  else showVerdict(unreadable(problem, text), ...selectButton(problem));
}

function showVerdict(verdict?: Check, ...more: Node[]): void {
  const line = byId("verdict");
  line.className = `verdict ${verdict?.verdict ?? ""}`;
  line.replaceChildren(...(verdict ? verdictLine(verdict, ...more) : []));
}

/** A button that selects a wrong character where it was entered. */
function selectButton({ offset }: UmaInvoiceError): HTMLElement[] {
  const position = offset === undefined ? undefined : input.positionOf(offset);
  if (position === undefined) return [];
  const button = element("button", { type: "button" }, "Select it");
  button.addEventListener("click", () => {
    invoiceField.focus();
    invoiceField.setSelectionRange(position, position + 1);
  });
  return [button];
}

function enter(text: string, key = keyField.value): void {
  invoiceField.value = text;
  keyField.value = key;
  update();
}

function readFragment(): void {
  const fragment = location.hash.slice(1);
  if (fragment !== "") enter(fragment);
}

function tick(): void {
  if (reading?.invoice && isExpired(reading.invoice) !== expired) showChecks();
  for (const found of document.querySelectorAll<HTMLElement>("[data-expires]"))
    found.textContent = timeLeft(Number(found.dataset.expires));
}

for (const { title, text, publicKey } of samples) {
  const button = element("button", { type: "button", class: "small" }, title);
  button.addEventListener("click", () => enter(text, publicKey));
  byId("samples").append(element("li", {}, button));
}
takeIn(enter, (title, detail) => showVerdict({ verdict: "bad", title, detail }));
invoiceField.addEventListener("input", update);
keyField.addEventListener("input", showChecks);
byId("clear").addEventListener("click", () => {
  enter("", "");
  invoiceField.focus();
});
narrow.addEventListener("change", showAnatomy);
addEventListener("hashchange", readFragment);
setInterval(tick, 1000);
update();
readFragment();
