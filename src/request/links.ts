import { describe } from "../describe.js";
import { invalidOption, refusal, type UmaInvoiceError } from "../errors.js";
import { foreignName } from "../foreign.js";
import { type DecodeInvoiceOptions, maxLengthOf } from "../invoice/decode.js";
import type { Invoice } from "../invoice/invoice.js";
import { readOptions } from "../options.js";
import { requestRefusal } from "./errors.js";
import { payable } from "./payable.js";

/** Options of {@link toDeepLink}. */
export type DeepLinkOptions = DecodeInvoiceOptions & {
  /** What to write before the invoice: `uma:` by default, or `uma://` as UMAD-11 has it. */
  readonly style?: "uma:" | "uma://";
  /**
   * Makes a link of an invoice that names its sender, too. Such a one should go to the sender's VASP, through
   * `deliverInvoice`, "instead of showing in other formats" (UMAD-09): others cannot pay it. Not allowed by default.
   */
  readonly allowSenderUma?: boolean;
};

/**
 * Writes the link that opens an invoice in a payer's wallet. The invoice is decoded first, so that no
 * link is made that no wallet could read.
 *
 * @param textOrInvoice - a signed invoice, or its text
 * @returns `uma:uma1…`, in lower case
 * @throws UmaInvoiceError what `decodeInvoice` throws; `MISSING_SIGNATURE`, or `INVALID_SIGNATURE` for
 * a copy of an invoice; `INVALID_FIELD` for one that names its sender; `INVALID_OPTION`
 * @see UMAD-09; UMAD-11; `parseDeepLink`, which reads it
 *
 * @example
 * ```ts
 * toDeepLink(text); // "uma:uma1…"
 * toDeepLink(text, { style: "uma://" }); // "uma://uma1…"
 * ```
 */
export function toDeepLink(textOrInvoice: string | Invoice, options: DeepLinkOptions = {}): string {
  const names = ["style", "allowSenderUma", "maxLength"] as const;
  const { style = "uma:", allowSenderUma = false, ...limits } = readOptions(options, "options", ...names);
  if (style !== "uma:" && style !== "uma://") throw invalidOption("style", '"uma:" or "uma://"', style);
  if (typeof allowSenderUma !== "boolean")
    throw invalidOption("allowSenderUma", "true or false", allowSenderUma);
  const { invoice, text } = payable(textOrInvoice, limits);
  if (invoice.senderUma !== undefined && !allowSenderUma)
    throw refusal("INVALID_FIELD", {
      field: "senderUma",
      expected: "none, as its VASP takes the invoice (deliverInvoice), or allowSenderUma",
      instead: "one",
    });
  return style + text;
}

/**
 * Writes the link that a QR code should hold: in upper case throughout, which the alphanumeric mode of
 * QR codes stores in 5.5 bits a character instead of 8.
 *
 * @param textOrInvoice - a signed invoice, or its text
 * @returns `UMA:UMA1…`
 * @throws UmaInvoiceError what `toDeepLink` throws
 * @see UMAD-11; ISO/IEC 18004, section 7.3.4; `uma-invoice/qr`, which draws it
 *
 * @example
 * ```ts
 * toQrText(text); // "UMA:UMA1…"
 * ```
 */
export function toQrText(textOrInvoice: string | Invoice, options: DeepLinkOptions = {}): string {
  return toDeepLink(textOrInvoice, options).toUpperCase();
}

/**
 * Finds the invoice in what a payer scanned, clicked or pasted: a deep link (`uma:…`, `uma://…`,
 * `web+uma:…`, `lightning:…`), the text of a QR code, an https link with the invoice in its query
 * (`?invoice=uma1…`, `?uma=…`, `?lightning=…`), its path or its fragment (`#uma1…`), or the bare invoice.
 * All may be in either case, and wrapped as mail does it: white space and invisible characters go wherever
 * they stand, and so do the `>` of quotes at the start of lines, and quotation marks, brackets and
 * punctuation around the whole. Nothing else inside an invoice does, and no words around it.
 *
 * What starts with `uma1` then is returned as it is, for `decodeInvoice` to say what is wrong with it, and
 * where; `receiveInvoice` does both and verifies.
 *
 * @param input - the link up to 2,048 characters longer than the longest invoice, and wrapped up to four
 * times as long
 * @returns the invoice's text, `uma1…`, in lower case unless it mixes both
 * @throws UmaInvoiceError `INVALID_DEEP_LINK`, also for two different invoices: another reader might take
 * the other one. What it is instead, such as a Lightning invoice, is named. `INVALID_OPTION`
 * @see UMAD-11
 *
 * @example
 * ```ts
 * parseDeepLink(`uma://${text}`) === text; // true
 * parseDeepLink(`https://wallet.example/pay?invoice=${text}`) === text; // true
 * parseDeepLink(`> UMA:${text.slice(0, 60).toUpperCase()}\n> ${text.slice(60).toUpperCase()}\n`) === text; // true
 * ```
 */
export function parseDeepLink(input: string, options: DecodeInvoiceOptions = {}): string {
  const maxLength = maxLengthOf(options) ?? 8192;
  if (typeof input !== "string") throw invalid("text", describe(input));
  const limit = maxLength + roomForLink;
  const checkLength = (length: number, most: number) => {
    // Not `>`: a limit of NaN lets nothing through.
    if (!(length <= most)) throw invalid(`at most ${most} characters`, `${length}`);
  };
  checkLength(input.length, mostWrapping * limit);
  const links = unwrap(input);
  const whole = links.join("");
  if (!startOfLink.test(whole)) {
    const name = foreignName(whole) ?? sourceOf(input);
    const alone = name === undefined && /uma1/i.test(whole) ? ", without what is before it" : "";
    throw invalid(
      `an invoice, "uma:" and an invoice, or an https link to one${alone}`,
      name ?? describe(input.trim()),
    );
  }
  if (!/^uma1/i.test(whole)) checkLength(whole.length, limit);
  const [found, ...others] = new Set(links.flatMap(invoicesIn).map(inOneCase));
  if (others.length > 0) throw invalid("one invoice", "different ones");
  const source = /^[a-z\d]+$/i.test(found!) ? undefined : sourceOf(input);
  if (source !== undefined) throw invalid("the invoice alone", source);
  return found!;
}

/** What a link may hold beside the invoice, in characters. */
const roomForLink = 2048;
/** How many times as long as the link itself may be what it was wrapped into. */
const mostWrapping = 4;

/**
 * What nobody sees: controls other than white space, soft hyphens, zero-width and bidirectional marks, fillers,
 * variation selectors, tags (Unicode's `Default_Ignorable_Code_Point`, written out for engines without
 * property escapes).
 */
const invisible =
  /[^\s -~\xa1-\uffff]|[\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufff8]|\u034f|[\u17b4-\u17b5]|[\u180b-\u180d\u180f]|[\ufe00-\ufe0f]|[\udb40-\udb43][\udc00-\udfff]/g;
/** What mail puts before the lines that it quotes. */
const quoteMarks = /^[^\S\n\r\u2028\u2029]*(?:>[^\S\n\r\u2028\u2029]*)+/gm;
/** What texts put around a link (RFC 3986, appendix C), or around a word: none of it is of an invoice. */
const opening = /^[<([{"'`*_\u00ab\u201c\u2018\u201e\uff08\u300c\u300e\u3010]+/;
const closing =
  ">)]}\"'`*_.,;:!?\u00bb\u201c\u201d\u2019\u2026\uff09\u300d\u300f\u3011\u3002\u3001\uff0c\uff01\uff1f";
/** How an invoice, or a link to one, starts. */
const startOfLink = /^(?:uma1|https:|(?:uma|web\+uma|lightning):)/i;
/** How a part of a link ends behind which an invoice may start. */
const goesOn = /(?:[:/=?&#]|%3a|%2f)$/i;
/** Schemes with the invoice right behind them. Pages can take over only those that start with `web+`. */
const scheme = /^(?:uma|web\+uma|lightning):(?:\/\/)?/i;
/** What may stand behind the scheme. Browsers add a slash to what they take for a host. */
const behindScheme = /^(uma1[^/?#]*)\/?(?:\?([^#]*))?(?:#(.*))?$/i;
const httpsLink = /^https:\/\/[^/?#]+([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/i;
/** What an invoice was not taken out of, and what to do about it. */
const sources: readonly (readonly [pattern: RegExp, found: string])[] = [
  [
    /<\/?(?:a|b|br|code|div|em|font|i|p|pre|span|strong|td|wbr)\b|&(?:nbsp|shy|amp|lt|gt|quot|zwnj|#x?[\da-f]+);/i,
    "HTML: copy the link or the invoice alone",
  ],
  [/=[ \t]*[\r\n]|(?:^|=)3Duma/i, "the source of a mail (quoted-printable): copy what the mail shows"],
  [/\]\(/, "Markdown: copy what is in the round brackets alone"],
  [/%25(?:3a|2f|[\da-f]{2})/i, "a link that was percent-encoded twice: decode it once"],
  [/[\uff01-\uff5e]/, "full-width characters: write it in ASCII"],
];
/** Enough to take a part of a link for an invoice, if not to read one: `uma1` and a checksum. */
const candidate = /^uma1.{6}/i;

/** The links in a text, one as a rule, without what it was wrapped into. */
function unwrap(text: string): string[] {
  const links: string[] = [];
  let hasInvoice = false;
  let before = "";
  for (const part of text.replace(invisible, "").replace(quoteMarks, "").trim().split(/\s+/)) {
    const word = part.replace(opening, "");
    if (word === "" && links.length === 0) continue;
    // No data part goes on like a link: this is another one, unless one was broken before its invoice.
    const isNew: boolean =
      links.length === 0 || (hasInvoice && startOfLink.test(word) && !goesOn.test(before));
    if (isNew) links.push(word);
    else links[links.length - 1] += startOfLink.test(word) ? word : part;
    hasInvoice = /uma1/i.test(isNew ? word : before + word) || (hasInvoice && !isNew);
    before = (before + word).slice(-3);
  }
  return links.map(withoutClosing);
}

/** Without what stands behind an invoice at the end, as long as nothing but an invoice is before it. */
function withoutClosing(link: string): string {
  let end = link.length;
  while (end > 0 && closing.includes(link[end - 1]!)) end--;
  const bare = link.slice(0, end);
  const start = Math.max(bare.lastIndexOf("uma1"), bare.lastIndexOf("UMA1"));
  return start >= 0 && /^[a-z\d]*$/i.test(bare.slice(start)) ? bare : link;
}

/** What a text is that an invoice was not taken out of; nothing if it is none of these. */
function sourceOf(text: string): string | undefined {
  return sources.find(([pattern]) => pattern.test(text))?.[1];
}

/** The invoices that a link holds: at least one. */
function invoicesIn(link: string): string[] {
  return /^https:/i.test(link) ? inUniversalLink(link) : inDeepLink(link);
}

function inDeepLink(link: string): string[] {
  const isBare = /^uma1/i.test(link);
  const rest = link.replace(scheme, "");
  const [, invoice, query, fragment] = (!isBare && behindScheme.exec(rest)) || [];
  if (isBare) return [link];
  if (invoice === undefined)
    throw invalid('one invoice alone behind "uma:"', foreignName(rest) ?? describe(link));
  return [invoice, ...inQuery(query), ...inPart(fragment)];
}

function inUniversalLink(link: string): string[] {
  const match = httpsLink.exec(link);
  if (!match) throw invalid("a well-formed https link", describe(link));
  const [, path, query, fragment] = match;
  const found = [...inQuery(query), ...path!.split("/").flatMap(inPart), ...inPart(fragment)];
  if (found.length === 0) throw invalid("an invoice in the link's query, path or fragment", "none");
  return found;
}

function inQuery(query = ""): string[] {
  return query.split("&").flatMap((parameter) => {
    const [, name, value] = /^(invoice|uma|lightning)=(.*)$/i.exec(parameter) ?? [];
    if (name === undefined) return [];
    const text = value!.replaceAll("+", " ");
    if (name.toLowerCase() !== "invoice") return inPart(text);
    const written = unescaped(text);
    const rest = written.replace(scheme, "");
    if (!/^uma1/i.test(rest))
      throw invalid(
        "an invoice in the link's query",
        foreignName(rest) ?? sourceOf(value!) ?? describe(written),
      );
    return inDeepLink(written);
  });
}

/** The invoice that a part of a link is, if it is one: a part may well be something else. */
function inPart(part = ""): string[] {
  const written = unescaped(part);
  return candidate.test(written.replace(scheme, "")) ? inDeepLink(written) : [];
}

/** What escapes stand for (RFC 3986, section 2.1); stray percent signs stand for themselves. */
function unescaped(part: string): string {
  try {
    return unwrap(decodeURIComponent(part)).join("");
  } catch {
    return part;
  }
}

/** Upper case, as in QR codes, in lower case. What else could be folded, the decoder has to see. */
function inOneCase(text: string): string {
  return /^[!-`{-~]*$/.test(text) ? text.toLowerCase() : text;
}

function invalid(expected: string, instead: string): UmaInvoiceError {
  return requestRefusal("INVALID_DEEP_LINK", { expected, instead });
}
