import { checkSignal, onAbort, throwIfAborted } from "../http/signal.js";

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
