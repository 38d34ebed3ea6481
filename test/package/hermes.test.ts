import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { transformAsync } from "@babel/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundleScenario } from "./engines/bundleScenario.js";
import { expectOutcome } from "./engines/expectOutcome.js";

const platforms: { readonly [platform: string]: string } = {
  darwin: "osx-bin/hermes",
  linux: "linux64-bin/hermes",
  win32: "win64-bin/hermes.exe",
};
const manifest = createRequire(import.meta.url).resolve("hermes-engine-cli/package.json");
const hermes = join(dirname(manifest), platforms[process.platform]!);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "uma-invoice-hermes-"));
});

afterAll(() => rm(folder, { recursive: true }));

/** Runs a script, and returns what it prints. */
async function run(script: string): Promise<string> {
  const file = join(folder, "script.js");
  await writeFile(file, script);
  return (await promisify(execFile)(hermes, [file])).stdout.trim();
}

test("Hermes, as React Native runs it, lacks what it is said to lack", async () => {
  const names = ["TextEncoder", "TextDecoder", "Intl", "URL", "crypto", "structuredClone"];
  const there = names.map((name) => `typeof globalThis.${name}`).join(" + ' ' + ");
  expect(await run(`print(${there})`)).toBe(names.map(() => "undefined").join(" "));
});

test("everything from creating to verifying works under Hermes, and the source of randomness is named", async () => {
  const script = await bundleScenario();
  // What React Native does, but for `**`, which it leaves alone for Hermes: Math.pow takes no bigint.
  const lowered = await transformAsync(script, {
    babelrc: false,
    configFile: false,
    compact: false,
    presets: [["@babel/preset-env", { exclude: ["transform-exponentiation-operator"] }]],
    sourceType: "script",
  });
  const printing = lowered!.code!.replace(/JSON\.stringify\(engine[^;]*\)/, "print($&)");
  expectOutcome(JSON.parse(await run(printing)), script);
});
