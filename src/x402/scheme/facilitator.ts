import { describe } from "../../describe.js";
import { checkFunction, readOptions } from "../../options.js";
import { asRefusal, invalidPayment, invalidRequirements, invalidSetting } from "../errors.js";
import { toJson } from "../messages/headers.js";
import { paymentHashOf, readPayload } from "../messages/preimage.js";
import { nonEmptyText, object, optional, readObject } from "../messages/properties.js";
import { type RefusalReason, reasonOf, refusalReasons } from "../messages/refusal.js";
import { uri } from "../messages/resource.js";
import {
  networks,
  type PaymentTerms,
  readTerms,
  type UmaNetwork,
  umaNetwork,
  type X402Version,
  x402Version,
} from "../messages/terms.js";
import { readBindingKey } from "../paywall/invoices.js";
import type { PaywallInvoices, PaywallOptions } from "../paywall/options.js";
import { attemptOf } from "../paywall/request.js";
import { createTill, type Presented } from "../paywall/till.js";
import type { Settlement, Settlements } from "../settlements/settlement.js";
import { checkWait, waitFor } from "../wait.js";
import type { SchemeRequirements } from "./requirements.js";

/** Options of {@link exactUmaFacilitator}. */
export type ExactUmaFacilitatorOptions = Pick<
  PaywallOptions,
  "network" | "payToIsDedicated" | "graceSeconds" | "onError"
> & {
  /** The payments that were settled. */
  readonly settlements: Settlements;
  /** The key that invoices are bound with, if any are issued: the same as the server's. */
  readonly invoices?: Pick<PaywallInvoices, "bindingKey">;
  /**
   * Seconds to wait in all for a payment that is not known yet: the payer may have the preimage before
   * the VASP has told of it, and the published client does not ask again. 4 by default.
   */
  readonly maxWaitSeconds?: number;
  /** What waits: a timer by default. */
  readonly wait?: (seconds: number) => Promise<void>;
};

/** A payment as the published packages hand it over. */
export type SchemePayment = {
  readonly x402Version: number;
  readonly payload: { readonly [name: string]: unknown };
  /** Version 2 alone, and required there: the offer that was accepted. */
  readonly accepted?: { readonly [name: string]: unknown };
  /** What extensions of x402 say: `payment-identifier` names the payer's attempt. */
  readonly extensions?: { readonly [name: string]: unknown };
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
    kinds: { x402Version: number; scheme: "exact"; network: "uma:mainnet" | "uma:testnet" }[];
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
    /** For a server of ours: the claim that has redeemed it. */
    extra?: { claim: string };
  }>;
};

/** A payment that is presented for something, on a network. */
type PresentedHere = Presented & { readonly network: UmaNetwork };

type Refusal = { readonly reason: RefusalReason | "invalid_payment_requirements"; readonly message: string };

/**
 * Checks and redeems payments for servers of the published x402 packages, in this very process: no
 * public facilitator knows UMA. Each payment is redeemed once; one that is refused is not used up.
 *
 * `verify` says whether a payment pays for what is offered, and leaves it as it is, even if it has been
 * redeemed; `settle` redeems it. The reasons of refusals are those of a paywall.
 *
 * A payment is bound to the URL and to the method of the request, which an `exactUmaServer` writes into
 * `extra.method` where the package tells it. The package tells nobody of the body: a payment for one `POST` opens
 * another of the same URL. Where that matters, sell by `createPaywall`, or put into the URL what is asked for.
 *
 * @returns rejects with what the settlements throw
 * @throws UmaInvoiceError `INVALID_OPTION`
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
  const {
    settlements,
    invoices,
    network = "uma",
    maxWaitSeconds = 4,
    wait = waitFor,
    ...rest
  } = readOptions(
    options,
    "options",
    "settlements",
    "invoices",
    "network",
    "payToIsDedicated",
    "graceSeconds",
    "maxWaitSeconds",
    "wait",
    "onError",
  );
  readObject({ network }, "", { network: umaNetwork }, invalidSetting);
  checkWait("maxWaitSeconds", maxWaitSeconds);
  checkFunction("wait", wait);
  const bindingKey = invoices === undefined ? undefined : readBindingKey(invoices);
  const till = createTill({ ...rest, settlements, wait, bindingKey, find });

  /** Looks again sooner, then later: the VASP takes a moment, and most of what stays unknown is made up. */
  async function find(paymentHash: string): Promise<Settlement | undefined> {
    let settlement = await settlements.settled(paymentHash);
    for (let seconds = 0.25, waited = 0; !settlement && waited + seconds <= maxWaitSeconds; seconds *= 2) {
      await wait(seconds);
      waited += seconds;
      settlement = await settlements.settled(paymentHash);
    }
    return settlement;
  }

  /** Reads what is presented, and has it judged or taken. */
  async function look<Outcome extends object>(
    payment: SchemePayment,
    requirements: SchemeRequirements,
    at: (presented: Presented) => Promise<Outcome | RefusalReason>,
  ): Promise<{ readonly presented: PresentedHere; readonly outcome: Outcome } | Refusal> {
    let presented: PresentedHere;
    try {
      presented = readPresented(payment, requirements);
    } catch (error) {
      const refusal = asRefusal(error);
      const isPayment = refusal.code === "INVALID_PAYMENT";
      const instead = isPayment ? "invalid_payload" : "invalid_payment_requirements";
      return { reason: reasonOf(refusal, instead), message: refusal.message };
    }
    const outcome = presented.network === network ? await at(presented) : "invalid_network";
    if (typeof outcome === "string") return { reason: outcome, message: refusalReasons[outcome] };
    return { presented, outcome };
  }

  return {
    scheme: "exact",
    caipFamily: "uma:*",
    getExtra: () => undefined,
    getSigners: () => [],
    async getSupported() {
      const kind = { x402Version: 2, scheme: "exact", network: networks[network][2] } as const;
      return { kinds: [kind], extensions: [], signers: {} };
    },
    async verify(payment, requirements) {
      const verdict = await look(payment, requirements, till.judge);
      if ("outcome" in verdict) return { isValid: true };
      return { isValid: false, invalidReason: verdict.reason, invalidMessage: verdict.message };
    },
    async settle(payment, requirements) {
      const verdict = await look(payment, requirements, till.take);
      const written = networkOf(requirements, networks[network][2]);
      if ("outcome" in verdict) {
        const { claim } = verdict.outcome;
        const settled = { success: true, transaction: verdict.presented.paymentHash, network: written };
        // Our servers want to know by what to give it back; whoever else asks can do nothing with it.
        return payment.payload.claim === undefined ? settled : { ...settled, extra: { claim } };
      }
      const { reason: errorReason, message: errorMessage } = verdict;
      return { success: false, errorReason, errorMessage, transaction: "", network: written };
    },
  };
}

/** The network of an offer, whatever else may be wrong with it. */
function networkOf(
  requirements: SchemeRequirements,
  instead: SchemeRequirements["network"],
): SchemeRequirements["network"] {
  try {
    return requirements.network;
  } catch {
    return instead;
  }
}

/** Makes sure that what the client accepted is what the server asks for. */
function checkAccepted(accepted: PaymentTerms, terms: PaymentTerms): void {
  for (const name of ["network", "maxAmountRequired", "asset", "payTo"] as const)
    if (accepted[name] !== terms[name])
      throw invalidPayment({
        field: `accepted.${name === "maxAmountRequired" ? "amount" : name}`,
        expected: `what is asked for, ${describe(terms[name])}`,
        found: accepted[name],
      });
}

/** Reads a payment, and what it is for: the server's own word, not the client's. */
function readPresented(payment: SchemePayment, requirements: SchemeRequirements): PresentedHere {
  const { payload, accepted, extensions, ...message } = readObject(
    payment,
    "",
    { x402Version, payload: object, accepted: optional(object), extensions: optional(object) },
    invalidPayment,
  );
  const version = message.x402Version as X402Version;
  const paymentHash = paymentHashOf(readPayload(payload, invalidPayment).preimage);
  // What has been sent is JSON; what is handed over need not be.
  const sent = toJson({ payload, extensions }, "payment", invalidPayment);
  const terms = readTerms(requirements, "requirements", version, invalidRequirements);
  if (version === 2) checkAccepted(readTerms(accepted, "accepted", 2, invalidPayment), terms);
  // Version 2 says of the resource elsewhere; our servers say it here as well.
  const [place, path] = version === 1 ? [terms, "requirements"] : [terms.extra, "requirements.extra"];
  const { resource } = readObject(place, path, { resource: uri }, invalidRequirements) as {
    resource: string;
  };
  const extra = readObject(
    terms.extra ?? {},
    "requirements.extra",
    { method: optional(nonEmptyText) },
    invalidRequirements,
  );
  const { method = "GET" } = extra as { method?: string };
  const { maxAmountRequired, asset, network, payTo } = terms;
  const price = { amount: BigInt(maxAmountRequired), currency: { code: asset } };
  return {
    paymentHash,
    network,
    attempt: attemptOf(JSON.parse(sent), sent),
    offered: { resource, price, payTo, method },
  };
}
