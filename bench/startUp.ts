import { execFileSync } from "node:child_process";
import { median } from "./measure.js";
import type { Figure, Result } from "./result.js";

const packages = ["uma-invoice", "@uma-sdk/core"];

/** What importing each package adds to the start of a fresh Node.js process. */
export function measureStartUp(rounds: number): Result {
  const times = Array.from({ length: rounds }, () => {
    const bare = start("");
    return packages.map((name) => start(`import ${JSON.stringify(name)};`) - bare);
  });
  const figures = packages.map((name, i): [string, Figure] => [
    name,
    {
      median: median(times.map((round) => round[i]!)),
      ratio: median(times.map((round) => round[i]! / round[0]!)),
    },
  ]);
  return { name: "start-up: import, in a fresh process", unit: "ns", figures: Object.fromEntries(figures) };
}

/** Nanoseconds that a process takes to run a module. */
function start(code: string): number {
  const before = performance.now();
  execFileSync(process.execPath, ["--input-type=module", "--eval", code], { stdio: "inherit" });
  return (performance.now() - before) * 1e6;
}
