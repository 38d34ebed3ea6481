import { invalidField } from "../../invalidField.js";

/** Checks an option that counts something. */
export function positiveInteger(value: number, name: string): number {
  if (!(Number.isSafeInteger(value) && value > 0)) throw invalidField(name, "a positive integer", value);
  return value;
}
