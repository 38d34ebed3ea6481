import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** What an SDK read of a pay request. */
export type ReadPayment = {
  readonly umaMajorVersion: number;
  readonly amount: string;
  readonly currency: string;
  readonly payer: string;
  readonly kycStatus: string;
} & {
  readonly [Name in "name" | "travelRuleInfo" | "travelRuleFormat" | "comment" | "invoiceUUID"]?:
    | string
    | null;
};

/** What an SDK read when it paid, after all that is signed had verified. */
export type PayReport = {
  readonly isInvoiceVerified?: boolean;
  readonly umaVersion?: string;
  readonly currency?: object;
  readonly lightningInvoice: string;
  readonly converted: object;
  readonly payee?: string | null;
  readonly messages: { readonly [name: string]: string };
};

/** A VASP on an SDK, in a process of its own: see fixtures/handshake/README.md. */
export type SdkVasp = {
  readonly domain: string;
  /** Has it write an invoice of `$bob`'s. */
  invoice(amount: bigint): Promise<string>;
  /** What it has been asked to be paid since the last call. */
  payments(): Promise<readonly ReadPayment[]>;
  /** Has it pay as `$alice`, or tell why it does not. */
  pay(
    order:
      | { readonly invoice: string }
      | { readonly address: string; readonly amount: string; readonly isMsat?: true },
  ): Promise<PayReport | { readonly reason: string }>;
  stop(): Promise<void>;
};

/**
 * Starts one.
 *
 * @param lightning - the URL where it gets Lightning invoices
 * @returns nothing, if the SDK cannot be had here
 */
export async function startSdkVasp(language: string, lightning: string): Promise<SdkVasp | undefined> {
  const program = fileURLToPath(new URL(`../../fixtures/handshake/${language}/run`, import.meta.url));
  const child = spawn(program, ["vasp", lightning], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const first = once(createInterface(child.stdout), "line").then(([line]) => JSON.parse(line).port as number);
  const port = await Promise.race([first, ended.then(() => undefined)]);
  if (port === undefined) {
    const [status] = await ended;
    // EX_UNAVAILABLE, see fixtures/README.md.
    if (status === 69) return undefined;
    throw new Error(`the VASP on the ${language} SDK ended with ${status} before it served anything`);
  }

  const domain = `127.0.0.1:${port}`;
  const ask = (path: string, order?: object) =>
    fetch(`http://${domain}${path}`, order && { method: "POST", body: JSON.stringify(order) });
  let seen = 0;
  return {
    domain,
    invoice: async (amount) => (await ask("/invoices", { amount: `${amount}` })).text(),
    async payments() {
      const payments = (await (await ask("/payments")).json()) as ReadPayment[];
      const news = payments.slice(seen);
      seen = payments.length;
      return news;
    },
    pay: async (order) => (await ask("/pay", order)).json() as Promise<PayReport | { reason: string }>,
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
