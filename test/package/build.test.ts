import { execFile } from "node:child_process";
import { appendFile, chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "./install.js";

const run = promisify(execFile);

let folder: string;

/** A package with the script, and a bundler that copies, and fails on the word "broken". */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "uma-invoice-build-"));
  const sources = {
    "package.json": '{ "type": "module", "files": ["dist", "src", "tlv", "CHANGELOG.md"] }',
    "package-lock.json": "{}",
    "node_modules/.package-lock.json": "{}",
    "tsconfig.json": "{}",
    "tsup.config.ts": "",
    "scripts/libsecp256k1/build.mjs": "",
    "CHANGELOG.md": "",
    "src/index.ts": "1",
    "src/tlv/index.ts": "2",
    "node_modules/.bin/tsup": `#!/bin/sh
      echo >> builds; rm -rf dist; mkdir -p dist tlv; cp src/index.ts dist/index.js; echo {} > tlv/package.json
      ! grep -q broken src/index.ts`,
  };
  for (const [file, text] of Object.entries(sources)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
  await chmod(join(folder, "node_modules/.bin/tsup"), 0o755);
  await cp(join(root, "scripts/build.mjs"), join(folder, "scripts/build.mjs"));
});

afterEach(() => rm(folder, { recursive: true }));

const build = (...args: readonly string[]) =>
  run(process.execPath, ["scripts/build.mjs", ...args], { cwd: folder });

/** How often the bundler has run. */
const builds = async () => (await readFile(join(folder, "builds"), "utf8")).length;

test("what has not changed is not built again", async () => {
  await build();
  await build();
  await writeFile(join(folder, "CHANGELOG.md"), "no source of the build");
  await build();
  expect(await builds()).toBe(1);
});

test("it is when that is asked for", async () => {
  await build();
  await build("--force");
  expect(await builds()).toBe(2);
});

test.each([
  "src/index.ts",
  "src/tlv/index.ts",
  "src/new.ts",
  "package-lock.json",
  "node_modules/.package-lock.json",
  "tsconfig.json",
  "tsup.config.ts",
  "scripts/build.mjs",
  "dist/index.js",
  "dist/new.js",
  "tlv/package.json",
])("what has changed in %s is built, once", async (file) => {
  await build();
  await appendFile(join(folder, file), "\n");
  await build();
  await build();
  expect(await builds()).toBe(2);
});

test.each(["src/tlv/index.ts", "dist/index.js", "dist", "tlv/package.json"])(
  "what is missing of %s is built",
  async (path) => {
    await build();
    await rm(join(folder, path), { recursive: true });
    await build();
    expect(await builds()).toBe(2);
  },
);

test("a source that has another name is built", async () => {
  await build();
  await cp(join(folder, "src/index.ts"), join(folder, "src/other.ts"));
  await rm(join(folder, "src/tlv"), { recursive: true });
  await build();
  expect(await builds()).toBe(2);
});

test("what failed is built again, and fails", async () => {
  await build();
  await writeFile(join(folder, "src/index.ts"), "broken");
  await expect(build()).rejects.toThrow();
  await expect(build()).rejects.toThrow();
  await writeFile(join(folder, "src/index.ts"), "1");
  await build();
  expect(await builds()).toBe(4);
});
