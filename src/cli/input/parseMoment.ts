import { UsageError } from "../UsageError.js";

/** A moment that is given as an option: Unix time in seconds, or ISO 8601 with a time zone. */
export function parseMoment(text: string, option: string): Date {
  const date = /^\d{1,12}$/.test(text)
    ? new Date(Number(text) * 1000)
    : new Date(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text) ? text : Number.NaN);
  if (Number.isNaN(date.getTime()))
    throw new UsageError(`${option}: expected Unix time in seconds, or a time such as 2030-01-31T12:00:00Z`);
  return date;
}
