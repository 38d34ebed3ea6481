import type { Invoice } from "../../invoice/Invoice.js";
import type { KeyResolverOptions } from "../../vasp/createKeyResolver.js";
import { command } from "../Command.js";
import { parseMoment } from "../input/parseMoment.js";
import { readOne } from "../input/readInvoice.js";
import { readPublicKey } from "../input/readPublicKey.js";
import { layOut, type Row } from "../output/layOut.js";
import { painter } from "../output/painter.js";
import { toJson } from "../output/toJson.js";
import { widthOf } from "../output/widthOf.js";
import { write } from "../output/write.js";
import { UsageError } from "../UsageError.js";
import { type Check, makeChecks } from "./makeChecks.js";

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
  const { createKeyResolver } = await import("../../vasp/createKeyResolver.js");
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
