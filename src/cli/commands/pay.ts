import { attempt } from "../../errors.js";
import { parseJson } from "../../http/json.js";
import { decodeInvoice, type InvoiceCurrency, UmaInvoiceError, type VerifiedInvoice } from "../../index.js";
import type { Payment, PayOptions, Quote } from "../../pay/index.js";
import { isSameAddress } from "../../uma/address.js";
import { command } from "../command.js";
import { errorText, UsageError, whyUnreachable } from "../errors.js";
import { textOf } from "../input/files.js";
import { readInvoice } from "../input/invoices.js";
import { parseMoney } from "../input/money.js";
import { parseWholeNumber } from "../input/numbers.js";
import { readPayer } from "../input/payer.js";
import { type Io, painter, tell, write } from "../io.js";
import { amountText } from "../output/fields.js";
import { toJson } from "../output/json.js";
import { layOut, printable, type Row, timeLeft, widthOf } from "../output/text.js";
import { filePayments } from "../payments.js";

/** The exit code if nobody knows whether it was paid. */
const unknown = 3;

const options = {
  payer: { value: "<path>", help: "who pays, from what wallet; UMA_INVOICE_PAYER by default" },
  yes: { help: "do not ask: pay what keeps within --max" },
  max: { value: "<satoshi>", help: "the most to pay, without the cost of routing" },
  "max-fee": { value: "<satoshi>", help: "the most that routing may cost; 1 %, or 10 satoshi, by default" },
  comment: { value: "<text>", help: "what the receiver is told" },
  id: { value: "<name>", help: "names this payment among others to the same receiver: each is paid once" },
  decimals: { value: "<digits>", help: "how many digits the currency has behind the point" },
  "allow-loopback": { help: "let the receiver's VASP be this very machine, over http: for local work" },
  json: { help: "write JSON, for programs" },
} as const;

/** `uma-invoice pay`. */
export const pay = command({
  summary: "pay an invoice, or an amount to an UMA address, from a Lightning wallet",
  usage: "<invoice|link|-> [options], or <$user@domain> <amount> [options]",
  description: `Checks the invoice, asks the receiver's VASP for a Lightning invoice (UMAD-06), checks
that, shows what it costs, and asks before it pays. What was paid is paid once: the
same invoice gives the same receipt again. The exit code is 0 if it is paid, 1 if it is
not, and 3 if nobody knows yet; then run the same again, which asks the wallet.

The payer stands in a JSON file, whose paths count from where it lies:

  { "identifier": "$alice@vasp1.com", "compliance": { "kycStatus": "VERIFIED" },
    "payerData": { "name": "Alice" }, "keyFile": "key.pem",
    "lnd": { "url": "https://127.0.0.1:8080", "macaroonFile": "pay.macaroon" },
    "network": "bitcoin", "payments": "payments" }

Instead of keyFile, the key of the payer's VASP may stand in UMA_INVOICE_KEY, in hex or
PEM, and instead of macaroonFile the macaroon in UMA_INVOICE_LND_MACAROON, in hex.
Node.js trusts the node's own certificate by NODE_EXTRA_CA_CERTS=tls.cert. The folder
payments holds a file for each payment that began or ended: its receipt.`,
  options,
  examples: [
    "uma-invoice pay uma1qq... --payer payer.json",
    "uma-invoice pay '$bob@vasp2.com' '10.00 USD' --payer payer.json",
    "uma-invoice pay uma1qq... --payer payer.json --yes --max 20000 --json",
  ],
  async run(io, values, positionals) {
    const {
      yes = false,
      json = false,
      decimals,
      comment,
      id,
      "allow-loopback": allowLoopback = false,
    } = values;
    const [first, ...others] = positionals;
    const order = first?.startsWith("$") ? toOrder(first, others.join(" "), decimals) : undefined;
    if (!order && first?.startsWith("@"))
      throw new UsageError("the shell took $user for a variable: put the address in single quotes");
    if (!order && decimals !== undefined) throw new UsageError("--decimals is of an amount to an address");
    if (yes && values.max === undefined) throw new UsageError("--yes needs --max, the most to pay");
    if (!yes && !order && first === "-")
      throw new UsageError("- leaves no standard input to be asked on: it needs --yes and --max");
    const limits = {
      ...(values.max !== undefined && { maxAmountMsat: toMsat(values.max, "--max") }),
      ...(values["max-fee"] !== undefined && { maxFeeMsat: toMsat(values["max-fee"], "--max-fee") }),
    };
    const invoice = order ? undefined : decodeInvoice(await readInvoice(io, positionals));
    const configured = await readPayer(io, values.payer);
    const payments = filePayments(configured.payments);

    // On demand: loading the parser of certificates takes as long as all the rest.
    const [{ createPayer, lndWallet, PaymentUnknownError }, { createKeyResolver }] = await Promise.all([
      import("../../pay/index.js"),
      import("../../vasp/index.js"),
    ]);
    let isDeclined = false;
    const currency = invoice?.receivingCurrency;
    const configure = () =>
      createPayer({
        ...configured.options,
        wallet: lndWallet(configured.lnd),
        ...{ payments, allowLoopback, fetch: io.fetch, now: io.now },
        keyResolver: createKeyResolver({ fetch: io.fetch, allowLoopback, now: io.now }),
        limits,
        async confirm(quote) {
          if (!json || !yes) tell(io, quoteText(io, quote, currency));
          isDeclined = !yes && !(await isConfirmed(io));
          return !isDeclined;
        },
      });
    const made = attempt(configure);
    if ("problem" in made) throw new UsageError(`payer: ${made.problem.message}`);
    const payer = made.value;
    const chosen: PayOptions = {
      ...(comment !== undefined && { comment }),
      ...(id !== undefined && { paymentId: id }),
    };
    try {
      if (order && id === undefined) await checkNoneUnderWay();
      // It verifies what has not been paid, by itself: what has been is told of even once the invoice has expired.
      const payment = await (invoice
        ? payer.pay(invoice as VerifiedInvoice, chosen)
        : payer.payAddress(order!, chosen));
      const paint = painter(io.stdout, io.env);
      const receipt = layOut(receiptRows(payment, currency), paint, widthOf(io.stdout));
      await write(io, json ? `${toJson(payment)}\n` : receipt);
      return 0;
    } catch (error) {
      if (!(error instanceof UmaInvoiceError)) throw error;
      const isUnknown = error instanceof PaymentUnknownError;
      const text = `${errorText(error, painter(io.stderr, io.env))}${printable(whyUnreachable(error))}`;
      tell(io, isDeclined ? "nothing was paid" : text);
      if (!isUnknown) return 1;
      const again = order ? `with --id ${error.id.replace(/^address\//, "")}` : "the same";
      tell(io, `run it again ${again}: that asks the wallet, and does not pay twice`);
      return unknown;
    }

    /** Whoever runs this again because it broke off does not want to pay a second time. */
    async function checkNoneUnderWay(): Promise<void> {
      for (const { id } of await payments.pending()) {
        const record = id.startsWith("address/") ? await payer.lookUp(id) : undefined;
        if (record?.state !== "pending") continue;
        const agreement = parseJson(
          record.agreement,
          (expected) => new UsageError(`${id}: expected ${expected}`),
        );
        const { receiverUma } = Object(agreement) as { readonly receiverUma: string };
        if (isSameAddress(receiverUma, order!.umaAddress)) throw new PaymentUnknownError(record);
      }
    }
  },
});

/** What is to be paid to an address. */
function toOrder(umaAddress: string, sum: string, decimals: string | undefined) {
  const { amount, currency } = parseMoney(sum, decimals);
  return { umaAddress, amount, currency: currency.code, decimals: currency.decimals };
}

function toMsat(satoshi: string, option: string): bigint {
  return BigInt(parseWholeNumber(satoshi, option)) * 1000n;
}

/** Whether whoever sits at the terminal says yes, in one line. */
async function isConfirmed(io: Io): Promise<boolean> {
  io.stderr.write("Pay? [y/N] ", () => undefined);
  let line = "";
  for await (const chunk of io.stdin) {
    line += textOf(chunk);
    if (line.includes("\n") || line.length > 100) break;
  }
  return /^\s*y(?:es)?\s*$/i.test(line.split("\n", 1)[0]!);
}

type Sum = Pick<Quote, "amount" | "currency" | "decimals">;

/** A sum in its currency, as the invoice has that, or else by its code. */
function sumText({ amount, currency: code, decimals }: Sum, currency: InvoiceCurrency | undefined): string {
  return amountText({ amount, receivingCurrency: currency ?? { code, name: code, symbol: "", decimals } });
}

/** Millisatoshi in satoshi, with all that is behind the point. */
function satoshi(msat: bigint): string {
  const fraction = String(msat % 1000n)
    .padStart(3, "0")
    .replace(/0+$/, "");
  return `${(msat / 1000n).toLocaleString("en")}${fraction && `.${fraction}`} sat`;
}

/** What a payment comes to, for whoever is asked. */
function quoteText(io: Io, quote: Quote, currency: InvoiceCurrency | undefined): string {
  const { receiverUma, amountMsat, receiverFeeMsat, maxFeeMsat, expiresAt, payeeData, notes } = quote;
  const { name } = payeeData;
  const rows: Row[] = [
    ["pays", printable(receiverUma), "bold"],
    ...(typeof name === "string" ? [["says to be", printable(name)] as const] : []),
    ["amount", sumText(quote, currency), "bold"],
    ["costs", `${satoshi(amountMsat)}, and at most ${satoshi(maxFeeMsat)} for routing`, "bold"],
    ["of which fee", `${satoshi(receiverFeeMsat)} of the receiver's VASP`],
    ["Lightning", timeLeft(expiresAt, io.now())],
    ...notes.map(({ text }) => ["note", text, "yellow"] as const),
  ];
  return layOut(rows, painter(io.stderr, io.env), widthOf(io.stderr)).trimEnd();
}

function receiptRows(payment: Payment, currency: InvoiceCurrency | undefined): Row[] {
  const { agreed, preimage, paymentHash, id, isRepeated } = payment;
  return [
    ["paid", isRepeated ? "before, and not again" : "now", "green"],
    ["receiver", printable(agreed.receiverUma)],
    ["amount", sumText(agreed, currency)],
    ["cost", `${satoshi(agreed.amountMsat)}, without routing`],
    ["preimage", preimage],
    ["payment hash", paymentHash],
    ["kept as", printable(id)],
  ];
}
