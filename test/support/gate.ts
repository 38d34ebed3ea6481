import { deferred } from "./deferred.js";

/** Something to wait for that the test lets happen. */
export type Gate = { readonly opened: Promise<void>; readonly open: () => void };

export function gate(): Gate {
  const { promise: opened, resolve: open } = deferred();
  return { opened, open };
}
