import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { libsecp256k1Wasm } from "../support/libsecp256k1Wasm.js";
import { install, pack, root } from "./install.js";

const run = promisify(execFile);

const programs = {
  "main.mjs": 'import { defaultEngine } from "uma-invoice"; console.log(JSON.stringify(defaultEngine()));',
  "main.cjs": 'console.log(JSON.stringify(require("uma-invoice").defaultEngine()));',
  "worker.mjs": `import { Worker } from "node:worker_threads";
    new Worker(new URL("main.mjs", import.meta.url));
    new Worker(new URL("main.cjs", import.meta.url));`,
};

let folder: string;
let project: string;
beforeAll(async () => {
  // Outside of this repository, so that nothing resolves to its node_modules.
  folder = await mkdtemp(join(tmpdir(), "uma-invoice-addon-"));
  project = join(folder, "project");
  await install(project, await pack(folder));
  for (const [name, text] of Object.entries(programs)) await writeFile(join(project, name), text);
});
afterAll(() => rm(folder, { recursive: true }));

async function choices(program: string) {
  // From elsewhere: what is in the working directory is not asked.
  const { stdout, stderr } = await run(process.execPath, [join(project, program)], { cwd: root });
  expect(stderr).toBe("");
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe.each(Object.keys(programs))("in %s", (program) => {
  test.runIf(libsecp256k1Wasm)("libsecp256k1 signs and verifies where no addon is installed", async () => {
    for (const choice of await choices(program))
      expect(choice).toEqual({
        verifies: "libsecp256k1",
        signs: "libsecp256k1",
        passedOver: [{ engine: "secp256k1", reason: expect.stringContaining("Cannot find module") }],
      });
  });

  test("the addon does where it is", async () => {
    for (const name of ["secp256k1", "node-gyp-build"])
      await cp(join(root, "node_modules", name), join(project, "node_modules", name), { recursive: true });
    try {
      for (const choice of await choices(program))
        expect(choice).toEqual({ verifies: "secp256k1", signs: "secp256k1", passedOver: [] });
    } finally {
      await rm(join(project, "node_modules/secp256k1"), { recursive: true });
    }
  });
});
