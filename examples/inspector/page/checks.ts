import { isExpired, UmaInvoiceError, validateInvoice, verifyInvoiceSignature } from "uma-invoice";
import type { Reading } from "./readInvoice.js";
import type { Key } from "./readKey.js";
import { sentence } from "./sentence.js";

/** `open`: nobody can say yet. */
export type Verdict = "ok" | "bad" | "open";

/** One of the checks that a payer has to make, and how it came out. */
export type Check = { readonly verdict: Verdict; readonly title: string; readonly detail: string };

/** The checks that a payer has to make before paying (UMAD-09). */
export type Checks = { readonly form: Check; readonly expiry: Check; readonly signature: Check };

/** Makes all three checks. */
export function checksOf(reading: Reading, key: Key | UmaInvoiceError | undefined): Checks {
  return { form: checkForm(reading), expiry: checkExpiry(reading), signature: checkSignature(reading, key) };
}

/** What to say of a text that is no invoice at all. */
export function unreadable(problem: UmaInvoiceError, text: string): Check {
  return { verdict: "bad", title: titleOf(problem, text), detail: sentence(problem) };
}

function titleOf({ code, offset }: UmaInvoiceError, text: string): string {
  if (code === "TOO_LONG") return "Too long";
  if (code === "INVALID_DEEP_LINK" || !/^uma1/i.test(text)) return "Not an UMA invoice";
  return offset === undefined ? "Not intact" : "A wrong character";
}

/** The domain of the receiver, whose VASP has to have signed. */
export function receiverDomain({ invoice }: Reading): string | undefined {
  return invoice?.receiverUma.split("@")[1];
}

function checkForm({ problems }: Reading): Check {
  const [problem] = problems;
  if (!problem)
    return {
      verdict: "ok",
      title: "Whole and well-formed",
      detail: "Every required field is there, and is what it has to be.",
    };
  const title = problems.length > 1 ? `${problems.length} problems` : "Not well-formed";
  return { verdict: "bad", title, detail: sentence(problem) };
}

function checkExpiry({ invoice }: Reading): Check {
  if (!invoice)
    return { verdict: "open", title: "Expiry unknown", detail: "The invoice has to be readable first." };
  const implausible = validateInvoice(invoice).find(
    ({ code, field }) => code === "INVALID_FIELD" && field === "expiration",
  );
  if (implausible) return { verdict: "bad", title: "No valid expiration", detail: sentence(implausible) };
  return isExpired(invoice)
    ? { verdict: "bad", title: "Expired", detail: "Nobody may pay it any more." }
    : { verdict: "ok", title: "Not expired", detail: "It may still be paid." };
}

function checkSignature(reading: Reading, key: Key | UmaInvoiceError | undefined): Check {
  const { invoice } = reading;
  if (!invoice)
    return {
      verdict: "open",
      title: "Signature not checked",
      detail: "The invoice has to be readable first.",
    };
  if (!invoice.signature)
    return {
      verdict: "bad",
      title: "Not signed",
      detail: "The invoice carries no signature: no payer may trust it.",
    };
  const open = { verdict: "open", title: "Signature not checked" } as const;
  if (!key) return { ...open, detail: `It takes the signing key of ${receiverDomain(reading)}.` };
  if (key instanceof UmaInvoiceError) return { ...open, detail: "What was entered is no key." };
  try {
    return verifyInvoiceSignature(invoice, key.publicKey)
      ? { verdict: "ok", title: "Signature verified", detail: "This key signed exactly these bytes." }
      : {
          verdict: "bad",
          title: "Signature wrong",
          detail: "This key did not sign this invoice, or it was changed since.",
        };
  } catch (error) {
    if (error instanceof UmaInvoiceError) return { ...open, detail: sentence(error) };
    throw error;
  }
}
