import { invalidField } from "../invalidField.js";
import type { HttpOptions } from "./HttpOptions.js";
import { layerError } from "./layerError.js";

/** The longest that timers wait: 2^31 - 1 ms. */
const longest = 2_147_483_647;

/**
 * Gives work a time to end by.
 *
 * @param name - what is waited for, in the error
 * @param work - gets a signal that aborts when the time is over, when the caller's does, and at the end
 * @throws UmaInvoiceError `FETCH_TIMEOUT`; the reason of the caller's signal
 */
export async function withTimeout<Result>(
  name: string,
  { timeout = 20_000, signal }: Pick<HttpOptions, "timeout" | "signal">,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  if (!(timeout > 0 && timeout <= longest))
    throw invalidField("timeout", `milliseconds, up to ${longest}`, timeout);
  signal?.throwIfAborted();
  const controller = new AbortController();
  const ended = new Promise<never>((_, reject) => {
    controller.signal.addEventListener("abort", () => reject(controller.signal.reason));
  });
  const tooLate = layerError("FETCH_TIMEOUT", `${name}: expected an answer within ${timeout} ms, found none`);
  const timer = setTimeout(() => controller.abort(tooLate), timeout);
  signal?.addEventListener("abort", () => controller.abort(signal.reason), { signal: controller.signal });
  try {
    // Raced, so that work that does not listen to its signal cannot hold the caller up.
    return await Promise.race([ended, work(controller.signal)]);
  } finally {
    clearTimeout(timer);
    // Ends what may still be under way, and takes the listener off the caller's signal.
    controller.abort();
  }
}
