/** In seconds; each serves from two of it on, so that what is left out is less than half. */
const units = [
  ["years", 31_557_600],
  ["days", 86_400],
  ["h", 3600],
  ["min", 60],
] as const;

/**
 * How long until an expiration, or since, for people: "expires in 14 min (2026-11-21T10:30:00Z)".
 *
 * @param expiration - see `isUnixTime`
 */
export function timeLeft(expiration: number, now: Date): string {
  const left = expiration - now.getTime() / 1000;
  const span = describeSpan(left > 0 ? Math.ceil(left) : Math.floor(-left));
  return `${left > 0 ? `expires in ${span}` : `expired ${span} ago`} (${isoTime(expiration)})`;
}

function describeSpan(seconds: number): string {
  const [name, size] = units.find(([, size]) => seconds >= 2 * size) ?? ["s", 1];
  return `${Math.floor(seconds / size)} ${name}`;
}

/** Unix time after ISO 8601, to the second. */
function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
}
