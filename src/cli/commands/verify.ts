import { toHex } from "../../bytes.js";
import { attempt } from "../../errors.js";
import {
  type ExaminedInvoice,
  examineInvoice,
  type Invoice,
  UmaInvoiceError,
  verifyInvoiceSignature,
} from "../../index.js";
import { checkableSignature, verified } from "../../invoice/verify.js";
import type { KeyResolverOptions } from "../../vasp/index.js";
import { command } from "../command.js";
import { UsageError, umaInvoiceErrorOf, whyUnreachable } from "../errors.js";
import { readOne, toInvoiceText } from "../input/invoices.js";
import { readPublicKey } from "../input/keys.js";
import { parseMoment } from "../input/numbers.js";
import { painter, write } from "../io.js";
import { toJson } from "../output/json.js";
import { layOut, type Row, timeLeft, widthOf, withoutKeys } from "../output/text.js";

/** The exit code if an invoice could not be checked. */
const unknown = 3;

/** `uma-invoice verify`. */
export const verify = command({
  summary: "check an invoice as a payer has to before paying",
  usage: "<invoice|link|-> --key <key> | --fetch-key [options]",
  description: `Makes the checks that a payer has to make before paying (UMAD-09), and says how each
went. The exit code is 0 if the invoice passed them all, 1 if it failed one, and 3 if the
VASP's key could not be had with --fetch-key: then nothing is known of the signature.

With --json: {"valid", "checks": [{"check", "passed", "code", "reason"}]}, with
checks "well-formed", "required fields", "not expired" and "signature". One that
could not be made, for want of another or of the key, has no "passed"; where that is
all that is wrong, there is no "valid" either.`,
  options: {
    key: {
      value: "<key>",
      help: "the VASP's signing key: hex, or a file of hex, PEM, a certificate, lnurlpubkey",
    },
    "fetch-key": { help: "ask the VASP in the receiver's address for its key" },
    "allow-loopback": { help: "let that VASP be this very machine, over http: for local work" },
    at: { value: "<time>", help: "verify as of this time instead of now: Unix time or ISO 8601" },
    json: { help: "write JSON, for programs" },
  },
  examples: [
    "uma-invoice verify uma1qq... --key 04ab...",
    "uma-invoice verify uma1qq... --key vasp2.crt",
    "uma-invoice verify uma1qq... --fetch-key",
  ],
  async run(
    io,
    { key, json, at, "fetch-key": fetchKey, "allow-loopback": allowLoopback = false },
    positionals,
  ) {
    const now = at === undefined ? io.now() : parseMoment(at, "--at");
    if ((key === undefined) === (fetchKey === undefined))
      throw new UsageError("expected either --key or --fetch-key");
    if (key !== undefined && allowLoopback) throw new UsageError("--allow-loopback needs --fetch-key");
    const given = key === undefined ? undefined : await readPublicKey(io, key, now);
    const input = await readOne(io, positionals);
    const checks = await makeChecks(
      input,
      now,
      async (invoice) => given ?? fetchPublicKey(invoice, { fetch: io.fetch, allowLoopback, now: () => now }),
    );
    const valid = checks.every(({ passed }) => passed === true);
    const isKnown = valid || checks.some(({ passed }) => passed === false);
    const rows = [...checks.map(toRow), verdict(isKnown ? valid : undefined)];
    await write(
      io,
      json
        ? `${toJson({ ...(isKnown && { valid }), checks })}\n`
        : layOut(rows, painter(io.stdout, io.env), widthOf(io.stdout)),
    );
    return isKnown ? Number(!valid) : unknown;
  },
});

async function fetchPublicKey(invoice: Invoice, options: KeyResolverOptions): Promise<Uint8Array> {
  // On demand: loading the parser of certificates takes as long as all the rest.
  const { createKeyResolver } = await import("../../vasp/index.js");
  return (await createKeyResolver(options).resolve(invoice)).publicKey;
}

function toRow({ check, passed, code, reason }: Check): Row {
  const text = code === undefined ? reason : `${code} ${reason}`;
  if (passed === undefined) return [check, `skipped  ${text}`, "yellow"];
  return passed ? [check, `ok       ${text}`, "green"] : [check, `FAILED   ${text}`, "red"];
}

function verdict(valid: boolean | undefined): Row {
  if (valid === undefined) return ["verdict", "COULD NOT BE CHECKED: do not pay before it is", "yellow"];
  return valid ? ["verdict", "valid", "green"] : ["verdict", "NOT VALID: do not pay", "red"];
}

/** One of the checks before paying, and how it went. */
type Check = {
  readonly check: "well-formed" | "required fields" | "not expired" | "signature";
  /** Absent if the check could not be made, for want of another or of a key. */
  readonly passed?: boolean;
  /** The code of the error that failed the check, or kept it from being made. */
  readonly code?: string;
  readonly reason: string;
};

/**
 * Makes the checks that a payer has to make before paying (UMAD-09), each for itself as far as that goes.
 *
 * @param input - the invoice, or a link to it; nothing for a line that is too long
 * @param findKey - the signing key of the receiver's VASP; with its UmaInvoiceError the signature cannot be checked
 */
async function makeChecks(
  input: string | undefined,
  now: Date,
  findKey: (invoice: Invoice) => Promise<Uint8Array>,
): Promise<readonly Check[]> {
  const { records, invoice, problems } = examine(input, now);
  if (invoice)
    return [
      wellFormed,
      complete,
      checkExpiration(invoice, problems, now),
      await checkSignature(invoice, findKey),
    ];
  const malformed = problems.filter(({ code }) => code !== "MISSING_FIELD");
  const missing = problems.flatMap(({ code, fields = [] }) => (code === "MISSING_FIELD" ? fields : []));
  const form =
    malformed.length > 0
      ? failed("well-formed", malformed[0]!.code, malformed.map(({ message }) => message).join("; "))
      : wellFormed;
  if (malformed.length > 0 && records.length === 0)
    return [form, ...notMade("required fields", "not expired", "signature")];
  const required =
    missing.length > 0
      ? failed("required fields", "MISSING_FIELD", `missing: ${missing.join(", ")}`)
      : complete;
  return [form, required, ...notMade("not expired", "signature")];
}

/** All that can be said of what was given for an invoice. */
function examine(input: string | undefined, now: Date): ExaminedInvoice {
  const found = attempt(() => toInvoiceText(input));
  return "problem" in found
    ? { records: [], problems: [found.problem] }
    : examineInvoice(found.value, { now });
}

const wellFormed = passed("well-formed", "the text, its records and every value");
const complete = passed("required fields", "all are there");

function checkExpiration({ expiration }: Invoice, problems: readonly UmaInvoiceError[], now: Date): Check {
  const problem = problems.find(({ field }) => field === "expiration");
  if (!problem) return passed("not expired", timeLeft(expiration, now));
  const { code, message } = problem;
  return failed("not expired", code, code === "INVOICE_EXPIRED" ? timeLeft(expiration, now) : message);
}

async function checkSignature(
  invoice: Invoice,
  findKey: (invoice: Invoice) => Promise<Uint8Array>,
): Promise<Check> {
  try {
    // Before anybody is asked for a key: whether there is a signature at all.
    checkableSignature(invoice);
    const publicKey = await findKey(invoice).catch((caught: unknown) => umaInvoiceErrorOf(caught));
    if (publicKey instanceof UmaInvoiceError) return withoutKey(publicKey);
    verified(invoice, verifyInvoiceSignature(invoice, publicKey));
    return passed("signature", `by the public key ${toHex(publicKey)}`);
  } catch (caught) {
    const { code, message } = umaInvoiceErrorOf(caught);
    return failed("signature", code, message);
  }
}

/** What there is to say without a key: that of an address which no VASP may have, the invoice is to blame. */
function withoutKey(error: UmaInvoiceError): Check {
  const { code, message } = error;
  if (code === "INVALID_DOMAIN") return failed("signature", code, message);
  return { check: "signature", code, reason: withoutKeys(`${message}${whyUnreachable(error)}`) };
}

function passed(check: Check["check"], reason: string): Check {
  return { check, passed: true, reason };
}

function failed(check: Check["check"], code: string, reason: string): Check {
  return { check, passed: false, code, reason: withoutKeys(reason) };
}

function notMade(...checks: readonly Check["check"][]): Check[] {
  return checks.map((check) => ({ check, reason: "not checked, as the invoice cannot be read" }));
}
