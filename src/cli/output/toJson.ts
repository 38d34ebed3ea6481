import { isBytes, toHex } from "../../bytes.js";
import { unprintable } from "./printable.js";

/**
 * A value as JSON on one line: bigints as decimal strings, bytes as hex, and what cannot be seen as
 * `\uXXXX`, so that a terminal shows it as harmlessly as a program reads it.
 */
export function toJson(value: unknown): string {
  const json = JSON.stringify(value, (_name, part: unknown) => {
    if (typeof part === "bigint") return part.toString();
    return isBytes(part) ? toHex(part) : part;
  });
  return json.replace(unprintable, (character) =>
    character.replace(/./gs, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
  );
}
