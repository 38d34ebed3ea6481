import { invalidField, invalidOption, type UmaInvoiceError } from "./errors.js";
import type { Invalid } from "./options.js";

/** A moment: a Date, or Unix time in seconds. */
export type Moment = Date | number;

/** A moment, or a clock: a function that tells it each time it is needed. */
export type Clock = Moment | (() => Moment);

/**
 * The first second that is none: from 2^32 on, the year 2106, a number is taken for milliseconds or
 * nonsense. A public demo VASP writes milliseconds, and to a reader that trusts the number such an invoice
 * never expires.
 */
export const endOfUnixTime = 4_294_967_296;

/** Whether a value that somebody else wrote can be Unix time in seconds, whole ones or not. */
export function isUnixTime(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value < endOfUnixTime;
}

/** The error for a time that is none. */
export function invalidTime(field: string, found: unknown, invalid: Invalid = invalidField): UmaInvoiceError {
  const looksLikeMilliseconds = Number.isFinite(found) && (found as number) >= endOfUnixTime;
  return invalid(
    field,
    looksLikeMilliseconds
      ? "Unix time in seconds; this looks like milliseconds"
      : "a valid Date, or Unix time in seconds",
    found,
  );
}

/**
 * A moment in Unix time, in seconds and fractions of one.
 *
 * @param field - what it is called in errors
 * @param invalid - makes the error: `invalidOption` for the time of a clock, or one that is an option
 * @throws UmaInvoiceError `INVALID_FIELD`, or `INVALID_OPTION`
 */
export function toSeconds(moment: Moment, field: string, invalid: Invalid = invalidField): number {
  const seconds = typeof moment === "number" ? moment : secondsOf(moment);
  if (!Number.isFinite(seconds) || (typeof moment === "number" && moment >= endOfUnixTime))
    throw invalidTime(field, seconds ?? moment, invalid);
  return seconds!;
}

/**
 * What time it is, in Unix time: seconds, and fractions of one.
 *
 * @param now - a clock, which is asked once, or the moment that is to count as the present; the present by default
 * @throws UmaInvoiceError `INVALID_OPTION` if that is no time; what the clock itself throws comes through as it is
 */
export function secondsNow(now: Clock = new Date()): number {
  return toSeconds(typeof now === "function" ? now() : now, "now", invalidOption);
}

/** The time of a Date, from this realm or another. */
function secondsOf(date: Date): number | undefined {
  try {
    return Date.prototype.getTime.call(date) / 1000;
  } catch {
    return undefined;
  }
}
