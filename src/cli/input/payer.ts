import { dirname, isAbsolute, join } from "node:path";
import { fromBytesOrHex } from "../../bytes.js";
import { parseJson } from "../../http/json.js";
import type { LndWalletOptions, PayerOptions } from "../../pay/index.js";
import { closest, UsageError } from "../errors.js";
import type { Io } from "../io.js";
import { readInput, textOf } from "./files.js";
import { readSecretKey } from "./keys.js";

/** What pays, as a configuration says: all but what the command line decides. */
export type PayerConfiguration = {
  readonly options: Pick<PayerOptions, "identifier" | "compliance" | "payerData" | "network" | "signingKey">;
  readonly lnd: LndWalletOptions;
  /** The folder of the payments. */
  readonly payments: string;
};

/** The environment variables that a payer is configured by, beside the one of the key: its file, and the macaroon. */
export const variables = {
  file: "UMA_INVOICE_PAYER",
  macaroon: "UMA_INVOICE_LND_MACAROON",
} as const;

const names = ["identifier", "compliance", "payerData", "network", "keyFile", "lnd", "payments"] as const;
const lndNames = ["url", "macaroonFile"] as const;

type Json = { readonly [name: string]: unknown };

/**
 * Reads who pays, from what wallet, and where payments are kept. What stands in it is checked by
 * `createPayer` and `lndWallet`.
 *
 * @param given - the file, if the command line names one
 */
export async function readPayer(io: Io, given: string | undefined): Promise<PayerConfiguration> {
  const path = given ?? io.env[variables.file];
  if (!path)
    throw new UsageError(`expected --payer, or the path of its file in the environment as ${variables.file}`);
  const name = given === undefined ? variables.file : "--payer";
  if (path === "-") throw new UsageError(`${name}: expected a file, found the standard input`);
  const bytes = await readInput(io, path, name);
  const json = parseJson(bytes, (expected) => new UsageError(`${name}: expected ${expected}`));
  const { keyFile, lnd, payments = "payments", ...options } = readObject(json, name, names);
  // A file names others from where it lies.
  const resolve = (file: string) => (isAbsolute(file) ? file : join(dirname(path), file));
  const pathOf = (value: unknown, field: string) => {
    if (typeof value !== "string" || value === "") throw new UsageError(`${name}: ${field}: expected a path`);
    return resolve(value);
  };
  const folder = pathOf(payments, "payments");
  const { url, macaroonFile } = readObject(lnd, `${name}: lnd`, lndNames);
  const { secretKey } = await readSecretKey(
    io,
    keyFile === undefined ? undefined : pathOf(keyFile, "keyFile"),
  );
  const macaroon = await readMacaroon();
  return {
    options: { ...(options as Pick<PayerOptions, "identifier" | "compliance">), signingKey: secretKey },
    lnd: { url: url as string, ...(macaroon && { macaroon }), fetch: io.fetch },
    payments: folder,
  };

  /** As lnd writes it, or in hex: from its file, or else from the environment. */
  async function readMacaroon(): Promise<Uint8Array | undefined> {
    const bytes =
      macaroonFile === undefined
        ? Buffer.from(io.env[variables.macaroon] ?? "")
        : await readInput(io, pathOf(macaroonFile, "lnd.macaroonFile"), `${name}: lnd.macaroonFile`);
    return bytes.length === 0 ? undefined : (fromBytesOrHex(textOf(bytes).trim()) ?? bytes);
  }
}

/** An object of these properties, and no others. */
function readObject(value: unknown, name: string, known: readonly string[]): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new UsageError(`${name}: expected a JSON object`);
  const unknown = Object.keys(value).find((each) => !known.includes(each));
  if (unknown === undefined) return value as Json;
  const meant = closest(unknown, known);
  throw new UsageError(
    `${name}: unknown property: ${meant === undefined ? known.join(", ") : `did you mean ${meant}?`}`,
  );
}
