import { UsageError } from "../UsageError.js";

/** A whole number that is given as an option. */
export function parseWholeNumber(text: string, option: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`${option}: expected a whole number of up to 15 digits`);
  return Number(text);
}
