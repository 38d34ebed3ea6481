import { couldBeSecret } from "../../describe.js";
import { UsageError } from "../UsageError.js";

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
 * Refuses a secret key where the path of a file is expected. A path that is long, or has the hash of what the
 * file holds among its names, is not mistaken for one.
 */
export function refuseSecretForPath(path: string, name: string): void {
  if (isBareKey(path)) throw secretInArguments(name);
}

/** Whether text is PEM of a secret key, or nothing but hex digits, however they are grouped. */
function isBareKey(text: string): boolean {
  return /PRIVATE KEY/.test(text) || (/^(?:[\da-f\s:,;_\-"'\\]|0x)*$/i.test(text) && couldBeSecret(text));
}

/** Longer than any secret key in hex: a public key, if anything. */
export const publicHex = /^(?:0x)?[\da-f]{66,}$/i;

/** Whether an argument, or the value behind its `=`, could be a secret key: no invoice, no link and no public key. */
export function couldBeKey(argument: string): boolean {
  const value = argument.replace(/^--[a-z-]+=/, "").trim();
  return (
    !publicHex.test(value) && !/^(?:uma1|(?:https?|uma|lightning):)/i.test(value) && couldBeSecret(value)
  );
}
