import type { RequiredPayerData } from "../../invoice/RequiredPayerData.js";
import { UsageError } from "../UsageError.js";

/** Payer data that is given as an option: `name,email?`, where the mark makes it voluntary. */
export function parsePayerData(text: string): RequiredPayerData {
  const entries = text.split(",").map((part) => {
    const [, key, mark] = /^(.*?)(\??)$/s.exec(part)!;
    return [key!, { mandatory: mark === "" }] as const;
  });
  if (new Set(entries.map(([key]) => key)).size < entries.length)
    throw new UsageError("--payer-data: expected each name once");
  return Object.fromEntries(entries);
}
