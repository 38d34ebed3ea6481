import { UmaInvoiceError } from "uma-invoice";
import { element } from "./dom.js";
import { locale } from "./locale.js";
import type { Key } from "./readKey.js";
import { safeText } from "./safeText.js";
import { sentence } from "./sentence.js";

/** What there is to say of the key that was entered, or of where to find it. */
export function keyNote(
  key: Key | UmaInvoiceError | undefined,
  domain: string | undefined,
): (Node | string)[] {
  if (key instanceof UmaInvoiceError) return [element("p", { class: "trouble" }, sentence(key))];
  if (!key && domain)
    return ["It stands at ", element("code", {}, safeText(`https://${domain}/.well-known/lnurlpubkey`))];
  if (!key?.certificate) return [];
  const { subject, issuer, notBefore, notAfter } = key.certificate;
  const now = Date.now();
  const outdated = now < notBefore.getTime() || now > notAfter.getTime();
  return [
    "Certificate of ",
    safeText(subject),
    ", issued by ",
    safeText(issuer),
    element(
      "span",
      outdated ? { class: "trouble" } : {},
      `, valid from ${notBefore.toLocaleDateString(locale)} to ${notAfter.toLocaleDateString(locale)}`,
    ),
    ". Who issued it is not checked here.",
  ];
}
