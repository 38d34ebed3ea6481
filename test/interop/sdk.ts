import { type ExecFileException, execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const sdks = ["javascript", "python", "go", "kotlin"] as const;

export type Sdk = (typeof sdks)[number];

/** An invoice's fields as they pass to and from an SDK: integers are decimal strings. */
export type SdkFields = {
  readonly receiverUma: string;
  readonly invoiceUUID: string;
  readonly amount: string;
  readonly receivingCurrency: {
    readonly code: string;
    readonly name: string;
    readonly symbol: string;
    readonly decimals: string;
  };
  readonly expiration: string;
  readonly isSubjectToTravelRule: boolean;
  readonly requiredPayerData?: { readonly [key: string]: { readonly mandatory: boolean } };
  readonly umaVersions: string;
  readonly commentCharsAllowed?: string;
  readonly senderUma?: string;
  readonly maxNumPayments?: string;
  readonly kycStatus?: "UNKNOWN" | "NOT_VERIFIED" | "PENDING" | "VERIFIED";
  readonly callback: string;
};

type KeyName = "first" | "second";
export type Case = { readonly name: string; readonly key: KeyName; readonly fields: SdkFields };

/** What an SDK made of a case. */
export type Written = Case & ({ readonly text: string } | { readonly error: string });

export type ToRead = { readonly name: string; readonly text: string; readonly publicKey: string };

/** What an SDK made of a text. */
export type Read = { readonly name: string } & (
  | { readonly fields: SdkFields; readonly verified: boolean }
  | { readonly error: string }
);

const fixtures = new URL("../../fixtures/", import.meta.url);

function readFixture(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, fixtures), "utf8"));
}

export const keys = readFixture("keys.json") as Readonly<
  Record<KeyName, { readonly secretKey: string; readonly publicKey: string }>
>;

export const cases = readFixture("cases.json") as readonly Case[];

/** The invoices of an SDK that are committed beside its program. */
export function committed(sdk: Sdk): readonly Written[] {
  return readFixture(`${sdk}/invoices.json`) as readonly Written[];
}

/** The SDK cannot be had on this machine; every other failure is one. */
export class SdkUnavailable extends Error {}

/** EX_UNAVAILABLE: what `run` exits with, see fixtures/README.md. */
const unavailable = 69;

export async function generate(sdk: Sdk): Promise<readonly Written[]> {
  return (await run(sdk, "generate", cases)) as readonly Written[];
}

/** Has all the texts read by one process. */
export async function read(sdk: Sdk, texts: readonly ToRead[]): Promise<readonly Read[]> {
  return (await run(sdk, "read", texts)) as readonly Read[];
}

function run(sdk: Sdk, mode: "generate" | "read", input: unknown): Promise<unknown> {
  const program = fileURLToPath(new URL(`${sdk}/run`, fixtures));
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
