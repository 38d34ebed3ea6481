import type { Io } from "../Io.js";

/** Before the first line of progress, and between two, in milliseconds. */
const patience = 1000;
const pause = 200;

/** Shows how far a long run has come. */
export type Progress = {
  /** Tells that something is done. */
  tick(): void;
  /** Takes the line away, to make room for others. */
  clear(): void;
};

/**
 * A line of progress on the standard error output, if that is a terminal and the results go elsewhere.
 */
export function makeProgress({ stdout, stderr, now }: Io): Progress {
  if (!stderr.isTTY || stdout.isTTY) return { tick() {}, clear() {} };
  let count = 0;
  let next = now().getTime() + patience;
  let isShown = false;
  // ECMA-48: CR, and EL to erase the line.
  const show = (text: string) => stderr.write(`\r\x1b[K${text}`, () => undefined);
  return {
    tick() {
      count++;
      const time = now().getTime();
      if (time < next) return;
      next = time + pause;
      isShown = true;
      show(`${count.toLocaleString("en")} invoices`);
    },
    clear() {
      if (isShown) show("");
      isShown = false;
    },
  };
}
