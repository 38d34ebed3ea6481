import type { Io } from "../Io.js";
import { UsageError } from "../UsageError.js";
import { openInput } from "./openInput.js";
import { readLines } from "./readLines.js";
import { couldBeKey, secretInArguments } from "./refuseSecret.js";

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

async function* readFrom(io: Pick<Io, "stdin">, path: string, name: string): AsyncGenerator<InvoiceInput> {
  for await (const { number, text } of readLines(openInput(io, path, name)))
    if (text === undefined || text.trim() !== "") yield { text, place: `line ${number}`, line: number };
}
