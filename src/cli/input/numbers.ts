import { invalidTime, isUnixTime } from "../../time.js";
import { UsageError } from "../errors.js";

/** A whole number that is given as an option. */
export function parseWholeNumber(text: string, option: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`${option}: expected a whole number of up to 15 digits`);
  return Number(text);
}

/** A span of time that is given as an option, such as `15m`, in seconds. */
export function parseDuration(text: string, option: string): number {
  const [, number, unit] = /^([1-9]\d{0,8})([smhd])$/.exec(text) ?? [];
  if (unit === undefined) throw new UsageError(`${option}: expected a number and s, m, h or d, such as 15m`);
  return Number(number) * secondsOf[unit]!;
}

const secondsOf: { readonly [unit: string]: number } = { s: 1, m: 60, h: 3600, d: 86_400 };

/** A moment that is given as an option: Unix time in seconds, or ISO 8601 with a time zone. */
export function parseMoment(text: string, option: string): Date {
  const date = /^\d{1,16}$/.test(text) ? fromUnix(Number(text), option) : parseIso(text);
  if (Number.isNaN(date.getTime()))
    throw new UsageError(`${option}: expected Unix time in seconds, or a time such as 2030-01-31T12:00:00Z`);
  return date;
}

function fromUnix(seconds: number, option: string): Date {
  if (!isUnixTime(seconds)) throw new UsageError(invalidTime(option, seconds).message);
  return new Date(seconds * 1000);
}

function parseIso(text: string): Date {
  const [, day] = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  const midnight = new Date(`${day}T00:00Z`);
  // A day that its month does not have would become one of the next month.
  const exists = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day!);
  return new Date(exists ? text : Number.NaN);
}
