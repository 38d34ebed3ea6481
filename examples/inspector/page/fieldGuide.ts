import type { Invoice, RequiredPayerData } from "uma-invoice";

/** What a part of an invoice is called, and what it means. */
type Entry = { readonly label: string; readonly meaning: string };

/** The entry of a part by its path; whatever is neither a field nor a part of the text is an unknown tag. */
export function guideTo(path: string): Entry {
  return Object.hasOwn(entries, path) ? entries[path as keyof typeof entries] : unknown;
}

/** The paths of a message's fields, and of those of the messages inside: `receivingCurrency.code`. */
type PathOf<Message> = {
  [Name in keyof Message & string]-?: NonNullable<Message[Name]> extends Plain
    ? Name
    : Name | `${Name}.${PathOf<NonNullable<Message[Name]>>}`;
}[keyof Message & string];

/** What is no message. */
type Plain = string | number | bigint | boolean | Uint8Array | RequiredPayerData;

/** Every field that the library knows: a new one does not compile until it is explained. */
const entries: { readonly [Path in PathOf<Invoice> | "prefix" | "checksum" | "unreadable bytes"]: Entry } = {
  prefix: {
    label: "Prefix",
    meaning: "Says that this is an UMA invoice. The 1 separates it from the data (BIP-173).",
  },
  receiverUma: {
    label: "Receiver",
    meaning: "The UMA address that gets the money. Its domain is the VASP whose key has to have signed.",
  },
  invoiceUUID: {
    label: "Invoice UUID",
    meaning: "Identifies the invoice, and ties the proof of payment to it.",
  },
  amount: { label: "Amount", meaning: "What is asked for, in the smallest unit of the receiving currency." },
  receivingCurrency: {
    label: "Currency",
    meaning: "The currency that the receiver gets: a message of four records inside this one.",
  },
  "receivingCurrency.code": { label: "Code", meaning: "ISO 4217 where it applies, a ticker otherwise." },
  "receivingCurrency.name": {
    label: "Name",
    meaning: "The currency's full name, as the receiver writes it.",
  },
  "receivingCurrency.symbol": {
    label: "Symbol",
    meaning: "The currency's symbol, as the receiver writes it. May be empty.",
  },
  "receivingCurrency.decimals": {
    label: "Decimals",
    meaning: "How many digits of the amount stand behind the decimal point.",
  },
  expiration: { label: "Expires", meaning: "From this moment on nobody may pay. Unix time, in seconds." },
  isSubjectToTravelRule: {
    label: "Travel rule",
    meaning: "Whether the receiver's VASP has to be told who pays, by law.",
  },
  requiredPayerData: {
    label: "Payer data",
    meaning: "What the payer's VASP has to say of the payer, and what it may.",
  },
  umaVersions: {
    label: "UMA versions",
    meaning: "What the receiver's VASP speaks: the highest minor version of each major one.",
  },
  commentCharsAllowed: { label: "Comment", meaning: "How many characters the payer may write as a comment." },
  senderUma: { label: "Sender", meaning: "The UMA address that is asked to pay. Without it, anyone may." },
  maxNumPayments: {
    label: "Payments",
    meaning: "How often the invoice may be paid. Without it, without limit.",
  },
  kycStatus: { label: "KYC status", meaning: "What the receiver's VASP knows of the receiver." },
  callback: {
    label: "Callback",
    meaning: "Where the payer's VASP sends its pay request, the payer's data included.",
  },
  signature: {
    label: "Signature",
    meaning: "ECDSA over secp256k1 and SHA-256, in DER. Covers every other record as it stands here.",
  },
  checksum: {
    label: "Checksum",
    meaning: "Six characters that give typing errors away (BIP-173). They prove nothing about the writer.",
  },
  "unreadable bytes": {
    label: "Unreadable",
    meaning: "These bytes are no sequence of records: tag, length, value.",
  },
};

const unknown: Entry = {
  label: "Unknown",
  meaning: "A tag that is not in the protocol. Readers skip it; the signature covers it all the same.",
};
