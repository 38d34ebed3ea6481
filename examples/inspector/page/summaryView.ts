import { formatAmount, type Invoice } from "uma-invoice";
import { element } from "./dom.js";
import { locale } from "./locale.js";
import { safeText } from "./safeText.js";
import { isoTime, localTime, timeLeft } from "./time.js";

/** What an invoice asks for, at a glance. */
export function summaryView(invoice: Invoice): HTMLElement[] {
  const { receivingCurrency, receiverUma, senderUma, expiration } = invoice;
  const facts: [string, Node][] = [
    ["to", safeText(receiverUma)],
    ["from", senderUma === undefined ? document.createTextNode("anyone") : safeText(senderUma)],
    ["until", element("time", { datetime: isoTime(expiration) }, localTime(expiration))],
  ];
  return [
    element(
      "p",
      { class: "amount" },
      safeText(formatAmount(invoice, locale)),
      " ",
      element("small", {}, safeText(receivingCurrency.code), " · ", safeText(receivingCurrency.name)),
    ),
    element(
      "dl",
      { class: "facts" },
      ...facts.map(([term, definition]) =>
        element("div", {}, element("dt", {}, term), element("dd", {}, definition)),
      ),
    ),
    element("p", { class: "countdown", "data-expires": `${expiration}` }, timeLeft(expiration)),
  ];
}
