import {
  checkInterop,
  createInvoice,
  decodeInvoice,
  decodeInvoiceTlv,
  encodeInvoice,
  encodeInvoiceTlv,
  formatAmount,
  inspectInvoice,
  isExpired,
  isProofOfPayment,
  missingPayerData,
  selectUmaVersion,
  UmaInvoiceError,
  validateInvoice,
  verifyInvoice,
  verifyInvoiceSignature,
} from "uma-invoice";
import { decodeMessage, encodeMessage, message, required, text } from "uma-invoice/tlv";

/**
 * What a wallet and a VASP do with invoices, for an engine that has nothing but the language. Everything
 * here has a name, and its result is compared with that of the engine that runs the tests.
 */
const now = 1_800_000_000;
const fields = {
  receiverUma: "$bob@vasp2.com",
  invoiceUUID: "7f2c9d4e-5d0b-4a3e-9d52-0c1b2a3d4e5f",
  // 2^53 + 1 cents.
  amount: 9007199254740993n,
  receivingCurrency: { code: "USD", name: "Долар 円 🐝", symbol: "$", decimals: 2 },
  expiration: now + 900,
  isSubjectToTravelRule: true,
  requiredPayerData: { name: { mandatory: false }, identifier: { mandatory: true } },
  umaVersions: "0.3,1.0",
  callback: "https://vasp2.com/api/uma/payreq",
} as const;

function refusal(call: () => unknown): unknown {
  try {
    return { result: call() };
  } catch (error) {
    if (!(error instanceof UmaInvoiceError)) return { notOurs: `${error}` };
    const { name, code, field, offset, message, protocolCode, httpStatus } = error;
    return { name, code, field, offset, message, protocolCode, httpStatus, isError: error instanceof Error };
  }
}

function changed(invoiceText: string, at: number): string {
  return invoiceText.slice(0, at) + (invoiceText[at] === "q" ? "p" : "q") + invoiceText.slice(at + 1);
}

export function scenario(secretKey: string, publicKey: string, otherSecretKey: string) {
  const random = (length: number) => new Uint8Array(length).fill(7);
  const { invoiceUUID: _, ...unnamed } = fields;
  const created = createInvoice(fields, secretKey);
  const invoiceText = encodeInvoice(created);
  const decimal = encodeInvoice(createInvoice(fields, secretKey, { integers: "decimal" }));
  const invoice = decodeInvoice(invoiceText);
  const bytes = encodeInvoiceTlv(invoice);
  const malformed = bytes.slice();
  // The name's first byte, the start of a character of two.
  malformed[bytes.indexOf(0xd0)] = 0x41;
  const note = message({ title: required(0, text()) });
  const surrogate = { ...fields.receivingCurrency, name: "\ud800" };
  const euro = { amount: 1000n, receivingCurrency: { ...fields.receivingCurrency, code: "EUR" } };
  const usd = { amount: 1000n, receivingCurrency: fields.receivingCurrency };

  return {
    text: invoiceText,
    decimal,
    upperCase: encodeInvoice(decodeInvoice(invoiceText.toUpperCase())) === invoiceText,
    amount: `${invoice.amount}`,
    name: invoice.receivingCurrency.name,
    payerData: JSON.stringify(invoice.requiredPayerData),
    signature: invoice.signature?.length,
    sameBytes: encodeInvoice(decodeInvoiceTlv(bytes)) === invoiceText,
    verified: verifyInvoice(invoiceText, { publicKey, now }).receiverUma,
    verifiedDecimal: verifyInvoice(decimal, { publicKey, now }).receiverUma,
    forged: verifyInvoiceSignature(createInvoice(fields, otherSecretKey), publicKey),
    expired: refusal(() => verifyInvoice(invoiceText, { publicKey, now: now + 901 })),
    isExpired: isExpired(invoice, now + 901),
    formatted: formatAmount(usd, "en"),
    formattedDefault: formatAmount(euro),
    formattedLarge: formatAmount(invoice, "en"),
    inspected: inspectInvoice(invoiceText).map(({ name, offset, length }) => [name, offset, length]),
    interop: checkInterop(invoice),
    valid: validateInvoice(invoice).length,
    invalid: validateInvoice({ ...fields, amount: -1n } as never).length,
    version: selectUmaVersion(invoice, ["1.0"]),
    missing: missingPayerData(invoice, { name: "Ada" }),
    proof: isProofOfPayment("00".repeat(32), "11".repeat(32)),
    wrongCharacter: refusal(() => decodeInvoice(changed(invoiceText, 100))),
    notAscii: refusal(() => decodeInvoice(`${invoiceText.slice(0, 50)}é${invoiceText.slice(51)}`)),
    malformedUtf8: refusal(() => decodeInvoiceTlv(malformed)),
    loneSurrogate: refusal(() => createInvoice({ ...fields, receivingCurrency: surrogate }, secretKey)),
    badKey: refusal(() => createInvoice(fields, "0x00")),
    message: decodeMessage(note, encodeMessage(note, { title: "円 🐝 é" })).title,
    longMessage: decodeMessage(note, encodeMessage(note, { title: "é".repeat(127) })).title.length,
    uuidOfOption: createInvoice(unnamed, secretKey, { random }).invoiceUUID,
    random: refusal(() => createInvoice(unnamed, secretKey).invoiceUUID.length),
  };
}
