/** What a part of an invoice is called, and what it means. */
type Entry = { readonly label: string; readonly meaning: string };

const entries: { readonly [field: string]: Entry } = {
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
  code: { label: "Code", meaning: "ISO 4217 where it applies, a ticker otherwise." },
  name: { label: "Name", meaning: "The currency's full name, as the receiver writes it." },
  symbol: { label: "Symbol", meaning: "The currency's symbol, as the receiver writes it. May be empty." },
  decimals: { label: "Decimals", meaning: "How many digits of the amount stand behind the decimal point." },
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
  unreadable: { label: "Unreadable", meaning: "These bytes are no sequence of records: tag, length, value." },
  unknown: {
    label: "Unknown",
    meaning: "A tag that is not in the protocol. Readers skip it; the signature covers it all the same.",
  },
};

/** The entry of a field; every part of an invoice has one. */
export function guideTo(field: string): Entry {
  return entries[field] ?? entries.unknown!;
}
