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

type JestReport = {
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
};

/** What Jest says of the tests in the folder. */
async function jest(environment: string): Promise<JestReport> {
  const configuration = { rootDir: folder, testEnvironment: environment, transform: {}, watchman: false };
  const args = ["--config", JSON.stringify(configuration), "--json", "--runInBand", "--no-cache"];
  const { NODE_OPTIONS: _, VITEST: _vitest, NODE_ENV: _env, ...env } = process.env;
  return new Promise((resolve, reject) => {
    const program = join(folderOf("jest"), "bin/jest.js");
    execFile(process.execPath, [program, ...args], { cwd: folder, env }, (error, stdout, stderr) => {
      if (stdout.startsWith("{")) resolve(JSON.parse(stdout));
      else reject(new Error(stderr, { cause: error }));
    });
  });
}

test.each([
  ["node, its default", "jest-environment-node"],
  ["jsdom", "jest-environment-jsdom"],
])(
  "bytes, dates and errors are known for what they are under Jest's environment %s",
  async (_name, environment) => {
    const [file] = (await jest(folderOf(environment))).testResults;
    const results = file!.assertionResults;
    const failed = results.filter(({ status }) => status !== "passed").map(({ fullName }) => fullName);
    expect(failed, file!.message).toEqual([]);
    expect(results).toHaveLength(23);
  },
);
