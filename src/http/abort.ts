import { invalidOption } from "../errors.js";
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

/** The longest that timers wait, in milliseconds: 2^31 - 1. */
const longestTimeout = 2_147_483_647;

/**
 * Checks an option that says how long to wait, in milliseconds.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`
 */
export function checkTimeout(name: string, timeout: unknown): void {
  if (!(typeof timeout === "number" && timeout > 0 && timeout <= longestTimeout))
    throw invalidOption(name, `milliseconds, up to ${longestTimeout}`, timeout);
}

/**
 * Gives work a time to end by.
 *
 * @param name - what is waited for, in the error
 * @param options - the `timeout` in milliseconds, and the caller's `signal`
 * @param work - gets a signal that aborts when the time is over, when the caller's does, and at the end
 * @throws UmaInvoiceError `FETCH_TIMEOUT`; the reason of the caller's signal
 */
export async function withTimeout<Result>(
  name: string,
  { timeout, signal }: { readonly timeout: number; readonly signal?: AbortSignal },
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
    const expected = `an answer within ${timeout} ms`;
    const timedOut = httpRefusal("FETCH_TIMEOUT", { subject: name, expected, instead: "none" });
    timer = setTimeout(() => end(timedOut), timeout);
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
