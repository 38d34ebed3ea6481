import { describe } from "../describe.js";
import { UmaInvoiceError } from "../errors.js";
import { layerMeanings } from "../http/layerError.js";
import { pick } from "../options.js";

/** What the counterparty answered, for a program to read. All of it is the counterparty's own words. */
export type DeliveryRefusal = {
  /** The HTTP status: 200 too, where the body says that it is an error. */
  readonly status: number;
  /** The UMA protocol's code, if it gave one: `USER_NOT_FOUND`. */
  readonly counterpartyCode?: string;
  /** Its reason, if it gave one: at most 256 characters, none of them a control character. */
  readonly reason?: string;
};

/** The error for an invoice that the sender's VASP did not take: `DELIVERY_REFUSED`. */
export class DeliveryRefusedError extends UmaInvoiceError {
  declare readonly status: number;
  declare readonly counterpartyCode?: string;
  declare readonly reason?: string;

  constructor(refusal: DeliveryRefusal) {
    const read = pick(refusal, "refusal", "status", "counterpartyCode", "reason");
    const { status, counterpartyCode, reason } = read;
    const words = [counterpartyCode, reason].filter((word) => word !== undefined).map(describe);
    super(
      "DELIVERY_REFUSED",
      `expected the invoice to be taken, found ${[`status ${describe(status)}`, ...words].join(", ")}`,
      { meaning: layerMeanings.DELIVERY_REFUSED },
    );
    Object.assign(this, read);
  }
}
