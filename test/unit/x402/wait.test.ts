import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { waitFor } from "../../../src/x402/wait.js";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("waits for just so many seconds", async () => {
  const done = vi.fn();
  const waiting = waitFor(5, null).then(done);
  await vi.advanceTimersByTimeAsync(4999);
  expect(done).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(done).toHaveBeenCalled();
  await waiting;
});

test("rejects with the reason of the signal, and leaves no timer behind", async () => {
  const controller = new AbortController();
  const waiting = waitFor(5, controller.signal);
  controller.abort("enough");
  await expect(waiting).rejects.toBe("enough");
  expect(vi.getTimerCount()).toBe(0);
});

test("does not begin to wait after an abort", async () => {
  await expect(waitFor(5, AbortSignal.abort("enough"))).rejects.toBe("enough");
  expect(vi.getTimerCount()).toBe(0);
});
