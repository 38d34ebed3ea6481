import { type HttpOptions, readHttpOptions } from "./HttpOptions.js";
import { layerError } from "./layerError.js";
import { onAbort, throwIfAborted } from "./signal.js";

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
