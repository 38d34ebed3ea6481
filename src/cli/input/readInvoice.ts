import type { Io } from "../Io.js";
import { UsageError } from "../UsageError.js";
import { readInvoices } from "./readInvoices.js";
import { toInvoiceText } from "./toInvoiceText.js";

/** The text of the one invoice that a command is given, as an argument or on the standard input. */
export async function readInvoice(io: Pick<Io, "stdin">, positionals: readonly string[]): Promise<string> {
  const inputs = [];
  for await (const input of readInvoices(io, positionals, undefined)) {
    inputs.push(input);
    if (inputs.length > 1) break;
  }
  if (inputs.length !== 1)
    throw new UsageError(`expected one invoice, found ${inputs.length === 0 ? "none" : "more"}`);
  return toInvoiceText(inputs[0]!.text);
}
