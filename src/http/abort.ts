import { invalidOption, type RefusalDetails } from "../errors.js";
import { readOptions } from "../options.js";
import { httpRefusal } from "./errors.js";

/**
 * Checks that an option can be listened to as an `AbortSignal` can; that of another realm, or of a package, counts.
 *
 * @param field - what it is called in errors
 * @throws UmaInvoiceError `INVALID_OPTION`
 */
export function checkSignal(signal: AbortSignal, field = "signal"): void {
  const names = ["aborted", "addEventListener", "removeEventListener"] as const;
  const { aborted, addEventListener, removeEventListener } = readOptions(signal, field, ...names);
  if (
    typeof aborted !== "boolean" ||
    typeof addEventListener !== "function" ||
    typeof removeEventListener !== "function"
  )
    throw invalidOption(field, "an AbortSignal", signal);
}

/**
 * The longest that is waited for an answer, in seconds. Nobody waits longer for one, and milliseconds that were
 * meant show.
 */
const longestTimeout = 3600;

/**
 * Checks an option that says how long to wait, in seconds.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`
 */
export function checkTimeout(name: string, timeoutSeconds: unknown): void {
  if (!(typeof timeoutSeconds === "number" && timeoutSeconds > 0 && timeoutSeconds <= longestTimeout))
    throw invalidOption(name, `seconds, more than 0 and at most ${longestTimeout}`, timeoutSeconds);
}

/**
 * Gives work a time to end by.
 *
 * @param awaited - what the error says of what is waited for, and what it means to others
 * @param options - the `timeoutSeconds`, and the caller's `signal`
 * @param work - gets a signal that aborts when the time is over, when the caller's does, and at the end
 * @throws UmaInvoiceError `FETCH_TIMEOUT`; the reason of the caller's signal
 */
export async function withTimeout<Result>(
  awaited: Pick<RefusalDetails, "subject" | "meaning">,
  { timeoutSeconds, signal }: { readonly timeoutSeconds: number; readonly signal?: AbortSignal },
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  if (signal) throwIfAborted(signal);
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopListening: (() => void) | undefined;
  const ended = new Promise<never>((_, reject) => {
    const end = (reason: unknown) => {
      reject(reason);
      controller.abort(reason);
    };
    const expected = `an answer within ${timeoutSeconds} s`;
    const timedOut = httpRefusal("FETCH_TIMEOUT", { ...awaited, expected, instead: "none" });
    timer = setTimeout(() => end(timedOut), timeoutSeconds * 1000);
    stopListening = signal && onAbort(signal, end);
  });
  try {
    // Raced, so that work that does not listen to its signal cannot hold the caller up.
    return await Promise.race([ended, work(controller.signal)]);
  } finally {
    clearTimeout(timer);
    stopListening?.();
    // Ends what may still be under way.
    controller.abort();
  }
}

/**
 * Waits for work that others may wait for as well: an abort ends the waiting, not the work.
 *
 * @throws the reason of the signal
 */
export async function unlessAborted<Result>(
  work: () => Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  if (signal === undefined) return work();
  throwIfAborted(signal);
  let stopListening: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stopListening = onAbort(signal, reject);
  });
  try {
    return await Promise.race([aborted, work()]);
  } finally {
    stopListening?.();
  }
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
