// Reads and verifies an invoice of each published SDK, then creates and signs one of our own.
//
//   npm run demo
import { readFileSync } from "node:fs";
import {
  checkInterop,
  createInvoice,
  decodeInvoice,
  encodeInvoice,
  formatAmount,
  verifyInvoice,
} from "uma-invoice";

const read = (path) => JSON.parse(readFileSync(new URL(`../fixtures/${path}`, import.meta.url), "utf8"));
const keys = read("keys.json");
const languages = ["javascript", "python", "kotlin", "go"];

function show(title, invoice, text) {
  const expires = new Date(invoice.expiration * 1000).toISOString().slice(0, 16).replace("T", " ");
  const details = {
    "asks for": `${formatAmount(invoice, "en")} (${invoice.amount} of the smallest unit of ${invoice.receivingCurrency.code})`,
    "to be paid to": invoice.receiverUma,
    by: invoice.senderUma ?? "anyone",
    until: `${expires} UTC`,
    "pay request to": invoice.callback,
  };
  console.log(`\n${title}\n  ${text.slice(0, 60)}… (${text.length} characters)`);
  for (const [name, value] of Object.entries(details)) console.log(`  ${name.padEnd(14)} ${value}`);
}

for (const language of languages) {
  const { text, key } = read(`${language}/invoices.json`).find(({ name }) => name === "every optional field");
  const invoice = verifyInvoice(text, { publicKey: keys[key].publicKey });
  show(`Invoice written by the ${language} SDK`, invoice, text);
  console.log(`  signature      verified over the bytes as they came`);
  console.log(`  written again  ${encodeInvoice(invoice) === text ? "the very same text" : "another text"}`);
}

const { secretKey, publicKey } = keys.first;
const created = createInvoice(
  {
    receiverUma: "$shop@vasp.example",
    amount: 4995n,
    receivingCurrency: { code: "EUR", name: "Euro", symbol: "€", decimals: 2 },
    expiration: new Date(Date.now() + 15 * 60_000),
    isSubjectToTravelRule: true,
    requiredPayerData: { name: { mandatory: true }, email: { mandatory: false } },
    callback: "https://vasp.example/uma/payreq",
  },
  secretKey,
);
const text = encodeInvoice(created);
show("Invoice created and signed here", verifyInvoice(decodeInvoice(text), { publicKey }), text);
console.log(`  signature      verified\n\n  ${text}\n\nWho else reads it:`);
const problems = checkInterop(created);
for (const sdk of languages) {
  const found = problems.filter((problem) => problem.sdk === sdk);
  console.log(
    `  ${sdk.padEnd(14)} ${found.map(({ problem, reason }) => `${problem}: ${reason}`).join("; ") || "reads and verifies it"}`,
  );
}
