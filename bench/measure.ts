import assert from "node:assert/strict";
import { Bench, type FnReturnedObject } from "tinybench";
import type { Figure, Refusal, Result } from "./result.js";

/** One that does a row's work. */
export type Contender = {
  readonly name: string;
  readonly run: () => unknown;
  /** Throws unless an output of {@link run} is right. */
  readonly check: (output: unknown) => void;
  readonly async?: boolean;
  /** Why this work is too much for it: {@link run} then has to throw. */
  readonly cannot?: string;
};

/** The same work, done by each contender; the first is the one that the others are compared with. */
export type Row = { readonly name: string; readonly contenders: readonly Contender[] };

export type Effort = {
  readonly rounds: number;
  /** Milliseconds for each contender: before the first round, and in each round. */
  readonly warmup: number;
  readonly time: number;
};

type Latency = { readonly median: number; readonly p75: number };

type Runner = { readonly contender: Contender; readonly calls: number };

/** Short enough that most batches see no garbage collection, long beside the clock's resolution. */
const batchTime = 0.2;

/** Takes every output, so that no call can be optimised away. */
export let sink: unknown;

/**
 * Checks all contenders of all rows, then measures them in rounds. In each round every contender has
 * its turn, those of one row right after each other: what disturbs the machine hits all of them, and
 * a ratio is only ever taken within a round. No contender gets to run while the others' shapes of
 * objects are still unknown to the engine.
 */
export async function measure(rows: readonly Row[], effort: Effort): Promise<Result[]> {
  const able: { row: Row; runners: Runner[]; rounds: Map<string, Latency>[] }[] = [];
  for (const row of rows) {
    for (const contender of row.contenders) await check(row, contender);
    const runners: Runner[] = [];
    for (const contender of row.contenders.filter(({ cannot }) => cannot === undefined))
      runners.push({ contender, calls: await callsPerBatch(contender, effort.warmup) });
    able.push({ row, runners, rounds: [] });
  }
  for (let round = 0; round < effort.rounds; round++) {
    for (const { runners, rounds } of able)
      rounds.push(await measureOnce(rotate(runners, round), effort.time));
  }
  return able.map(({ row, rounds }) => summarise(row, rounds));
}

async function check(row: Row, { name, run, check, cannot }: Contender): Promise<void> {
  const title = `${row.name}, ${name}`;
  if (cannot !== undefined) return assert.rejects(async () => run(), `${title} can, although it ${cannot}`);
  try {
    check(await run());
  } catch (cause) {
    throw new Error(`${title}: wrong output`, { cause });
  }
}

async function callsPerBatch(contender: Contender, warmup: number): Promise<number> {
  const start = performance.now();
  let calls = 0;
  let elapsed: number;
  do {
    sink = contender.async ? await contender.run() : contender.run();
    calls++;
    elapsed = performance.now() - start;
  } while (elapsed < warmup);
  return Math.max(1, Math.round((batchTime * calls) / elapsed));
}

async function measureOnce(runners: readonly Runner[], time: number): Promise<Map<string, Latency>> {
  const bench = new Bench({ time, iterations: 1, warmup: false, throws: true });
  for (const { contender, calls } of runners) {
    const { async = false, name, run } = contender;
    bench.add(name, async ? () => asyncBatch(run, calls) : () => batch(run, calls), { async });
  }
  const figures = new Map<string, Latency>();
  for (const { name, result } of await bench.run()) {
    if (!("latency" in result)) throw new Error(`${name} was not measured`);
    const { p50, p75 } = result.latency;
    figures.set(name, { median: p50 * 1e6, p75: p75 * 1e6 });
  }
  return figures;
}

function batch(run: () => unknown, calls: number): FnReturnedObject {
  const start = performance.now();
  for (let i = 0; i < calls; i++) sink = run();
  return perCall(performance.now() - start, calls);
}

async function asyncBatch(run: () => unknown, calls: number): Promise<FnReturnedObject> {
  const start = performance.now();
  for (let i = 0; i < calls; i++) sink = await run();
  return perCall(performance.now() - start, calls);
}

function perCall(elapsed: number, calls: number): FnReturnedObject {
  return { overriddenDuration: elapsed / calls, overriddenIterationCost: elapsed };
}

function summarise(row: Row, rounds: readonly Map<string, Latency>[]): Result {
  const base = row.contenders[0]!.name;
  const figures: Record<string, Figure | Refusal> = {};
  for (const { name, cannot } of row.contenders) {
    figures[name] =
      cannot === undefined
        ? {
            median: median(rounds.map((round) => round.get(name)!.median)),
            p75: median(rounds.map((round) => round.get(name)!.p75)),
            ratio: median(rounds.map((round) => round.get(name)!.median / round.get(base)!.median)),
          }
        : { cannot };
  }
  return { name: row.name, unit: "ns", figures };
}

/** The middle one of some values, by linear interpolation. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}

/** Each contender goes first in its turn. */
function rotate<T>(values: readonly T[], by: number): T[] {
  const cut = by % values.length;
  return [...values.slice(cut), ...values.slice(0, cut)];
}
