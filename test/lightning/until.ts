import { setTimeout as delay } from "node:timers/promises";

/**
 * Asks again and again until there is an answer: what is neither `undefined` nor `false`. An error counts as none,
 * and is the cause if there is none in time.
 *
 * @param what - for the error's message
 */
export async function until<Value>(
  what: string,
  ask: () => Promise<Value | undefined | false>,
  seconds = 120,
): Promise<Value> {
  let cause: unknown;
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await delay(50)) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
  }
  throw new Error(`waited ${seconds} seconds in vain until ${what}`, { cause });
}
