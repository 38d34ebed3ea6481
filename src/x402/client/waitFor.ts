import { unlessAborted } from "../../vasp/unlessAborted.js";

/** Waits, unless the signal aborts. */
export async function waitFor(seconds: number, signal: AbortSignal | null): Promise<void> {
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
