/**
 * What tells a caller's log of an error. Whatever becomes of the log, the work goes on: what it throws, or
 * rejects with, is nobody's business.
 */
export function toLog(log: ((error: unknown) => unknown) | undefined): (error: unknown) => void {
  return (error) => {
    new Promise((resolve) => resolve(log?.(error))).catch(() => undefined);
  };
}
