import { isBytes } from "../../bytes.js";
import type { RequiredPayerData } from "../../invoice/RequiredPayerData.js";
import { byteCount } from "./byteCount.js";
import { printable } from "./printable.js";

/** A field's value for people, on one line, whatever it holds. */
export function valueText(value: unknown): string {
  if (typeof value === "string") return value === "" ? "(empty)" : printable(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (isBytes(value)) return byteCount(value.length);
  if (typeof value === "object") return payerDataText(value as RequiredPayerData);
  return String(value);
}

function payerDataText(options: RequiredPayerData): string {
  const keys = Object.entries(options).map(
    ([key, { mandatory }]) => printable(key) + (mandatory ? "" : " (optional)"),
  );
  return keys.join(", ") || "none";
}
