// Runs under Jest and Vitest, in the realm that their environment makes. What Node.js itself gives comes from another.
const { randomBytes } = require("node:crypto");
const { statSync } = require("node:fs");
const { runInNewContext } = require("node:vm");
const {
  createInvoice,
  createInvoiceAsync,
  decodeInvoice,
  decodeInvoiceTlv,
  encodeInvoice,
  encodeInvoiceTlv,
  isExpired,
  isProofOfPayment,
  nobleEcdsa,
  UmaInvoiceError,
  verifyInvoice,
  verifyInvoiceSignature,
} = require("uma-invoice");
const tlv = require("uma-invoice/tlv");

const hex = "11".repeat(32);
const publicKeyHex =
  "044f355bdcb7cc0af728ef3cceb9615d90684bb5b2ca5f859ab0f0b704075871aa385b6b1b8ead809ca67454d9683fcf2ba03456d6fe2c4abe2b07f0fbdbb2f1c1";
const fields = {
  receiverUma: "$bob@vasp2.com",
  amount: 1000n,
  receivingCurrency: { code: "USD", name: "Доллар 🐝", symbol: "$", decimals: 2 },
  expiration: 4_000_000_000,
  isSubjectToTravelRule: true,
  callback: "https://vasp2.com/payreq",
};

/** Ways to come by the bytes of some hex. */
const sources = {
  "an array of this realm": (digits) => Uint8Array.from(digits.match(/../g), (pair) => parseInt(pair, 16)),
  "a Buffer": (digits) => Buffer.from(digits, "hex"),
  "an array of another realm": (digits) =>
    runInNewContext("Uint8Array.from(digits.match(/../g), (pair) => parseInt(pair, 16))", { digits }),
};

describe.each(Object.entries(sources))("%s", (_name, bytesOf) => {
  test("is taken for a key", () => {
    const invoice = createInvoice(fields, bytesOf(hex));
    expect(verifyInvoice(encodeInvoice(invoice), { publicKey: bytesOf(publicKeyHex) }).amount).toBe(1000n);
    expect(verifyInvoiceSignature(invoice, bytesOf(publicKeyHex))).toBe(true);
  });

  test("is taken for an invoice", () => {
    const invoice = createInvoice(fields, hex);
    const bytes = bytesOf(Buffer.from(encodeInvoiceTlv(invoice)).toString("hex"));
    expect(encodeInvoice(decodeInvoiceTlv(bytes))).toBe(encodeInvoice(invoice));
  });

  test("is taken for a preimage", () => {
    const preimage = "00".repeat(32);
    const paymentHash = "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925";
    expect(isProofOfPayment(bytesOf(preimage), bytesOf(paymentHash))).toBe(true);
  });

  test("is taken for random bytes", () => {
    const random = () => bytesOf("07".repeat(16));
    expect(createInvoice(fields, hex, { random }).invoiceUUID).toBe("07070707-0707-4707-8707-070707070707");
  });

  test("is taken for what a key in a KMS signs", async () => {
    const inKms = (digest) => Buffer.from(nobleEcdsa.sign(digest, Uint8Array.from(Buffer.from(hex, "hex"))));
    const signer = { sign: async (digest) => bytesOf(inKms(digest).toString("hex")) };
    const invoice = await createInvoiceAsync(fields, signer, { publicKey: bytesOf(publicKeyHex) });
    expect(verifyInvoiceSignature(invoice, publicKeyHex)).toBe(true);
  });

  test("is taken for the bytes and the value of a message", () => {
    const note = tlv.message({ data: tlv.required(0, tlv.bytes()) });
    const encoded = tlv.encodeMessage(note, { data: bytesOf("cafe") });
    expect([...encoded]).toEqual([0, 2, 0xca, 0xfe]);
    expect([...tlv.decodeMessage(note, bytesOf("0002cafe")).data]).toEqual([0xca, 0xfe]);
  });
});

test.each([
  ["this realm", () => new Date(0)],
  ["Node.js", () => statSync(__filename, { bigint: false }).mtime],
  ["another realm", () => runInNewContext("new Date(0)")],
])("a date of %s is taken for a moment", (_name, makeDate) => {
  const invoice = createInvoice({ ...fields, expiration: new Date(4e12) }, hex);
  expect(isExpired(invoice, makeDate())).toBe(false);
  expect(verifyInvoice(invoice, { publicKey: publicKeyHex, now: makeDate() }).expiration).toBe(4e9);
  expect(createInvoice({ ...fields, expiration: runInNewContext("new Date(4e12)") }, hex).expiration).toBe(
    4e9,
  );
});

test("a UUID is made, and text beyond ASCII survives", () => {
  const invoice = createInvoice(fields, randomBytes(32));
  expect(invoice.invoiceUUID).toMatch(/^[\da-f-]{36}$/);
  expect(decodeInvoice(encodeInvoice(invoice)).receivingCurrency.name).toBe("Доллар 🐝");
});

test("errors are of the class that is exported, in both entries, and Errors", () => {
  for (const call of [() => decodeInvoice("uma1"), () => tlv.decodeMessage(tlv.message({}), null)]) {
    let error;
    try {
      call();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(UmaInvoiceError);
    expect(error).toBeInstanceOf(tlv.UmaInvoiceError);
    expect(error).toBeInstanceOf(Error);
  }
});
