import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const require = createRequire(import.meta.url);
const folderOf = (name: string) => dirname(require.resolve(`${name}/package.json`));

let folder: string;

beforeAll(async () => {
  // Jest knows its files by their real paths.
  folder = await realpath(await mkdtemp(join(tmpdir(), "uma-invoice-realms-")));
  const installed = join(folder, "node_modules/uma-invoice");
  await mkdir(installed, { recursive: true });
  await cp(join(root, "package.json"), join(installed, "package.json"));
  await cp(join(root, "dist"), join(installed, "dist"), { recursive: true });
  await cp(join(root, "test/package/realms/realm.test.cjs"), join(folder, "realm.test.js"));
  await writeFile(join(folder, "package.json"), '{ "private": true }');
});

afterAll(() => rm(folder, { recursive: true }));

/** What Jest says of its tests as JSON, and Vitest likewise. */
type RunnerReport = {
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
};

/** Runs a test runner in the folder, and returns its report. */
function report(program: string, ...args: readonly string[]): Promise<RunnerReport> {
  // The child is a runner of its own, and does not know of the one that runs this.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(?:VITEST|JEST|NODE_ENV|NODE_OPTIONS|TEST$)/.test(name),
    ),
  );
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [program, ...args], { cwd: folder, env }, (error, stdout, stderr) => {
      if (stdout.startsWith("{")) resolve(JSON.parse(stdout));
      else reject(new Error(`${stdout}\n${stderr}`, { cause: error }));
    });
  });
}

function jest(testEnvironment: string): Promise<RunnerReport> {
  const configuration = { rootDir: folder, testEnvironment, transform: {}, watchman: false };
  const args = ["--config", JSON.stringify(configuration), "--json", "--runInBand", "--no-cache"];
  return report(join(folderOf("jest"), "bin/jest.js"), ...args);
}

test.each<[string, () => Promise<RunnerReport>]>([
  ["Jest's default environment", () => jest(folderOf("jest-environment-node"))],
  ["Jest with jsdom", () => jest(folderOf("jest-environment-jsdom"))],
  [
    "Vitest with jsdom",
    () => {
      const args = ["run", "--root", folder, "--environment", "jsdom", "--globals", "--reporter", "json"];
      return report(join(folderOf("vitest"), "vitest.mjs"), ...args);
    },
  ],
])("bytes, dates and errors are known for what they are under %s", async (_name, run) => {
  const [file] = (await run()).testResults;
  const results = file!.assertionResults;
  const failed = results.filter(({ status }) => status !== "passed").map(({ fullName }) => fullName);
  expect(failed, file!.message).toEqual([]);
  expect(results).toHaveLength(23);
});
