import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import type { Growth } from "./growth.js";
import type { Figure, Refusal, Result } from "./result.js";

const resultsFile = "bench/results.json";
const readme = "README.md";
const start = "<!-- bench:start -->";
const end = "<!-- bench:end -->";

const packages = [
  "@noble/hashes",
  "@noble/secp256k1",
  "@scure/base",
  "@uma-sdk/core",
  "bech32",
  "secp256k1",
  "tiny-secp256k1",
  "tinybench",
];

/** Everything that was measured, and where. */
export type Report = {
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly os: string;
    readonly node: string;
  };
  readonly packages: { readonly [name: string]: string };
  readonly results: readonly Result[];
  readonly growth: readonly Growth[];
};

/** Puts results together with the machine that they come from. */
export function makeReport(results: readonly Result[], growth: readonly Growth[]): Report {
  return {
    machine: {
      cpu: cpus()[0]!.model,
      cores: cpus().length,
      os: `${process.platform} ${process.arch}`,
      node: process.version,
    },
    packages: Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
    results,
    growth,
  };
}

/** Writes a report as JSON, and into the README, if that has a place for it. */
export function saveReport(report: Report): void {
  writeFileSync(resultsFile, `${JSON.stringify(report, rounded, 2)}\n`);
  if (!existsSync(readme)) return;
  const [before, rest] = readFileSync(readme, "utf8").split(start);
  const after = rest?.split(end)[1];
  if (after !== undefined) writeFileSync(readme, `${before}${start}\n\n${toSummary(report)}\n${end}${after}`);
}

/** What the README shows of a report, in Markdown: the typical invoice, and what is said of none. */
function toSummary({ results, growth, ...where }: Report): string {
  const exponents = growth.map(({ name, exponentOfLarge }) => `${exponentOfLarge.toFixed(2)} to ${name}`);
  return `${legend}

${resultTables(results.filter(({ name }) => !/minimal|maximal|to TLV|TLV to/.test(name)))}
Cost grows with the length, no faster: from 1 to 60 kB of TLV, the exponent is ${exponents.join(", ")}.

${placeOf(where)}
`;
}

/** A report as Markdown. */
export function toMarkdown({ results, growth, ...where }: Report): string {
  return `${legend} Cannot: ${refusals(results).join("; ")}.

${resultTables(results)}
${growthTable(growth)}
${placeOf(where)}
`;
}

const legend =
  "Medians (and 75th percentiles); behind the comma, how many times what the first column takes, in the same run. Copy: the same bytes, copied into a string.";

function placeOf({ machine, packages }: Pick<Report, "machine" | "packages">): string {
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return `${machine.cpu}, ${machine.cores} cores, ${machine.os}, Node.js ${machine.node}; ${versions.join(", ")}.`;
}

/** Who cannot do something, and why, each once. */
function refusals(results: readonly Result[]): string[] {
  const all = results.flatMap(({ figures }) =>
    Object.entries(figures).map(([name, figure]) => "cannot" in figure && `${name} ${figure.cannot}`),
  );
  return [...new Set(all)].filter((refusal) => refusal !== false);
}

/** Results as Markdown, a table for each run of rows with the same contenders. */
export function resultTables(results: readonly Result[]): string {
  const tables: Result[][] = [];
  let last: string | undefined;
  for (const result of results) {
    const contenders = Object.keys(result.figures).join();
    if (contenders !== last) tables.push([]);
    last = contenders;
    tables.at(-1)!.push(result);
  }
  return tables.map((rows) => table(["", ...Object.keys(rows[0]!.figures)], rows.map(cells))).join("\n");
}

function growthTable(growth: readonly Growth[]): string {
  const { points } = growth[0]!;
  return table(
    ["TLV bytes", ...growth.map(({ name }) => `${name}, ns a byte`)],
    [
      ...points.map(({ bytes }, i) => [
        bytes.toLocaleString("en"),
        ...growth.map((direction) => short(direction.points[i]!.nanoseconds / bytes)),
      ]),
      ["exponent", ...growth.map(({ exponent }) => exponent.toFixed(2))],
      ["exponent from 1,000 on", ...growth.map(({ exponentOfLarge }) => exponentOfLarge.toFixed(2))],
    ],
  );
}

function cells({ name, unit, figures }: Result): string[] {
  return [name, ...Object.values(figures).map((figure, i) => cell(figure, unit, i > 0))];
}

function cell(figure: Figure | Refusal, unit: Result["unit"], compared: boolean): string {
  if ("cannot" in figure) return "cannot";
  const [factor, name] = scale(figure.median, unit);
  const p75 = figure.p75 === undefined ? "" : ` (${short(figure.p75 / factor)})`;
  const ratio = compared ? `, ${short(figure.ratio)}×` : "";
  return `${short(figure.median / factor)}${p75} ${name}${ratio}`;
}

function scale(value: number, unit: Result["unit"]): [factor: number, name: string] {
  if (unit === "bytes") return [1e3, "kB"];
  return value < 1e6 ? [1e3, "µs"] : [1e6, "ms"];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (texts: readonly string[]) => `| ${texts.join(" | ")} |\n`;
  return line(head) + line(head.map((_, i) => (i === 0 ? "---" : "--:"))) + rows.map(line).join("");
}

/** Three digits, all that the noise leaves. */
function short(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en", { maximumFractionDigits: 3 });
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === "number" ? Number(value.toPrecision(4)) : value;
}

function versionOf(name: string): string {
  return JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")).version;
}
