/**
 * Waits for work that others may wait for as well: an abort ends the waiting, not the work.
 *
 * @throws the reason of the signal
 */
export async function unlessAborted<Result>(
  work: () => Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  if (!signal) return work();
  signal.throwIfAborted();
  const waiting = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { signal: waiting.signal });
  });
  try {
    return await Promise.race([aborted, work()]);
  } finally {
    waiting.abort();
  }
}
