import { couldBeSecret } from "../../describe.js";
import { UsageError } from "../errors.js";

/** What is said to whoever wrote a secret key among the arguments. */
export const advice =
  "a secret key never goes here, where the shell's history and other users see it. " +
  "If this was one, take it for known to others; the next belongs into a file, or the environment";

/** The error for a secret key among the arguments. */
export function secretInArguments(name: string): UsageError {
  return new UsageError(`${name}: ${advice}`);
}

/** Refuses what has the shape of a secret key, without repeating it. */
export function refuseSecret(value: string, name: string): void {
  if (couldBeSecret(value)) throw secretInArguments(name);
}

/**
 * Refuses a secret key where the path of a file is expected: PEM, or nothing but hex digits, however they are
 * grouped. A path that is long, or has the hash of what the file holds among its names, is not mistaken for one.
 */
export function refuseSecretForPath(path: string, name: string): void {
  const isHex = /^(?:[\da-f\s:,;_\-"'\\]|0x)*$/i.test(path);
  if (/PRIVATE KEY/.test(path) || (isHex && couldBeSecret(path))) throw secretInArguments(name);
}

/** Whether an argument, or the value behind its `=`, could be a secret key: no invoice, no link and no public key. */
export function couldBeKey(argument: string): boolean {
  const value = argument.replace(/^--[a-z-]+=/, "").trim();
  const isInvoice = /^(?:uma1|(?:https?|uma|lightning):)/i.test(value);
  return !isPublicHex(value) && !isInvoice && couldBeSecret(value);
}

/** Whether text is hex that is longer than any secret key: a public key, if anything. */
export function isPublicHex(text: string): boolean {
  return /^(?:0x)?[\da-f]{66,}$/i.test(text);
}
