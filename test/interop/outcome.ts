import { isDeepStrictEqual } from "node:util";
import type { Read, SdkFields } from "./sdk.js";

/** What becomes of an invoice at an SDK. Misread fields are named by their paths, sorted. */
export type Outcome = "reads and verifies" | "cannot verify" | "cannot read" | `misreads ${string}`;

/**
 * @param meant - the fields that the invoice really has
 */
export function outcomeOf(result: Read, meant: SdkFields): Outcome {
  if ("error" in result) return "cannot read";
  const wrong = differences(flat(result.fields), flat(meant));
  if (wrong.length > 0) return `misreads ${wrong.join(", ")}`;
  return result.verified ? "reads and verifies" : "cannot verify";
}

type Values = { readonly [path: string]: unknown };

function flat({ receivingCurrency, ...others }: SdkFields): Values {
  const inner = Object.entries(receivingCurrency).map(([name, value]) => [
    `receivingCurrency.${name}`,
    value,
  ]);
  return { ...others, ...Object.fromEntries(inner) };
}

function differences(found: Values, meant: Values): string[] {
  return [...new Set([...Object.keys(found), ...Object.keys(meant)])]
    .filter((path) => !isDeepStrictEqual(found[path], meant[path]))
    .sort();
}
