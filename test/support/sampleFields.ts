import type { InvoiceFields } from "../../src/index.js";

/** An invoice with the required fields alone; expires in 2030. */
export const requiredFields = {
  receiverUma: "$bob@vasp2.com",
  invoiceUUID: "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f",
  amount: 1000n,
  receivingCurrency: { code: "USD", name: "US Dollar", symbol: "$", decimals: 2 },
  expiration: 1_893_456_000,
  isSubjectToTravelRule: true,
  umaVersions: "0.3,1.0",
  callback: "https://vasp2.com/payreq",
} as const satisfies InvoiceFields;

/** An invoice with every field. */
export const allFields = {
  ...requiredFields,
  requiredPayerData: {
    compliance: { mandatory: true },
    email: { mandatory: false },
    name: { mandatory: true },
  },
  commentCharsAllowed: 144,
  senderUma: "$alice@vasp1.com",
  maxNumPayments: 3,
  kycStatus: "VERIFIED",
} as const satisfies InvoiceFields;

const { senderUma: _, ...open } = allFields;
/** An invoice with every field but a sender: anybody may pay it. */
export const openFields = open satisfies InvoiceFields;

/** A moment at which the samples are still valid: in 2024. */
export const beforeExpiration = 1_704_067_200;
