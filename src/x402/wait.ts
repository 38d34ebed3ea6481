import { invalidOption } from "../errors.js";
import { unlessAborted } from "../http/abort.js";

/** Waits, unless the signal aborts. */
export async function waitFor(seconds: number, signal?: AbortSignal | null): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    await unlessAborted(
      () =>
        new Promise<void>((resolve) => {
          timer = setTimeout(resolve, seconds * 1000);
        }),
      signal ?? undefined,
    );
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Checks how long to wait for a payment to become known, or how much time has to be left for one: to an end,
 * in any case.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`
 */
export function checkWait(name: string, seconds: number): void {
  if (!(typeof seconds === "number" && seconds >= 0 && seconds <= 3600))
    throw invalidOption(name, "0 to 3600 seconds", seconds);
}
