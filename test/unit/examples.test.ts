import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url);

const example = (...args: readonly string[]) =>
  promisify(execFile)(process.execPath, ["examples/run.mjs", ...args], { cwd: fileURLToPath(root) });

/** The names in a list of examples. */
const namesIn = (list: string) =>
  Array.from(list.matchAll(/^npm run example (\S+) +\S/gm), ([, name]) => name!);

test("without a name, all examples are listed", async () => {
  const { stdout } = await example();
  const names = namesIn(stdout);
  expect(stdout.trimEnd().split("\n")).toHaveLength(names.length);
  const files = readdirSync(new URL("examples/", root), { recursive: true }).map(String);
  const programs = files.filter((file) => file.endsWith(".ts") && !file.startsWith("inspector"));
  // What both sides of an example share is none.
  const shared = ["paywall/lightning.ts", "paywall/vasp.ts", "x402-packages/simulatedVasp.ts"];
  expect(names.map((name) => `${name}.ts`)).toEqual(programs.filter((file) => !shared.includes(file)).sort());
});

test("all that the README names are among them", async () => {
  const known = namesIn((await example()).stdout);
  const readme = readFileSync(new URL("README.md", root), "utf8");
  const named = Array.from(readme.matchAll(/npm run example ([\w/-]+)/g), ([, name]) => name!);
  expect(named.length).toBeGreaterThan(4);
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});

test("a name that is none is answered with those that are", async () => {
  const failure = await example("paywall/nothing").catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 2, stderr: "There is no example paywall/nothing.\n" });
  expect(namesIn((failure as { stdout: string }).stdout)).toContain("paywall/shop");
});
