import { execFile } from "node:child_process";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { fixtureSet } from "./fixtureSet.js";

/** The folder of this repository. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

export type Command = readonly [program: string, ...args: readonly string[]];

/** Runs a program, and returns what it prints. What it printed before it failed is in the error. */
export async function run(folder: string, [program, ...args]: Command): Promise<string> {
  try {
    return (await promisify(execFile)(program, args, { cwd: folder })).stdout;
  } catch (error) {
    const { message, stdout } = error as Error & { stdout: string };
    throw new Error(`${message}\n${stdout}`);
  }
}

/** Packs this package as it would be published, and returns the tarball's path. */
export async function pack(folder: string): Promise<string> {
  const [packed] = JSON.parse(
    await run(root, ["npm", "pack", "--ignore-scripts", "--json", "--pack-destination", folder]),
  );
  return join(folder, packed.filename);
}

/** Installs packages into a new folder, without running any script of theirs. */
export async function install(folder: string, ...packages: readonly string[]): Promise<void> {
  await mkdir(folder);
  await writeFile(join(folder, "package.json"), '{ "private": true }');
  await run(folder, ["npm", "install", "--prefix", folder, "--ignore-scripts", ...packages]);
}

/** Adds the programs that use the package, and the fixtures that they read. */
export async function addConsumer(project: string): Promise<void> {
  const here = join(root, "test/package");
  await cp(join(here, "consumer"), project, { recursive: true });
  await cp(join(here, "checkBuild.mjs"), join(project, "checkBuild.mjs"));
  await writeFile(join(project, "fixtures.json"), JSON.stringify(fixtureSet));

  for (const name of ["entries", "types"]) {
    const source = await readFile(join(here, `consumer/${name}.ts`), "utf8");
    const program = source.replace(/"(?:\.\.\/)+src(.*?)\/index\.js"/g, '"uma-invoice$1"');
    for (const extension of ["ts", "mts", "cts"])
      await writeFile(join(project, `${name}.${extension}`), program);
  }
}

/** The path of a program of this repository's development dependencies. */
export function tool(name: string): string {
  return join(root, "node_modules/.bin", name);
}
