import type { Io } from "../Io.js";
import { UsageError } from "../UsageError.js";
import { type InvoiceInput, readInvoices } from "./readInvoices.js";
import { toInvoiceText } from "./toInvoiceText.js";
import { makeWrapFinder } from "./wrappedInvoice.js";

/** No invoice is wrapped over more lines. */
const mostLines = 1000;

/** The text of the one invoice that a command is given, as an argument or on the standard input. */
export async function readInvoice(io: Pick<Io, "stdin">, positionals: readonly string[]): Promise<string> {
  return toInvoiceText(await readOne(io, positionals));
}

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
