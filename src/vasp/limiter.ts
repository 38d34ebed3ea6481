import type { UmaInvoiceError } from "../errors.js";
import { vaspRefusal } from "./errors.js";

/** How much may be under way, and wait for it. */
export type Limits = {
  readonly most: number;
  /** The same for each group. */
  readonly mostOfGroup: number;
  readonly mostWaiting: number;
  readonly longestWaitSeconds: number;
};

type Waiting = {
  readonly group: string;
  readonly isWanted: () => boolean;
  readonly begin: () => void;
  readonly refuse: (error: UmaInvoiceError) => void;
};

/** How many groups it takes at least to fill the queue: nobody does so alone. */
const fewestGroups = 8;

/**
 * Makes what holds work back while there is too much of it. Who comes first is served first, but for groups
 * that have as much under way as they may.
 *
 * @returns a function that does work once there is room, and rejects as it does; with `TOO_MANY_LOOKUPS` if
 * too many wait, or it has waited for too long. Work that is not wanted any more when its turn comes is not done.
 */
export function createLimiter({ most, mostOfGroup, mostWaiting, longestWaitSeconds }: Limits) {
  /** How much is under way, by group. */
  const underWay = new Map<string, number>();
  let total = 0;
  let queue: Waiting[] = [];

  const countOf = (group: string) => underWay.get(group) ?? 0;
  const hasRoom = (group: string) => total < most && countOf(group) < mostOfGroup;

  function change(group: string, by: 1 | -1): void {
    total += by;
    const count = countOf(group) + by;
    if (count > 0) underWay.set(group, count);
    else underWay.delete(group);
  }

  function leave(waiting: Waiting): void {
    queue = queue.filter((other) => other !== waiting);
  }

  function forgetUnwanted(): void {
    for (const waiting of queue) if (!waiting.isWanted()) waiting.refuse(tooMany("one that is waited for"));
  }

  function turn(group: string, isWanted: () => boolean): Promise<void> {
    forgetUnwanted();
    const ofGroup = queue.filter((waiting) => waiting.group === group).length;
    if (queue.length >= mostWaiting || ofGroup >= Math.ceil(mostWaiting / fewestGroups))
      throw tooMany("fewer that wait");
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        group,
        isWanted,
        begin() {
          clearTimeout(timer);
          leave(waiting);
          change(group, 1);
          resolve();
        },
        refuse(error) {
          clearTimeout(timer);
          leave(waiting);
          reject(error);
        },
      };
      const timer = setTimeout(
        () => waiting.refuse(tooMany(`room for another within ${longestWaitSeconds} s`)),
        longestWaitSeconds * 1000,
      );
      queue.push(waiting);
    });
  }

  return async function limited<Result>(
    group: string,
    isWanted: () => boolean,
    work: () => Promise<Result>,
  ): Promise<Result> {
    if (hasRoom(group)) change(group, 1);
    else await turn(group, isWanted);
    try {
      return await work();
    } finally {
      change(group, -1);
      forgetUnwanted();
      queue.find((waiting) => hasRoom(waiting.group))?.begin();
    }
  };
}

function tooMany(expected: string): UmaInvoiceError {
  return vaspRefusal("TOO_MANY_LOOKUPS", { subject: "look-ups of keys", expected, instead: "too many" });
}
