/**
 * Makes what tells a caller's log of an error. Whatever becomes of the log, the work goes on: what `onError` throws
 * or rejects with is its own, and must neither keep a payment from being given back nor end the process.
 */
export function reporter(onError: (error: unknown) => unknown): (error: unknown) => void {
  return (error) => {
    new Promise((resolve) => resolve(onError(error))).catch(() => undefined);
  };
}
