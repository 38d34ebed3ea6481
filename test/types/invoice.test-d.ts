import { describe, expectTypeOf, test } from "vitest";
import {
  createInvoice,
  createInvoiceAsync,
  decodeInvoice,
  decodeInvoiceTlv,
  type Ecdsa,
  type ExaminedInvoice,
  encodeInvoice,
  encodeInvoiceTlv,
  examineInvoice,
  type InspectedRecord,
  type Invoice,
  type InvoiceCurrency,
  type InvoiceFields,
  inspectInvoice,
  isExpired,
  type KycStatus,
  type Moment,
  nobleEcdsa,
  type RequiredPayerData,
  type Signer,
  selectUmaVersion,
  UmaInvoiceError,
  type UmaInvoiceErrorCode,
  type VerifiedInvoice,
  validateInvoice,
  verifyInvoice,
  verifyInvoiceSignature,
} from "../../src/index.js";

declare const invoice: Invoice;
declare const fields: InvoiceFields;
declare const key: Uint8Array;

describe("Invoice", () => {
  test("has exactly the fields of the wire format", () => {
    expectTypeOf<Invoice>().toEqualTypeOf<{
      readonly receiverUma: string;
      readonly invoiceUUID: string;
      readonly amount: bigint;
      readonly receivingCurrency: InvoiceCurrency;
      readonly expiration: number;
      readonly isSubjectToTravelRule: boolean;
      readonly requiredPayerData?: RequiredPayerData;
      readonly umaVersions: string;
      readonly commentCharsAllowed?: number;
      readonly senderUma?: string;
      readonly maxNumPayments?: number;
      readonly kycStatus?: KycStatus;
      readonly callback: string;
      readonly signature?: Uint8Array;
    }>();
  });

  test("has a bigint for an amount", () => {
    expectTypeOf<Invoice["amount"]>().toEqualTypeOf<bigint>();
    // @ts-expect-error a number may have lost precision before it comes here
    const wrong: Invoice = { ...invoice, amount: 1000 };
    void wrong;
  });

  test("has read-only fields", () => {
    // @ts-expect-error an amount that was signed cannot be set
    invoice.amount = 1n;
  });

  test("has a read-only currency", () => {
    expectTypeOf<InvoiceCurrency>().toEqualTypeOf<{
      readonly code: string;
      readonly name: string;
      readonly symbol: string;
      readonly decimals: number;
    }>();
    // @ts-expect-error the currency of an invoice cannot be changed
    invoice.receivingCurrency.code = "EUR";
  });

  test("has read-only payer data options", () => {
    expectTypeOf<RequiredPayerData>().toEqualTypeOf<{
      readonly [key: string]: { readonly mandatory: boolean };
    }>();
    // @ts-expect-error the options of an invoice cannot be changed
    invoice.requiredPayerData!.name = { mandatory: false };
  });

  test("has optional fields that are there or not, but never undefined", () => {
    // @ts-expect-error undefined is no status
    const status: Invoice = { ...invoice, kycStatus: undefined };
    // @ts-expect-error undefined is no signature
    const signature: Invoice = { ...invoice, signature: undefined };
    // @ts-expect-error undefined is no number of payments
    const payments: Invoice = { ...invoice, maxNumPayments: undefined };
    void [status, signature, payments];
  });

  test("has one of four statuses", () => {
    expectTypeOf<KycStatus>().toEqualTypeOf<"UNKNOWN" | "NOT_VERIFIED" | "PENDING" | "VERIFIED">();
    // @ts-expect-error no such status
    const wrong: Invoice = { ...invoice, kycStatus: "MAYBE" };
    void wrong;
  });

  test("lacks none of the required fields", () => {
    const { callback: _, ...rest } = invoice;
    // @ts-expect-error the callback is missing
    const wrong: Invoice = rest;
    void wrong;
  });

  test("has no fields of other names", () => {
    // @ts-expect-error misspelt
    const wrong: Invoice = { ...invoice, recieverUma: "$bob@vasp2.com" };
    void wrong;
  });
});

describe("VerifiedInvoice", () => {
  test("comes from verifyInvoice, from text or invoice alike", () => {
    expectTypeOf(verifyInvoice("uma1", { publicKey: key })).toEqualTypeOf<VerifiedInvoice>();
    expectTypeOf(verifyInvoice(invoice, { publicKey: "02" })).toEqualTypeOf<VerifiedInvoice>();
  });

  test("is an invoice, and has a signature", () => {
    expectTypeOf<VerifiedInvoice>().toExtend<Invoice>();
    expectTypeOf<VerifiedInvoice["signature"]>().toEqualTypeOf<Uint8Array>();
  });

  test("is not what an invoice is, even a signed one", () => {
    expectTypeOf<Invoice>().not.toExtend<VerifiedInvoice>();
    expectTypeOf<Invoice & { readonly signature: Uint8Array }>().not.toExtend<VerifiedInvoice>();
    // @ts-expect-error decoding is no verification
    const decoded: VerifiedInvoice = decodeInvoice("uma1");
    // @ts-expect-error neither is creating
    const created: VerifiedInvoice = createInvoice(fields, key);
    void [decoded, created];
  });

  test("cannot be written by hand", () => {
    // @ts-expect-error no literal has what marks it
    const literal: VerifiedInvoice = { ...invoice, signature: key };
    // @ts-expect-error nor has one that guesses at the mark
    const guessed: VerifiedInvoice = { ...invoice, signature: key, verified: true };
    void [literal, guessed];
  });

  test("is what code that pays can ask for", () => {
    const pay = (_invoice: VerifiedInvoice) => {};
    // @ts-expect-error not verified
    pay(invoice);
    pay(verifyInvoice(invoice, { publicKey: key }));
  });
});

describe("createInvoice", () => {
  test("takes an amount as a bigint or a number", () => {
    expectTypeOf<InvoiceFields["amount"]>().toEqualTypeOf<bigint | number>();
  });

  test("takes an expiration as a Date or a number", () => {
    expectTypeOf<InvoiceFields["expiration"]>().toEqualTypeOf<Date | number>();
  });

  test("takes no signature", () => {
    expectTypeOf<InvoiceFields>().not.toHaveProperty("signature");
  });

  test("can do without UUID and versions, but not without the rest", () => {
    const { invoiceUUID: _, umaVersions: __, ...enough } = fields;
    expectTypeOf(enough).toExtend<InvoiceFields>();
    const { callback: ___, ...tooFew } = enough;
    // @ts-expect-error the callback is missing
    createInvoice(tooFew, key);
  });

  test("takes what was decoded, to sign it anew", () => {
    expectTypeOf<Invoice>().toExtend<InvoiceFields>();
  });

  test("refuses a misspelt field", () => {
    // @ts-expect-error misspelt
    createInvoice({ ...fields, recieverUma: "$bob@vasp2.com" }, key);
  });

  test("takes a key as bytes or hex", () => {
    expectTypeOf(createInvoice).parameter(1).toEqualTypeOf<Uint8Array | string>();
  });

  test("gives an invoice; the asynchronous one the promise of one", () => {
    expectTypeOf(createInvoice).returns.toEqualTypeOf<Invoice>();
    expectTypeOf(createInvoiceAsync).returns.toEqualTypeOf<Promise<Invoice>>();
  });

  test("takes two dialects", () => {
    createInvoice(fields, key, { integers: "decimal" });
    // @ts-expect-error no such dialect
    createInvoice(fields, key, { integers: "hex" });
  });
});

test("a signer answers at once or later", () => {
  expectTypeOf({ sign: (digest: Uint8Array) => digest }).toExtend<Signer>();
  expectTypeOf({ sign: async (digest: Uint8Array) => digest }).toExtend<Signer>();
  expectTypeOf({ sign: (digest: Uint8Array) => `${digest}` }).not.toExtend<Signer>();
});

test("readers give invoices, and writers text or bytes", () => {
  expectTypeOf(decodeInvoice).returns.toEqualTypeOf<Invoice>();
  expectTypeOf(decodeInvoiceTlv).returns.toEqualTypeOf<Invoice>();
  expectTypeOf(encodeInvoice).returns.toEqualTypeOf<string>();
  expectTypeOf(encodeInvoiceTlv).returns.toExtend<Uint8Array>();
});

test("a check of the signature alone is a boolean, and narrows nothing", () => {
  expectTypeOf(verifyInvoiceSignature).returns.toEqualTypeOf<boolean>();
});

test("an engine with keys of any type of its own can be handed in", () => {
  expectTypeOf(nobleEcdsa).toExtend<Ecdsa>();
  const engine: Ecdsa<{ readonly point: string }> = {
    sign: (digest) => digest,
    importPublicKey: () => ({ point: "…" }),
    verify: (_signature, _digest, { point }) => point !== "",
  };
  verifyInvoice("uma1", { publicKey: key, ecdsa: engine });
});

test("a moment is a Date or a number", () => {
  expectTypeOf<Moment>().toEqualTypeOf<Date | number>();
  isExpired(invoice);
  isExpired(invoice, new Date());
  // @ts-expect-error a date in text is none
  isExpired(invoice, "2024-01-01");
});

test("problems and inspected records are plain and read-only", () => {
  expectTypeOf(validateInvoice).returns.toExtend<readonly UmaInvoiceError[]>();
  expectTypeOf(inspectInvoice).returns.toEqualTypeOf<readonly InspectedRecord[]>();
  expectTypeOf<InspectedRecord["value"]>().toEqualTypeOf<unknown>();
});

test("what is examined may have no invoice, and takes a limit as well as a moment", () => {
  expectTypeOf(examineInvoice).returns.toEqualTypeOf<ExaminedInvoice>();
  expectTypeOf<ExaminedInvoice>().toEqualTypeOf<{
    readonly records: readonly InspectedRecord[];
    readonly invoice?: Invoice;
    readonly problems: readonly UmaInvoiceError[];
  }>();
  examineInvoice("uma1", { now: new Date(), maxLength: 100 });
  // @ts-expect-error a date in text is none
  examineInvoice("uma1", { now: "2024-01-01" });
});

test("a version may not be there", () => {
  expectTypeOf(selectUmaVersion).returns.toEqualTypeOf<string | undefined>();
});

test("an error has a code out of a closed list, and says where only if it knows", () => {
  const error = new UmaInvoiceError("TOO_LONG", "expected less");
  expectTypeOf(error.code).toEqualTypeOf<UmaInvoiceErrorCode>();
  expectTypeOf(error.field).toEqualTypeOf<string | undefined>();
  expectTypeOf(error.fields).toEqualTypeOf<readonly string[] | undefined>();
  expectTypeOf(error.offset).toEqualTypeOf<number | undefined>();
  expectTypeOf(error.protocolCode).toEqualTypeOf<string>();
  expectTypeOf(error.httpStatus).toEqualTypeOf<number>();
  // @ts-expect-error no such code
  new UmaInvoiceError("NO_SUCH_CODE", "");
});
