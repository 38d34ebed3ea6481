import { invalidTime, isUnixTime } from "../time.js";
import { bigInteger, boolean, bytes, enumeration, integer, nested, text } from "../tlv/kinds.js";
import { type Kind, makeMessage, optional, required } from "../tlv/message.js";
import { umaAddress } from "../uma/address.js";
import { uuid } from "../uma/format.js";
import { payerData } from "../uma/payerData.js";
import { callbackUrl } from "../uma/url.js";
import { umaVersions } from "../uma/versions.js";

// Bundlers drop a call that nobody needs only together with what it is called with: hence the functions.

/** The currency inside an invoice. */
export const currencySchema = /* @__PURE__ */ (() =>
  makeMessage({
    /** ISO 4217 where it applies (`USD`), a ticker otherwise (`BTC`). */
    code: required(0, text()),
    /** The full name: `US Dollar`. */
    name: required(1, text()),
    /** The symbol: `$`. May be empty. */
    symbol: required(2, text()),
    /** How many digits of the amount stand behind the decimal point, 0 to 30. */
    decimals: required(3, integer(30)),
  }))();

/**
 * A moment, in Unix time. Whatever number another writer has put there is read, so that it can be looked at;
 * what cannot be seconds is not written.
 */
function unixTime(): Kind<number> {
  const number = integer();
  return {
    ...number,
    write(writer, field, value) {
      if (Number.isSafeInteger(value) && (value as number) >= 0 && !isUnixTime(value))
        throw invalidTime(field.path, value);
      number.write(writer, field, value);
    },
  };
}

/** The invoice (UMAD-09): the one place that names its tags. */
export const invoiceSchema = /* @__PURE__ */ (() =>
  makeMessage({
    /** The receiver's UMA address: `$bob@vasp.com`. */
    receiverUma: required(0, text(umaAddress)),
    /** Identifies the invoice, and ties the proof of payment to it. */
    invoiceUUID: required(1, text(uuid)),
    /** In the smallest unit of the receiving currency. */
    amount: required(2, bigInteger()),
    /** The currency that the receiver gets. */
    receivingCurrency: required(3, nested(currencySchema)),
    /** When the invoice expires: Unix time, in seconds. */
    expiration: required(4, unixTime()),
    /** Whether the receiver's VASP is subject to the travel rule. */
    isSubjectToTravelRule: required(5, boolean()),
    /** What the payer's VASP has to say of the payer. */
    requiredPayerData: optional(6, payerData()),
    /** The UMA versions that the receiver's VASP speaks, the highest minor of each major: `0.3,1.0`. */
    umaVersions: required(7, text(umaVersions)),
    /** How many characters the payer may write as a comment. */
    commentCharsAllowed: optional(8, integer()),
    /** The payer's UMA address, if the invoice is for one payer. */
    senderUma: optional(9, text(umaAddress)),
    /** How often the invoice may be paid; absent means without limit. */
    maxNumPayments: optional(10, integer()),
    /** What the receiver's VASP knows of the receiver. */
    kycStatus: optional(11, enumeration(["UNKNOWN", "NOT_VERIFIED", "PENDING", "VERIFIED"])),
    /** Where the payer's VASP sends its pay request: an https URL. */
    callback: required(12, text(callbackUrl)),
    /** DER; covers all records but its own. */
    signature: optional(100, bytes()),
  }))();
