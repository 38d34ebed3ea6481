import { locale } from "./locale.js";

const day = 86_400;
/** The last second that a Date can hold (ECMA-262, 21.4.1.1). */
const lastSecond = 8_640_000_000_000;
/** From then on, the year 2106, the library takes a number for milliseconds, or nonsense. */
const endOfTime = 4_294_967_296;

/** How long until an expiration, to the second: `2 days 03:04:05 left`. */
export function timeLeft(expiration: number, now: number = Date.now()): string {
  if (expiration >= endOfTime) return "not a time in seconds";
  const left = expiration - Math.floor(now / 1000);
  const seconds = Math.abs(left);
  const clock = [(seconds % day) / 3600, (seconds % 3600) / 60, seconds % 60]
    .map((value) => String(Math.floor(value)).padStart(2, "0"))
    .join(":");
  const days = Math.floor(seconds / day);
  const duration =
    days === 0 ? clock : `${days.toLocaleString(locale)} ${days === 1 ? "day" : "days"} ${clock}`;
  return left > 0 ? `${duration} left` : `expired ${duration} ago`;
}

/** An expiration as date and time where the reader is. */
export function localTime(expiration: number): string {
  if (expiration > lastSecond) return "beyond any calendar";
  if (expiration >= endOfTime) return `${expiration}, which looks like milliseconds`;
  return new Date(expiration * 1000).toLocaleString(locale, { dateStyle: "long", timeStyle: "long" });
}

/** The same for a program. */
export function isoTime(expiration: number): string | undefined {
  return expiration >= endOfTime ? undefined : new Date(expiration * 1000).toISOString();
}
