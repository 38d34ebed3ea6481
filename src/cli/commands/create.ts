import { toHex } from "../../bytes.js";
import { invalidField } from "../../errors.js";
import {
  createInvoiceAsync,
  encodeInvoice,
  examineInvoice,
  type InvoiceFields,
  isExpired,
  nobleEcdsa,
} from "../../index.js";
import { command } from "../command.js";
import { UsageError } from "../errors.js";
import { fieldsFromJson, fieldsFromOptions } from "../input/fields.js";
import { readInput } from "../input/files.js";
import { readSecretKey } from "../input/keys.js";
import { secretInArguments } from "../input/secrets.js";
import { painter, tell, write } from "../io.js";
import { amountText } from "../output/fields.js";
import { invoiceJson, toJson } from "../output/json.js";
import { layOut, type Row, timeLeft, widthOf } from "../output/text.js";

const options = {
  receiver: { value: "<$user@domain>", help: "who gets the money; in single quotes, for the shell's sake" },
  amount: {
    value: "<amount>",
    help: "in the smallest unit (1000), or with all digits behind a point (10.00)",
  },
  currency: { value: "<code>", help: "what the receiver gets, such as USD" },
  "currency-name": { value: "<name>", help: "for a currency that is not known here" },
  "currency-symbol": { value: "<symbol>", help: "likewise; none by default" },
  decimals: { value: "<digits>", help: "how many digits the currency has behind the point" },
  "expires-in": { value: "<time>", help: "a number and s, m, h or d, such as 15m" },
  "expires-at": { value: "<time>", help: "Unix time or ISO 8601 instead" },
  callback: { value: "<url>", help: "where the payer's VASP sends its pay request: https" },
  "travel-rule": { help: "the receiver's VASP is subject to the travel rule" },
  "payer-data": { value: "<names>", help: "what the payer has to tell, or may (with a ?): name,email?" },
  sender: { value: "<$user@domain>", help: "the one who is asked to pay" },
  "comment-chars": { value: "<number>", help: "how long the payer's comment may be" },
  "max-payments": { value: "<number>", help: "how often it may be paid; without limit by default" },
  kyc: { value: "<status>", help: "UNKNOWN, NOT_VERIFIED, PENDING or VERIFIED" },
  uuid: { value: "<uuid>", help: "the invoice's identifier; a random one by default" },
  "uma-versions": { value: "<list>", help: "0.3,1.0 by default" },
  from: { value: "<path>", help: "take fields from a JSON file or - (standard input); options win" },
  integers: { value: "<dialect>", help: "binary, or decimal for a payer on the Go SDK" },
  "key-file": { value: "<path>", help: "the key to sign with, in hex or PEM; UMA_INVOICE_KEY by default" },
  json: { help: "write JSON, as decode --json does" },
  key: { value: "<key>" },
  "secret-key": { value: "<key>" },
} as const;

/** `uma-invoice create`. */
export const create = command({
  summary: "create and sign an invoice",
  usage: "[options]",
  description: `Creates an invoice, signs it with the key of the receiver's VASP, and prints its text.
What it asks for, in money, is told on the standard error output before it is signed.

The key comes from a file or from the environment variable UMA_INVOICE_KEY, never from
an argument, which would stay in the shell's history.`,
  options,
  examples: [
    `uma-invoice create --receiver '$bob@vasp2.com' --amount 10.00 --currency USD \\
      --expires-in 15m --callback https://vasp2.com/payreq --key-file key.pem`,
    "uma-invoice create --from invoice.json --expires-in 1h --key-file key.hex",
  ],
  async run(io, values, positionals) {
    if (values.key !== undefined) throw secretInArguments("--key");
    if (values["secret-key"] !== undefined) throw secretInArguments("--secret-key");
    if (positionals.length > 0) throw new UsageError("expected options alone");
    const { from, integers = "binary" } = values;
    const now = io.now();
    const base =
      from === undefined
        ? { isSubjectToTravelRule: false }
        : fieldsFromJson(await readInput(io, from, "--from"));
    const fields = { ...base, ...fieldsFromOptions(values, base, now) } as InvoiceFields;
    const { secretKey, publicKey } = await readSecretKey(io, values["key-file"]);
    if (integers !== "binary" && integers !== "decimal")
      throw invalidField("--integers", "binary or decimal", integers);
    // Is asked once everything else is found to be in order.
    const sign = (digest: Uint8Array) => {
      if (fields.callback.toLowerCase().includes(toHex(secretKey)))
        throw new UsageError("callback: expected what everybody may read, found the secret key");
      const { amount, receivingCurrency } = fields;
      tell(io, `asks for ${amountText({ amount: BigInt(amount), receivingCurrency })}`);
      return nobleEcdsa.sign(digest, secretKey);
    };
    const invoice = await createInvoiceAsync(fields, { sign }, { integers });
    if (isExpired(invoice, now)) tell(io, "warning: this invoice has expired already");
    const text = encodeInvoice(invoice);
    const json = () => toJson(invoiceJson({ ...examineInvoice(text, { now }), invoice }, now));
    await write(io, `${values.json ? json() : text}\n`);
    if (io.stderr.isTTY) {
      const rows: Row[] = [
        ["receiver", invoice.receiverUma],
        ["expiration", timeLeft(invoice.expiration, now)],
        ["public key", toHex(publicKey)],
      ];
      tell(io, layOut(rows, painter(io.stderr, io.env), widthOf(io.stderr)).trimEnd());
    }
    return 0;
  },
});
