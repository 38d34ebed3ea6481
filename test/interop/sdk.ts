import { type ExecFileException, execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Invoice, Sdk } from "../../src/index.js";
import { type Case, cases, readJson, type Written } from "../support/fixtures.js";

/** An invoice's fields as they pass to and from an SDK. */
export type SdkFields = Written<Omit<Invoice, "signature">>;

/** What an SDK made of a case. */
export type WrittenCase = Case & ({ readonly text: string } | { readonly error: string });

export type ToRead = { readonly name: string; readonly text: string; readonly publicKey: string };

/** What an SDK made of a text. */
export type Read = { readonly name: string } & (
  | { readonly fields: SdkFields; readonly verified: boolean }
  | { readonly error: string }
);

/** The invoices of an SDK that are committed beside its program. */
export function committed(sdk: Sdk): readonly WrittenCase[] {
  return readJson(`${sdk}/invoices.json`);
}

/** The SDK cannot be had on this machine; every other failure is one. */
export class SdkUnavailable extends Error {}

/** EX_UNAVAILABLE: what `run` exits with, see fixtures/README.md. */
const unavailable = 69;

export async function generate(sdk: Sdk): Promise<readonly WrittenCase[]> {
  return (await run(sdk, "generate", cases)) as readonly WrittenCase[];
}

/** Has all the texts read by one process. */
export async function read(sdk: Sdk, texts: readonly ToRead[]): Promise<readonly Read[]> {
  return (await run(sdk, "read", texts)) as readonly Read[];
}

function run(sdk: Sdk, mode: "generate" | "read", input: unknown): Promise<unknown> {
  const program = fileURLToPath(new URL(`../../fixtures/${sdk}/run`, import.meta.url));
  return new Promise((resolve, reject) => {
    const done = (error: ExecFileException | null, stdout: string, stderr: string) => {
      if (error?.code === unavailable) return reject(new SdkUnavailable(stderr.trim()));
      if (error) return reject(new Error(`fixtures/${sdk}/run ${mode}: ${error.message}`));
      try {
        resolve(JSON.parse(stdout));
      } catch (cause) {
        reject(new Error(`fixtures/${sdk}/run ${mode} did not write JSON: ${stdout}`, { cause }));
      }
    };
    const { stdin } = execFile(program, [mode], { maxBuffer: Number.POSITIVE_INFINITY }, done);
    // A program that ends before it has read everything says why by its status.
    stdin?.on("error", () => {});
    stdin?.end(JSON.stringify(input));
  });
}
