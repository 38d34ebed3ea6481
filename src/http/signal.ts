import { invalidField } from "../invalidField.js";
import { pick } from "../options.js";

/**
 * Checks that a value can be listened to as an `AbortSignal` can; that of another realm, or of a package, counts.
 *
 * @param field - what it is called in errors
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function checkSignal(signal: AbortSignal, field = "signal"): void {
  const { aborted, ...methods } = pick(signal, field, "aborted", "addEventListener", "removeEventListener");
  const { addEventListener, removeEventListener } = methods;
  if (
    typeof aborted !== "boolean" ||
    typeof addEventListener !== "function" ||
    typeof removeEventListener !== "function"
  )
    throw invalidField(field, "an AbortSignal", signal);
}

/** @throws the reason of a signal that has aborted */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw reasonOf(signal);
}

/**
 * Calls back with the reason when a signal aborts.
 *
 * @returns what ends the listening
 */
export function onAbort(signal: AbortSignal, listener: (reason: unknown) => void): () => void {
  const listen = () => listener(reasonOf(signal));
  signal.addEventListener("abort", listen);
  return () => signal.removeEventListener("abort", listen);
}

/** Why a signal has aborted; older signals, and those of some packages, give no reason. */
export function reasonOf(signal: AbortSignal): unknown {
  return signal.reason ?? Object.assign(new Error("This operation was aborted"), { name: "AbortError" });
}
