import { decodeInvoice, type ExaminedInvoice, examineInvoice, type UmaInvoiceError } from "../../index.js";
import { command } from "../command.js";
import { errorJson, errorText, UsageError, umaInvoiceErrorOf } from "../errors.js";
import { type InvoiceInput, makeWrapFinder, readInvoices, toInvoiceText } from "../input/invoices.js";
import { parseMoment } from "../input/numbers.js";
import { type Io, makeProgress, painter, tell, write } from "../io.js";
import { dialectOf, fieldRows } from "../output/fields.js";
import { hexDump } from "../output/hexDump.js";
import { invoiceJson, recordsJson, toJson } from "../output/json.js";
import { layOut, widthOf } from "../output/text.js";

/** `uma-invoice decode`. */
export const decode = command({
  summary: "say what invoices hold",
  usage: "<invoice|link|->... [options]",
  description: `Says what invoices hold. Each argument is an invoice or a link to one (uma:...); - reads
them from the standard input, one a line. Nothing is verified: that is for "verify".

With --json, each invoice is an object on a line of its own:
  {"line", "text", "integers", "expired", "signed", "problems", "invoice", "records"}
or {"line", "error": {"code", "message", "field", "fields", "offset"}}. What does not
apply is absent: "line" for arguments, "records" without --tlv, "problems" if there are
none. These are errors like the other: what keeps an invoice that can be read from being
paid, such as an expiration in milliseconds. The amount is text, as JSON numbers end at
2^53; the signature and other bytes are hex. A record is
  {"tag", "name", "offset", "length", "bytes", "value", "records", "problem": {"code", ...}}
without "name" and "value" if its tag is unknown, and with "records" if they are inside.`,
  options: {
    file: { value: "<path>", help: "read invoices from a file, one a line" },
    json: { help: "write JSON Lines, for programs" },
    tlv: { help: "show every byte, and the field that it belongs to" },
    at: { value: "<time>", help: "count expiry from this time instead of now: Unix time or ISO 8601" },
  },
  examples: [
    "uma-invoice decode uma1qq...",
    "uma-invoice decode --tlv uma:uma1qq...",
    "uma-invoice decode --file invoices.txt --json | jq -r .invoice.amount",
  ],
  async run(io, { file, json = false, tlv = false, at }, positionals) {
    const now = at === undefined ? io.now() : parseMoment(at, "--at");
    const show = json ? showJson : showText;
    const progress = makeProgress(io);
    const findWrapped = makeWrapFinder();
    let count = 0;
    let unreadable = 0;
    for await (const input of readInvoices(io, positionals, file)) {
      count++;
      const reading = read(input, now);
      if (reading.error) {
        unreadable++;
        progress.clear();
      }
      const isAlone = positionals.length === 1 && input.line === undefined;
      await show(io, reading, { now, tlv, place: isAlone ? "" : input.place });
      const wrapped = reading.error && findWrapped(input);
      if (wrapped !== undefined) tell(io, wrapped);
      progress.tick();
    }
    progress.clear();
    if (count === 0) throw new UsageError("expected invoices, found none");
    if (unreadable > 0 && count > 1) tell(io, `${unreadable} of ${count} invoices cannot be read`);
    return unreadable > 0 ? 1 : 0;
  },
});

/** What could be made of an input: an invoice, or an error. */
type Reading = ExaminedInvoice & {
  readonly line: number | undefined;
  /** The invoice's text, as far as it was found. */
  readonly text: string;
  readonly error?: UmaInvoiceError;
};

type Manner = {
  readonly now: Date;
  readonly tlv: boolean;
  /** Which of several it is. */
  readonly place: string;
};

function read({ line, text: input }: InvoiceInput, now: Date): Reading {
  let text = "";
  let examined: ExaminedInvoice = { records: [], problems: [] };
  try {
    text = toInvoiceText(input);
    examined = examineInvoice(text, { now });
    const { invoice, problems } = examined;
    if (!invoice && problems.length === 1) throw problems[0];
    // Of several problems, the error is the one that every reader of the invoice gets.
    return { line, text, ...examined, invoice: invoice ?? decodeInvoice(text) };
  } catch (caught) {
    return { line, text, ...examined, error: umaInvoiceErrorOf(caught) };
  }
}

async function showJson(io: Io, reading: Reading, { now, tlv }: Manner): Promise<void> {
  const { line, records, problems, invoice, error } = reading;
  const result = {
    line,
    ...(invoice ? invoiceJson({ records, problems, invoice }, now) : { error: errorJson(error!) }),
    records: tlv ? recordsJson(records) : undefined,
  };
  await write(io, `${toJson(result)}\n`);
}

async function showText(io: Io, reading: Reading, { now, tlv, place }: Manner): Promise<void> {
  const { text, records, invoice, error } = reading;
  const paint = painter(io.stdout, io.env);
  const columns = widthOf(io.stdout);
  if (records.length > 0) {
    const dialect = invoice ? [["integers", dialectOf(records)] as const] : [];
    const body = tlv
      ? hexDump(records, paint, columns)
      : layOut([...fieldRows(reading, now), ...dialect], paint, columns);
    await write(io, place === "" ? body : `${paint(place, "bold")}\n${body}\n`);
  }
  if (error) tell(io, `${place && `${place}: `}${errorText(error, painter(io.stderr, io.env), text)}`);
}
