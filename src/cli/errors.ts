import { couldBeSecret } from "../describe.js";
import { UmaInvoiceError } from "../index.js";
import type { Paint } from "./io.js";
import { printable, withoutKeys } from "./output/text.js";

/** The command cannot be run as it was asked to: exit code 2. Its message never repeats a value that may be a secret. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The name that was most likely meant, if one is near enough. */
export function closest(typed: string, names: readonly string[]): string | undefined {
  const [best] = names
    .map((name) => ({ name, distance: distance(typed, name) }))
    .sort((a, b) => a.distance - b.distance);
  return best && best.distance <= Math.max(1, best.name.length / 3) ? best.name : undefined;
}

/** What was caught, if it is an invoice's or a counterparty's fault; anything else is thrown on. */
export function umaInvoiceErrorOf(caught: unknown): UmaInvoiceError {
  if (caught instanceof UmaInvoiceError) return caught;
  throw caught;
}

/** How much of the text is shown on each side of a wrong character. */
const around = 30;

/**
 * What is wrong with an invoice, for people; if it is known which character is wrong, with a mark below.
 *
 * @param text - the invoice's text, in which the error's offset counts
 */
export function errorText({ code, message, offset }: UmaInvoiceError, paint: Paint, text = ""): string {
  const line = `${paint(code, "red", "bold")} ${printable(withoutKeys(message))}`;
  const isShown = /^uma1/i.test(text) && !couldBeSecret(text);
  if (code !== "INVALID_BECH32" || offset === undefined || !isShown) return line;
  const before = printable(text.slice(Math.max(0, offset - around), offset));
  const after = printable(text.slice(offset, offset + around));
  return `${line}\n  ${before}${after}\n  ${" ".repeat(before.length)}${paint("^", "red", "bold")}`;
}

/** An error, for programs. */
export function errorJson({ code, message, field, fields, offset }: UmaInvoiceError): object {
  return { code, message: withoutKeys(message), field, fields, offset };
}

/** Why a VASP could not be reached, in words, to go behind the error's message; nothing if that says it all. */
export function whyUnreachable(error: Error): string {
  const code = codeBehind(error.cause);
  if (code === undefined) return "";
  const [, words] = reasons.find(([pattern]) => pattern.test(code)) ?? [];
  return `: ${words === undefined ? code : `${words} (${code})`}`;
}

/** What systems, Node.js and OpenSSL call what goes wrong on the way to a server, from the most telling part of the name. */
const reasons: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/^(?:ENOTFOUND|EAI_)/, "its name is not to be found in the DNS, or there is no network"],
  [/^ECONNREFUSED$/, "it refused the connection"],
  [/^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, "it broke the connection off"],
  [/TIMEOUT|^ETIMEDOUT$/, "it did not answer in time"],
  [/^E(?:HOST|NET)(?:UNREACH|DOWN)$/, "there is no way to it"],
  [/CERT|SIGNATURE|^ERR_(?:TLS|SSL)|^EPROTO$/, "its TLS certificate, or its TLS, is not in order"],
];

/** The code of a system: what fetch rejects with has the reason for its cause. */
function codeBehind(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || cause instanceof UmaInvoiceError) return undefined;
  const { code } = cause as { readonly code?: unknown };
  return typeof code === "string" ? code : codeBehind(cause.cause);
}

/** Levenshtein's: how many characters to insert, delete or replace. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++)
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (a[i] === b[j] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
