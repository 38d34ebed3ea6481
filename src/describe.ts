/**
 * Names a value in an error message: short, printable ASCII whatever the value holds, and without
 * ever calling into it, so that a hostile `toString` has no say.
 */
export function describe(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Object(value) === value || typeof value === "symbol") return typeof value;
  const text = typeof value === "string" ? JSON.stringify(value.slice(0, 64)) : `${value}`.slice(0, 64);
  return text.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
