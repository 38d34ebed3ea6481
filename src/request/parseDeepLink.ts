import { describe } from "../describe.js";
import type { UmaInvoiceError } from "../errors.js";
import { layerError } from "../http/layerError.js";
import type { DecodeInvoiceOptions } from "../invoice/decodeInvoice.js";

/** What a universal link may hold beside the invoice, in characters. */
const roomForLink = 2048;
/** `uma1`, data, and the 6 characters of checksum: enough to find an invoice, not to read one. */
const invoice = /^uma1[a-z\d]{6,}$/i;
/** The format's first description prints a space behind the scheme; browsers add a slash to what they take for a host. */
const deepLink = /^(?:uma:\s*)?(uma1[^\s/]*)$|^uma:\/\/(uma1[^\s/]*)\/?$/i;

/**
 * Finds the invoice in what a payer scanned, clicked or pasted: a deep link (`uma:…`, `uma://…`), the
 * text of a QR code, an https link with the invoice in its query (`?invoice=uma1…`) or its path, or
 * the bare invoice; in any case, with white space around it.
 *
 * The invoice itself is left to `decodeInvoice`; `receiveInvoice` does both and verifies.
 *
 * @param input - up to 2,048 characters longer than the longest invoice
 * @returns the invoice's text, `uma1…`, in lower case
 * @throws UmaInvoiceError `INVALID_DEEP_LINK`, also for a link with two different invoices: another
 * reader might take the other one
 * @see UMAD-11
 *
 * @example
 * ```ts
 * parseDeepLink(`uma://${text}`) === text; // true
 * parseDeepLink(`https://wallet.example/pay?invoice=${text}`) === text; // true
 * parseDeepLink(`  UMA:${text.toUpperCase()}\n`) === text; // true
 * ```
 */
export function parseDeepLink(input: string, { maxLength = 8192 }: DecodeInvoiceOptions = {}): string {
  if (typeof input !== "string") throw invalid("text", describe(input));
  const limit = maxLength + roomForLink;
  // Not `>`: a limit of NaN lets nothing through.
  if (!(input.length <= limit)) throw invalid(`at most ${limit} characters`, `${input.length}`);
  const link = input.trim();
  const found = /^https:/i.test(link) ? inUniversalLink(link) : inDeepLink(link);
  const lower = found.toLowerCase();
  if (found !== lower && found !== found.toUpperCase())
    throw invalid("an invoice in one case throughout", describe(found));
  return lower;
}

function inDeepLink(link: string): string {
  const match = deepLink.exec(link);
  const found = match?.[1] ?? match?.[2] ?? "";
  if (!invoice.test(found))
    throw invalid('"uma:" and an invoice, an https link to one, or the invoice alone', describe(link));
  return found;
}

function inUniversalLink(link: string): string {
  const url = toUrl(link);
  const inQuery = url.searchParams.getAll("invoice");
  const other = inQuery.find((value) => !invoice.test(value));
  if (other !== undefined) throw invalid("an invoice in the link's query", describe(other));
  const inPath = url.pathname.split("/").filter((segment) => invoice.test(segment));
  const [found, ...more] = new Set([...inQuery, ...inPath]);
  if (found === undefined || more.length > 0)
    throw invalid("one invoice in the link's query or path", found === undefined ? "none" : "different ones");
  return found;
}

function toUrl(link: string): URL {
  try {
    // The parser drops line breaks and tabs wherever they stand: a link that was torn apart is none.
    if (!/[\t\n\r]/.test(link)) return new URL(link);
  } catch {}
  throw invalid("a well-formed https link", describe(link));
}

function invalid(expected: string, found: string): UmaInvoiceError {
  return layerError("INVALID_DEEP_LINK", `expected ${expected}, found ${found}`);
}
