import { UsageError } from "../UsageError.js";

/** Refuses a secret key where anything else is expected, without repeating it. */
export function refuseSecret(value: string, option: string): void {
  if (/^(?:0x)?[\da-f]{64}$/i.test(value)) throw secretInArguments(option);
}

/** The error for a secret key among the arguments. */
export function secretInArguments(option: string): UsageError {
  return new UsageError(
    `${option}: a secret key never goes here, where the shell's history and other users see it. ` +
      "If this was one, take it for known to others; the next belongs into a file, or the environment",
  );
}
