import { type Invoice, UmaInvoiceError } from "uma-invoice";
import { toQrSvg } from "uma-invoice/qr";
import { toDeepLink } from "uma-invoice/request";
import { element } from "./dom.js";
import { safeText } from "./safeText.js";
import { sentence } from "./sentence.js";

// An inspector shows whatever it is given, and says beside it what is not for everybody.
const shown = { allowSenderUma: true };

/** An invoice's QR code and links. */
export function shareView(invoice: Invoice, text: string): HTMLElement[] {
  try {
    const link = toDeepLink(invoice, shown);
    return [
      ...addressee(invoice),
      qrPicture(invoice),
      element(
        "div",
        {},
        element("p", { class: "link" }, element("code", {}, link)),
        element(
          "div",
          { class: "buttons" },
          copyButton("Copy deep link", () => link),
          copyButton("Copy invoice", () => text),
          copyButton("Copy link to this page", () => new URL(`#${text}`, location.href).href),
        ),
      ),
    ];
  } catch (error) {
    if (!(error instanceof UmaInvoiceError)) throw error;
    return [element("p", { class: "muted" }, `There is no link to it. ${sentence(error)}`)];
  }
}

/** That somebody else than its payer is not to see it as a code or a link. */
function addressee({ senderUma }: Invoice): HTMLElement[] {
  if (senderUma === undefined) return [];
  const note = [
    "It asks ",
    safeText(senderUma),
    ", and is delivered to that VASP instead of being shown to anybody as a code or a link.",
  ];
  return [element("p", { class: "addressee" }, ...note)];
}

function qrPicture(invoice: Invoice): HTMLElement {
  try {
    const src = `data:image/svg+xml,${encodeURIComponent(toQrSvg(invoice, shown))}`;
    return element("img", { class: "qr", src, alt: "QR code of this invoice" });
  } catch (error) {
    if (!(error instanceof UmaInvoiceError)) throw error;
    return element("p", { class: "muted" }, `There is no QR code of it. ${sentence(error)}`);
  }
}

function copyButton(label: string, text: () => string): HTMLElement {
  const button = element("button", { type: "button", class: "copy", "aria-live": "polite" }, label);
  button.addEventListener("click", async () => {
    button.textContent = await copied(text());
    setTimeout(() => {
      button.textContent = label;
    }, 2000);
  });
  return button;
}

async function copied(text: string): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
    return "Copied";
  } catch {
    return "The browser forbids it";
  }
}
