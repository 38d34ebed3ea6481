import { invalidField } from "../errors.js";
import { layerError } from "../layerError.js";
import { pick } from "../options.js";
import { type HttpOptions, readHttpOptions } from "./fetch.js";

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

/**
 * Waits for work that others may wait for as well: an abort ends the waiting, not the work.
 *
 * @throws UmaInvoiceError `INVALID_FIELD` for a signal that is none; the reason of the signal
 */
export async function unlessAborted<Result>(
  work: () => Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  if (signal === undefined) return work();
  checkSignal(signal);
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

/**
 * Gives work a time to end by.
 *
 * @param name - what is waited for, in the error
 * @param work - gets a signal that aborts when the time is over, when the caller's does, and at the end
 * @throws UmaInvoiceError `INVALID_FIELD` for an option, `FETCH_TIMEOUT`; the reason of the caller's signal
 */
export async function withTimeout<Result>(
  name: string,
  options: HttpOptions,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const { timeout = 20_000, signal } = readHttpOptions(options);
  if (signal) throwIfAborted(signal);
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopListening: (() => void) | undefined;
  const ended = new Promise<never>((_, reject) => {
    const end = (reason: unknown) => {
      reject(reason);
      controller.abort(reason);
    };
    const expected = `${name}: expected an answer within ${timeout} ms, found none`;
    timer = setTimeout(() => end(layerError("FETCH_TIMEOUT", expected)), timeout);
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
