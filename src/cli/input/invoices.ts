import { attempt, refusal } from "../../errors.js";
import { decodeInvoice } from "../../index.js";
import { parseDeepLink } from "../../request/index.js";
import { UsageError } from "../errors.js";
import type { Io } from "../io.js";
import { longestLine, openInput, readLines } from "./files.js";
import { couldBeKey, secretInArguments } from "./secrets.js";

/** What is to be an invoice's text, and where it comes from. */
export type InvoiceInput = {
  /** Nothing if the line is too long. */
  readonly text: string | undefined;
  /** Where it comes from, for people. */
  readonly place: string;
  /** The line of a file or of the standard input, counted from 1. */
  readonly line?: number;
};

/**
 * The invoices that a command is given: each argument is one, and `-` stands for the standard input,
 * one a line. Empty lines are passed over.
 *
 * @param file - the path of a file to read instead, one a line; `-` for the standard input
 */
export async function* readInvoices(
  io: Pick<Io, "stdin">,
  positionals: readonly string[],
  file: string | undefined,
): AsyncGenerator<InvoiceInput> {
  if ((file === undefined) === (positionals.length === 0))
    throw new UsageError(`expected invoices, - for the standard input, or a file`);
  if (positionals.indexOf("-") !== positionals.lastIndexOf("-"))
    throw new UsageError("- is given twice, and there is one standard input");
  for (const [index, argument] of positionals.entries())
    if (couldBeKey(argument)) throw secretInArguments(`argument ${index + 1}`);
  if (file !== undefined) return yield* readFrom(io, file, "--file");
  for (const [index, argument] of positionals.entries()) {
    if (argument === "-") yield* readFrom(io, argument, "-");
    else yield { text: argument, place: `argument ${index + 1}` };
  }
}

/** No invoice is wrapped over more lines. */
const mostLines = 1000;

/** What a command is given for one invoice, as it was written; nothing for a line that is too long. */
export async function readOne(
  io: Pick<Io, "stdin">,
  positionals: readonly string[],
): Promise<string | undefined> {
  const inputs: InvoiceInput[] = [];
  for await (const input of readInvoices(io, positionals, undefined))
    if (inputs.push(input) === mostLines) break;
  const [input, ...others] = inputs;
  if (input && others.length === 0) return input.text;
  const wrapped = inputs.map(makeWrapFinder()).find((found) => found !== undefined);
  throw new UsageError(
    `expected one invoice, found ${input ? "more" : "none"}${wrapped ? `: ${wrapped}` : ""}`,
  );
}

/** The text of the one invoice that a command is given, as an argument or on the standard input. */
export async function readInvoice(io: Pick<Io, "stdin">, positionals: readonly string[]): Promise<string> {
  return toInvoiceText(await readOne(io, positionals));
}

/**
 * The invoice's text in what was given, as the library reads it.
 *
 * @param input - nothing for a line that is too long
 * @throws UmaInvoiceError `TOO_LONG`, or what `parseDeepLink` throws
 */
export function toInvoiceText(input: string | undefined): string {
  if (input === undefined)
    throw refusal("TOO_LONG", { expected: `at most ${longestLine} characters a line`, instead: "more" });
  return parseDeepLink(input);
}

/** No invoice that is wrapped has more characters. */
const longest = 8192;

/**
 * Makes what notices lines of a file, or arguments, that are one invoice together, as e-mail programs wrap them.
 *
 * @returns a function that takes each in order, and says so behind the last one
 */
export function makeWrapFinder(): (input: InvoiceInput) => string | undefined {
  let first = "";
  let whole = "";
  return ({ place, text = "" }) => {
    // What replies put before each line.
    const piece = text.replace(/^[>\s]+/, "").trimEnd();
    if (/^(?:uma:(?:\/\/)?)?uma1/i.test(piece)) {
      first = place;
      whole = piece;
      return undefined;
    }
    const goesOn = whole !== "" && /^[a-z\d]+$/i.test(piece) && whole.length + piece.length <= longest;
    whole = goesOn ? whole + piece : "";
    return goesOn && isInvoice(whole)
      ? `${first} to ${place} are one invoice that was wrapped: put it on one line`
      : undefined;
  };
}

async function* readFrom(io: Pick<Io, "stdin">, path: string, name: string): AsyncGenerator<InvoiceInput> {
  for await (const { number, text } of readLines(openInput(io, path, name)))
    if (text === undefined || text.trim() !== "") yield { text, place: `line ${number}`, line: number };
}

function isInvoice(text: string): boolean {
  return "value" in attempt(() => decodeInvoice(toInvoiceText(text)));
}
