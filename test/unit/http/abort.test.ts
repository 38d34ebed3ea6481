import { getEventListeners } from "node:events";
import { describe, expect, test, vi } from "vitest";
import { checkSignal, unlessAborted } from "../../../src/http/abort.js";
import { deferred } from "../../support/deferred.js";
import { expectRefusal } from "../../support/expectRefusal.js";

const reason = new Error("enough");

describe("work that others may wait for as well", () => {
  test("gives what it gives, and its signal is not listened to any more", async () => {
    const { signal } = new AbortController();
    expect(await unlessAborted(async () => 7, signal)).toBe(7);
    expect(await unlessAborted(async () => 7, undefined)).toBe(7);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  test("is not begun for who gave up before", async () => {
    const work = vi.fn();
    await expect(unlessAborted(work, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(work).not.toHaveBeenCalled();
  });

  test("goes on when the waiting ends", async () => {
    const controller = new AbortController();
    const { promise, resolve } = deferred<string>();
    const waiting = unlessAborted(() => promise, controller.signal);
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    resolve("done");
    expect(await promise).toBe("done");
  });
});

test("what is no signal is refused by the name of its option", () => {
  expectRefusal(() => checkSignal({} as AbortSignal, "options.signal"), {
    code: "INVALID_OPTION",
    field: "options.signal",
    says: ["an AbortSignal"],
  });
});
