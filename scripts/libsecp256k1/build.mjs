// Compiles libsecp256k1 to WebAssembly, for the package: node scripts/libsecp256k1/build.mjs [--required]
//
// Without --required it compiles nothing and fetches nothing: it says what is left out, where it has not been made of
// what stands here, and all else is built and tested without it.
// What comes out is the same to the byte wherever the tools are those of `made`: see docs/libsecp256k1.md.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const cache = fileURLToPath(new URL("../../.cache/libsecp256k1", import.meta.url));
const wasmOf = (variant) => join(cache, `${variant}.wasm`);
const stamp = join(cache, "built.json");

/** Whose C is compiled: Bitcoin Core's library 0.8, in the crate of this sum. */
const crate = {
  version: "0.14.1",
  sha256: "f6b2992d4a3cd244539a7d5d0966aadbe5ca7fb868a5d7e38c29499b9e709bbd",
};

/** The tools that the sums are of: Debian 12's. */
const made = { clang: "14.0.6", "wasm-ld": "14.0.6", "wasm-opt": "108" };

/** What is made: the same C for browsers, where it has to be loaded, and for Node.js, where it is to be fast. */
const variants = {
  browser: {
    level: "-Oz",
    // The smallest tables that the crate's source has for signing; for verifying, some 10 µs more would be 2 kB.
    tables: ["-DECMULT_WINDOW_SIZE=5", "-DCOMB_BLOCKS=2", "-DCOMB_TEETH=5"],
    sha256: "db39020fb1153112bf1658d419712afa28641887f5d770c122ee5ad0738b97e0",
  },
  node: {
    level: "-O3",
    tables: ["-DECMULT_WINDOW_SIZE=8", "-DCOMB_BLOCKS=11", "-DCOMB_TEETH=6"],
    sha256: "d51d5db3c3be1eb54237c23a8b02f1873b38e929d2ee0a5b45a61e6ad6959df2",
  },
};

/** 64 kB each: tables for 32 keys take 256 kB. */
const memory = 8 * 65_536;

const compiler = [
  ...["--target=wasm32", "-ffreestanding", "-nostdlib", "-Wno-unused-function"],
  // The wrapper has its own of these, which must not become calls of themselves.
  ...["memcpy", "memmove", "memset", "memcmp"].map((name) => `-fno-builtin-${name}`),
  // Fields and scalars by 32 bits: WebAssembly has no multiplication that gives 128.
  "-DUSE_FORCE_WIDEMUL_INT64=1",
  "-DUSE_EXTERNAL_DEFAULT_CALLBACKS=1",
  "-Dprintf(...)=",
];
// The stack comes first, so that it ends at nothing instead of at what else there is.
const linker = [
  ...["--no-entry", "--strip-all", "--stack-first", "-z", "stack-size=32768"],
  ...[`--initial-memory=${memory}`, `--max-memory=${memory}`],
];

function run(command, ...parameters) {
  return execFileSync(command, parameters, {
    cwd: cache,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** The versions of the tools, or nothing for those that there are not. */
function versions() {
  return Object.fromEntries(
    ["clang", "wasm-ld", "wasm-opt", "cargo"].map((tool) => {
      try {
        return [tool, /\d+(?:\.\d+)*/.exec(run(tool, "--version"))[0]];
      } catch {
        return [tool, undefined];
      }
    }),
  );
}

/** Has Cargo fetch the crate, which it checks against the registry's index, and checks that against the sum. */
function fetchCrate() {
  const manifest = `[package]
name = "fetch"
version = "0.0.0"
edition = "2021"
[lib]
path = "libsecp256k1.c"
[dependencies]
secp256k1-sys = { version = "=${crate.version}", default-features = false }
`;
  writeFileSync(join(cache, "Cargo.toml"), manifest);
  rmSync(join(cache, "vendor"), { recursive: true, force: true });
  run("cargo", "vendor", "--quiet", "vendor");
  const { package: sum } = JSON.parse(readFileSync(join(cache, folder, ".cargo-checksum.json"), "utf8"));
  if (sum !== crate.sha256)
    throw new Error(`the crate has the SHA-256 ${sum}, and should have ${crate.sha256}`);
}

// Paths within the cache, so that none of this machine gets into the result.
const folder = "vendor/secp256k1-sys";

function compile() {
  writeFileSync(join(cache, "libsecp256k1.c"), readFileSync(join(here, "libsecp256k1.c")));
  fetchCrate();
  const includes = ["", "/src", "/include"].map((name) => `-I${folder}/depend/secp256k1${name}`);
  const headers = ["-isystem", `${folder}/wasm/wasm-sysroot`];
  const options = [...compiler, ...headers, ...includes, ...linker.map((option) => `-Wl,${option}`)];
  for (const [variant, { level, tables }] of Object.entries(variants)) {
    run("clang", level, ...tables, ...options, "-o", "linked.wasm", "libsecp256k1.c");
    run("wasm-opt", level, "--converge", "linked.wasm", "-o", `${variant}.wasm`);
  }
}

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

const inputs = sha256(
  Buffer.concat(["libsecp256k1.c", "build.mjs"].map((name) => readFileSync(join(here, name)))),
);

/** Whether what is there was made of what stands here; by these tools, if they are given. */
function isCurrent(tools) {
  if (![...Object.keys(variants).map(wasmOf), stamp].every((file) => existsSync(file))) return false;
  const built = JSON.parse(readFileSync(stamp, "utf8"));
  return built.inputs === inputs && (!tools || JSON.stringify(built.tools) === JSON.stringify(tools));
}

function build(tools) {
  if (isCurrent(tools)) return;
  removeAll();
  compile();
  const areOurs = Object.keys(made).every((tool) => tools[tool] === made[tool]);
  for (const variant of Object.keys(variants)) {
    const sum = sha256(readFileSync(wasmOf(variant)));
    if (!areOurs) {
      console.warn(`${variant}.wasm was made with other tools than those of its sum: ${sum}`);
    } else if (sum !== variants[variant].sha256) {
      removeAll();
      throw new Error(`${variant}.wasm has the SHA-256 ${sum}, and should have ${variants[variant].sha256}`);
    }
  }
  writeFileSync(stamp, JSON.stringify({ tools, inputs }));
}

function removeAll() {
  for (const variant of Object.keys(variants)) rmSync(wasmOf(variant), { force: true });
}

if (process.argv.includes("--required")) {
  mkdirSync(cache, { recursive: true });
  const tools = versions();
  const missing = Object.keys(tools).filter((tool) => tools[tool] === undefined);
  if (missing.length > 0)
    throw new Error(`libsecp256k1 cannot be compiled: there is no ${missing.join(", no ")}`);
  build(tools);
} else if (!isCurrent()) {
  removeAll();
  console.warn("libsecp256k1 as WebAssembly is left out: npm run build:libsecp256k1 makes it");
}
