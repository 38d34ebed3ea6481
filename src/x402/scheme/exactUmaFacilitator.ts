import type { UmaInvoiceError } from "../../errors.js";
import { checkMaxWait } from "../client/checkMaxWait.js";
import { waitFor } from "../client/waitFor.js";
import { faultOf } from "../messages/faultOf.js";
import { networks } from "../messages/networks.js";
import { object, optional, truth, url, x402Version } from "../messages/properties.js";
import { readObject } from "../messages/readObject.js";
import { readTerms } from "../messages/readTerms.js";
import type { X402Version } from "../messages/X402Version.js";
import { checkBindingKey } from "../paywall/checkBindingKey.js";
import { checkSettlements } from "../paywall/checkSettlements.js";
import type { PaywallInvoices, PaywallOptions } from "../paywall/PaywallOptions.js";
import { type RefusalReason, refusals } from "../paywall/RefusalReason.js";
import { refusalOf } from "../paywall/refusalOf.js";
import type { Sold } from "../paywall/Sold.js";
import type { Settlement } from "../settlements/Settlement.js";
import type { Settlements } from "../settlements/Settlements.js";
import { paymentHashOf } from "./paymentHashOf.js";
import type { SchemeRequirements } from "./SchemeRequirements.js";

/** Options of {@link exactUmaFacilitator}. */
export type ExactUmaFacilitatorOptions = Pick<PaywallOptions, "payToIsDedicated"> & {
  /** The payments that were settled. */
  readonly settlements: Pick<Settlements, "settled" | "redeem">;
  /** The key that invoices are bound with, if any are issued: the same as the server's. */
  readonly invoices?: Pick<PaywallInvoices, "bindingKey">;
  /**
   * Seconds to wait in all for a payment that is not known yet: the payer may have the preimage before
   * the VASP has told of it, and the published client does not ask again. 4 by default.
   */
  readonly maxWait?: number;
  /** What waits: a timer by default. */
  readonly wait?: (seconds: number) => Promise<void>;
};

/** A payment as the published packages hand it over. */
export type SchemePayment = {
  readonly x402Version: number;
  readonly payload: { readonly [name: string]: unknown };
};

/**
 * What {@link exactUmaFacilitator} makes: a `FacilitatorClient` for an `x402ResourceServer`, and a
 * `SchemeNetworkFacilitator` for an `x402Facilitator`.
 */
export type ExactUmaFacilitator = {
  readonly scheme: "exact";
  readonly caipFamily: "uma:*";
  getExtra(): undefined;
  getSigners(): string[];
  getSupported(): Promise<{
    kinds: { x402Version: number; scheme: "exact"; network: "uma:mainnet" }[];
    extensions: string[];
    signers: Record<string, string[]>;
  }>;
  verify(
    payment: SchemePayment,
    requirements: SchemeRequirements,
  ): Promise<{ isValid: boolean; invalidReason?: string; invalidMessage?: string }>;
  settle(
    payment: SchemePayment,
    requirements: SchemeRequirements,
  ): Promise<{
    success: boolean;
    errorReason?: string;
    errorMessage?: string;
    /** The payment hash. */
    transaction: string;
    network: `${string}:${string}`;
  }>;
};

/** A payment that pays for what is offered, or why it does not. */
type Verdict =
  | { readonly paymentHash: string }
  | { readonly reason: RefusalReason | "invalid_payment_requirements"; readonly message: string };

/**
 * Checks and redeems payments for servers of the published x402 packages, in this very process: no
 * public facilitator knows UMA. Each payment is redeemed once; one that is refused is not used up.
 *
 * `verify` says whether a payment pays for what is offered, and leaves it as it is, even if it has been
 * redeemed; `settle` redeems it. The reasons of refusals are those of a paywall.
 *
 * @returns rejects with what the settlements throw
 * @throws UmaInvoiceError `INVALID_FIELD`
 * @see x402 version 2, section 7
 *
 * @example
 * ```ts
 * import { x402ResourceServer } from "@x402/core/server";
 *
 * const facilitator = exactUmaFacilitator({ settlements, invoices });
 * const server = new x402ResourceServer(facilitator);
 * await server.initialize();
 * server.getSupportedKind(2, "uma:mainnet", "exact")?.network; // "uma:mainnet"
 * ```
 */
export function exactUmaFacilitator(options: ExactUmaFacilitatorOptions): ExactUmaFacilitator {
  const checked = readObject(
    options,
    "options",
    { payToIsDedicated: optional(truth) },
    faultOf("INVALID_FIELD"),
  ) as ExactUmaFacilitatorOptions;
  const { settlements, invoices, payToIsDedicated = false } = checked;
  const { maxWait = 4, wait = (seconds) => waitFor(seconds, null) } = checked;
  checkSettlements(settlements, "settled", "redeem");
  checkMaxWait(maxWait);
  const binding = { bindingKey: invoices && checkBindingKey(invoices.bindingKey), payToIsDedicated };

  async function judge(payment: SchemePayment, requirements: SchemeRequirements): Promise<Verdict> {
    let asked: Asked;
    try {
      asked = read(payment, requirements);
    } catch (error) {
      const { code, message } = error as UmaInvoiceError;
      return {
        reason: code === "INVALID_PAYMENT" ? "invalid_payload" : "invalid_payment_requirements",
        message,
      };
    }
    const { paymentHash, offered } = asked;
    const settlement = await find(paymentHash);
    const reason = settlement ? refusalOf(settlement, offered, binding) : "unknown_payment";
    return reason ? { reason, message: refusals[reason] } : { paymentHash };
  }

  /** Looks again sooner, then later: the VASP takes a moment, and most of what stays unknown is made up. */
  async function find(paymentHash: string): Promise<Settlement | undefined> {
    let settlement = await settlements.settled(paymentHash);
    for (let seconds = 0.25, waited = 0; !settlement && waited + seconds <= maxWait; seconds *= 2) {
      await wait(seconds);
      waited += seconds;
      settlement = await settlements.settled(paymentHash);
    }
    return settlement;
  }

  async function redeem(payment: SchemePayment, requirements: SchemeRequirements): Promise<Verdict> {
    const verdict = await judge(payment, requirements);
    if ("reason" in verdict || (await settlements.redeem(verdict.paymentHash)) === true) return verdict;
    return { reason: "already_redeemed", message: refusals.already_redeemed };
  }

  return {
    scheme: "exact",
    caipFamily: "uma:*",
    getExtra: () => undefined,
    getSigners: () => [],
    async getSupported() {
      const kind = { x402Version: 2, scheme: "exact", network: networks[2] } as const;
      return { kinds: [kind], extensions: [], signers: {} };
    },
    async verify(payment, requirements) {
      const verdict = await judge(payment, requirements);
      if ("paymentHash" in verdict) return { isValid: true };
      return { isValid: false, invalidReason: verdict.reason, invalidMessage: verdict.message };
    },
    async settle(payment, requirements) {
      const { network } = requirements;
      const verdict = await redeem(payment, requirements);
      if ("paymentHash" in verdict) return { success: true, transaction: verdict.paymentHash, network };
      const { reason: errorReason, message: errorMessage } = verdict;
      return { success: false, errorReason, errorMessage, transaction: "", network };
    },
  };
}

type Asked = { readonly paymentHash: string; readonly offered: Sold };

/** Reads a payment, and what it is for: the server's own word, not the client's. */
function read(payment: SchemePayment, requirements: SchemeRequirements): Asked {
  const ofPayment = faultOf("INVALID_PAYMENT");
  const { payload, ...message } = readObject(payment, "", { x402Version, payload: object }, ofPayment);
  const version = message.x402Version as X402Version;
  const fault = faultOf("INVALID_PAYMENT_REQUIREMENTS");
  const terms = readTerms(requirements, "requirements", version, fault);
  // Version 2 says of the resource elsewhere; our servers say it here as well.
  const [place, path] = version === 1 ? [terms, "requirements"] : [terms.extra, "requirements.extra"];
  const { resource } = readObject(place, path, { resource: url }, fault) as { resource: string };
  const { maxAmountRequired, asset, payTo } = terms;
  const price = { amount: BigInt(maxAmountRequired), currency: { code: asset } };
  return { paymentHash: paymentHashOf(payload), offered: { resource, price, payTo } };
}
