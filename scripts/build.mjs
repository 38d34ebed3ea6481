// Builds the package, unless what it is made of and what was made of it are as they were after the last
// build: npm run build [-- --force]
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const stamp = join(root, ".cache/build.json");

const { files } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const inputs = [
  ...["src", "package.json", "tsconfig.json", "tsup.config.ts", "scripts"],
  // Of which some is compiled; see libsecp256k1/build.mjs.
  ".cache/libsecp256k1/browser.wasm",
  ".cache/libsecp256k1/node.wasm",
  // What is meant to be installed, and what is.
  ...["package-lock.json", "node_modules/.package-lock.json"],
];
/** The folders that are published and not in the repository. */
const outputs = files.filter((name) => !name.includes(".") && name !== "src");

/** The files at or below a path, in one order everywhere. */
function filesAt(path) {
  const entry = statSync(join(root, path), { throwIfNoEntry: false });
  if (!entry?.isDirectory()) return entry ? [path] : [];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesAt(`${path}/${name}`));
}

/** A hash of the names and the contents of files. */
function digest(paths) {
  const hash = createHash("sha256");
  for (const file of paths.flatMap(filesAt)) {
    const content = readFileSync(join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

execFileSync(process.execPath, [join(root, "scripts/libsecp256k1/build.mjs")], { stdio: "inherit" });

const now = () => JSON.stringify({ inputs: digest(inputs), outputs: digest(outputs) });

function isCurrent() {
  try {
    return readFileSync(stamp, "utf8") === now();
  } catch {
    return false;
  }
}

if (process.argv.includes("--force") || !isCurrent()) {
  // A build that fails half-way leaves no word that it was one.
  rmSync(stamp, { force: true });
  execFileSync(join(root, "node_modules/.bin/tsup"), { cwd: root, stdio: "inherit" });
  mkdirSync(join(root, ".cache"), { recursive: true });
  writeFileSync(stamp, now());
}
