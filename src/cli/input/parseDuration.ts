import { UsageError } from "../UsageError.js";

const seconds: { readonly [unit: string]: number } = { s: 1, m: 60, h: 3600, d: 86_400 };

/** A span of time that is given as an option, such as `15m`, in seconds. */
export function parseDuration(text: string, option: string): number {
  const [, number, unit] = /^([1-9]\d{0,8})([smhd])$/.exec(text) ?? [];
  if (unit === undefined) throw new UsageError(`${option}: expected a number and s, m, h or d, such as 15m`);
  return Number(number) * seconds[unit]!;
}
