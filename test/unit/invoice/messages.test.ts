import { expect, test } from "vitest";
import {
  addInvoiceToMetadata,
  checkInterop,
  createInvoice,
  createInvoiceAsync,
  decodeInvoice,
  decodeInvoiceTlv,
  encodeInvoice,
  encodeInvoiceTlv,
  formatAmount,
  inspectInvoice,
  isExpired,
  missingPayerData,
  selectUmaVersion,
  validateInvoice,
  verifyInvoice,
  verifyInvoiceSignature,
  verifyInvoicesAsync,
} from "../../../src/index.js";
import { checkNotExpired } from "../../../src/invoice/expiration.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError, expectRefusal } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { allFields, beforeExpiration, requiredFields } from "../../support/sampleFields.js";

// What was wrong, where, and what was expected there: the words that somebody has to go by.

const { secretKey, publicKey } = keys.first;
const invoice = createInvoice(requiredFields, secretKey);
const text = encodeInvoice(invoice);
const { signature: _signature, ...unsigned } = invoice;
const now = beforeExpiration;
const no = 7 as never;
const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();
const cause = new Error("not to be read");
const throwing = (name: string) =>
  Object.defineProperty({}, name, {
    enumerable: true,
    get() {
      throw cause;
    },
  }) as never;
const usd = requiredFields.receivingCurrency;

test.each<[string, string, string, () => unknown]>([
  ["isExpired", "invoice", "an object", () => isExpired(no, now)],
  ["checkNotExpired", "invoice", "an object", () => checkNotExpired(no, now)],
  ["createInvoice", "fields", "an object", () => createInvoice(no, secretKey)],
  ["createInvoice", "fields", "an object that can be read", () => createInvoice(revoked as never, secretKey)],
  [
    "createInvoice",
    "fields.amount",
    "a property that can be read",
    () => createInvoice(throwing("amount"), secretKey),
  ],
  [
    "createInvoice",
    "ammount",
    "a field of an invoice",
    () => createInvoice({ ...requiredFields, ammount: 1n } as never, secretKey),
  ],
  ["selectUmaVersion", "invoice", "an object", () => selectUmaVersion(no, ["1.0"])],
  ["selectUmaVersion", "umaVersions", "major.minor", () => selectUmaVersion({ umaVersions: no }, ["1.0"])],
  ["addInvoiceToMetadata", "metadata", "a JSON array", () => addInvoiceToMetadata("{}", invoice.invoiceUUID)],
  ["addInvoiceToMetadata", "invoiceUUID", "a UUID", () => addInvoiceToMetadata("[]", "7")],
  ["decodeInvoiceTlv", "invoice", "a Uint8Array", () => decodeInvoiceTlv(no)],
  ["missingPayerData", "invoice", "an object", () => missingPayerData(no, {})],
  ["missingPayerData", "payerData", "an object", () => missingPayerData(allFields, no)],
  [
    "missingPayerData",
    "payerData",
    "an object that can be read",
    () => missingPayerData(allFields, throwing("name")),
  ],
  [
    "missingPayerData",
    "requiredPayerData",
    "expected ",
    () => missingPayerData({ requiredPayerData: { name: null } as never }, {}),
  ],
  ["formatAmount", "invoice", "an object", () => formatAmount(no)],
  [
    "formatAmount",
    "receivingCurrency",
    "an object",
    () => formatAmount({ amount: 1n, receivingCurrency: no }),
  ],
  ["formatAmount", "amount", "a bigint from 0", () => formatAmount({ amount: -1n, receivingCurrency: usd })],
  [
    "formatAmount",
    "receivingCurrency.code",
    "text",
    () => formatAmount({ amount: 1n, receivingCurrency: { ...usd, code: no } }),
  ],
  [
    "formatAmount",
    "receivingCurrency.decimals",
    "an integer from 0 to 30",
    () => formatAmount({ amount: 1n, receivingCurrency: { ...usd, decimals: 31 } }),
  ],
  [
    "formatAmount",
    "locale",
    "a BCP 47 tag, or several",
    () => formatAmount({ amount: 1n, receivingCurrency: usd }, "no locale"),
  ],
  [
    "toJSON",
    "invoice",
    "one that was decoded or created",
    () => (invoice as unknown as { toJSON(): unknown }).toJSON.call({}),
  ],
])("%s says where it stumbled: at %s, where it expected %s", (_name, field, says, call) => {
  expectRefusal(call, { code: "INVALID_FIELD", field, says: [says] });
});

test.each<[string, string, string, () => unknown]>([
  [
    "createInvoice",
    "random",
    "a function that gives bytes",
    () => createInvoice({ ...requiredFields, invoiceUUID: undefined } as never, secretKey, { random: no }),
  ],
  [
    "createInvoice",
    "random",
    "a function that gives 16 bytes",
    () =>
      createInvoice({ ...requiredFields, invoiceUUID: undefined } as never, secretKey, { random: () => no }),
  ],
  ["isExpired", "now", "a valid Date, or Unix time in seconds", () => isExpired(invoice, "now" as never)],
  ["createInvoice", "options", "an object", () => createInvoice(requiredFields, secretKey, no)],
  ["selectUmaVersion", "supported", "an array of versions", () => selectUmaVersion(invoice, no)],
  ["selectUmaVersion", "supported", "major.minor", () => selectUmaVersion(invoice, [no])],
  ["encodeInvoice", "options", "an object", () => encodeInvoice(invoice, no)],
  ["encodeInvoiceTlv", "options", "an object", () => encodeInvoiceTlv(invoice, no)],
  ["verifyInvoice", "options", "an object", () => verifyInvoice(text, no)],
  ["verifyInvoiceSignature", "options", "an object", () => verifyInvoiceSignature(invoice, publicKey, no)],
  ["inspectInvoice", "options", "an object", () => inspectInvoice(text, no)],
  ["decodeInvoice", "options", "an object", () => decodeInvoice(text, no)],
  ["validateInvoice", "options", "an object", () => validateInvoice(invoice, no)],
  ["validateInvoice", "now", "a valid Date", () => validateInvoice(invoice, { now: "now" as never })],
  ["checkNotExpired", "now", "a valid Date", () => checkNotExpired(invoice, "now" as never)],
])("%s says which option is none: %s, where it expected %s", (_name, field, says, call) => {
  expectRefusal(call, { code: "INVALID_OPTION", field, says: [says] });
});

test("what is thrown while fields and payer data are read is the cause", () => {
  expect(
    expectRefusal(() => missingPayerData(allFields, throwing("name")), {
      code: "INVALID_FIELD",
      field: "payerData",
    }).cause,
  ).toBe(cause);
  for (const call of [
    () => createInvoice(revoked as never, secretKey),
    () => missingPayerData({ requiredPayerData: revoked as never }, {}),
  ])
    expect((expectRefusalOf(call).cause as Error).message).toContain("revoked");
});

function expectRefusalOf(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    return error as Error;
  }
  return expect.fail();
}

test.each<[string, string, () => unknown]>([
  [
    "a copy to verify",
    "an invoice as it was decoded, found a copy, an object made by hand, or an invoice of another copy of uma-invoice",
    () => verifyInvoice({ ...invoice }, { publicKey, now }),
  ],
  [
    "another key",
    "one of this invoice by the public key, found another",
    () => verifyInvoice(invoice, { publicKey: keys.second.publicKey, now }),
  ],
  [
    "other integers",
    "binary integers, as they are signed; pass integers to createInvoice instead",
    () => encodeInvoice(invoice, { integers: "decimal" }),
  ],
  [
    "a copy that says something else",
    "an invoice as it was signed, found a copy that no longer says the same; hand on the text, or sign it anew",
    () => encodeInvoice({ ...invoice, amount: 1n }),
  ],
  [
    "an invoice behind a proxy",
    "an invoice that this copy of uma-invoice decoded, found one of another copy, or a proxy: hand on its text instead",
    () => encodeInvoice(new Proxy(invoice, {})),
  ],
])("%s has a signature refused, and the error says why", (_name, says, call) => {
  expectRefusal(call, {
    code: "INVALID_SIGNATURE",
    field: "signature",
    says: [`signature: expected ${says}`],
  });
});

test("an invoice that nobody signed is said to be one", () => {
  const nobody = decodeInvoice(encodeInvoice(unsigned as typeof invoice));
  expectRefusal(() => verifyInvoice(nobody, { publicKey, now }), {
    code: "MISSING_SIGNATURE",
    field: "signature",
    says: ["signature: expected one, found none"],
  });
});

test("an invoice that has expired says when", () => {
  const { expiration } = invoice;
  expectRefusal(() => verifyInvoice(invoice, { publicKey, now: expiration }), {
    code: "INVOICE_EXPIRED",
    field: "expiration",
    says: [`expected an invoice that is still valid, found one that expired at ${expiration}`],
  });
});

test.each<[string, unknown, object | undefined, string, string]>([
  ["no signer", undefined, undefined, "signer", "an object with a sign function"],
  ["a signer that cannot sign", {}, undefined, "signer", "an object with a sign function"],
  ["a signer that cannot be read", throwing("sign"), undefined, "signer.sign", "a property that can be read"],
  ["no options", { sign: () => new Uint8Array(64) }, no, "options", "an object"],
])("%s makes createInvoiceAsync say so", async (_name, signer, options, field, says) => {
  const made = createInvoiceAsync(requiredFields, signer as never, options);
  expectError(await rejectionOf(made), { code: "INVALID_OPTION", field, says: [says] });
});

test.each<[string, unknown, string]>([
  ["nothing", undefined, "DER or 64 bytes from the signer, found neither"],
  [
    "the signature of something else",
    invoice.signature,
    "one of the digest by the public key, found another",
  ],
])("a signer that answers %s is told what was expected", async (_name, answer, says) => {
  const signer = { sign: () => answer as Uint8Array };
  const made = createInvoiceAsync({ ...requiredFields, amount: 1n }, signer, { publicKey });
  expectError(await rejectionOf(made), { code: "INVALID_SIGNATURE", field: "signature", says: [says] });
});

test("verifyInvoicesAsync names its arguments", async () => {
  const options = { code: "INVALID_OPTION", field: "options", says: ["an object"] } as const;
  expectError(await rejectionOf(verifyInvoicesAsync([], no)), options);
  const says = ["an array of texts or invoices"];
  const list = { code: "INVALID_FIELD", field: "textsOrInvoices", says } as const;
  expectError(await rejectionOf(verifyInvoicesAsync(no, { publicKey })), list);
});

test.each([undefined, null, 7, "uma1"])("%s is said to be no object that is valid", (value) => {
  const [problem, ...others] = validateInvoice(value as never, { now });
  expectError(problem!, { code: "INVALID_FIELD", field: "invoice", says: ["invoice: expected an object"] });
  expect(others).toEqual([]);
});

test("checkInterop says for each SDK why", () => {
  const decimal = checkInterop(createInvoice(requiredFields, secretKey, { integers: "decimal" }));
  const digits = "it takes decimal integers for binary ones";
  expect(decimal).toEqual(
    ["javascript", "python", "kotlin"].map((sdk) => ({
      sdk,
      problem: "misreads",
      field: "amount",
      reason: digits,
    })),
  );
  const large = checkInterop(createInvoice({ ...requiredFields, amount: 2n ** 53n + 1n }, secretKey));
  expect(large).toContainEqual({
    sdk: "javascript",
    problem: "misreads",
    field: "amount",
    reason: "it loses precision from 2^53 on",
  });
});

test("bytes that encodeInvoiceTlv gave stay what they are when others are asked for", () => {
  const bytes = encodeInvoiceTlv(decodeInvoice(text));
  const before = bytes.slice();
  encodeInvoiceTlv(createInvoice({ ...requiredFields, amount: 7n, receiverUma: "$eve@vasp.com" }, secretKey));
  expect(bytes).toEqual(before);
});
