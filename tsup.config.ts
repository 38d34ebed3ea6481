import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { defineConfig, type Options } from "tsup";
import { exports } from "./package.json";

/** What users import: `./tlv` is made of `src/tlv/index.ts`. */
const entries = Object.keys(exports)
  .filter((entry) => entry !== "./package.json")
  .map((entry) => join(entry, "index"));

/**
 * Files of their own: the parser of certificates does not say that it has no side effects, so bundlers
 * leave it out only together with the file that imports it.
 */
const apart = ["vasp/certificate", "vasp/chain", "vasp/use"];

function toEntry(names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, `src/${name}.ts`]));
}

/** Puts in what `scripts/libsecp256k1/build.mjs` made, where there are its tools. */
function withWasm(variant: "browser" | "node"): Record<string, string> {
  const file = `.cache/libsecp256k1/${variant}.wasm`;
  return { LIBSECP256K1: JSON.stringify(existsSync(file) ? readFileSync(file, "base64") : "") };
}

const common: Options = {
  define: withWasm("browser"),
  entry: toEntry(entries),
  target: "es2022",
  platform: "neutral",
  removeNodeProtocol: false,
  silent: true,
};

const inlined: Options = { noExternal: [/^@noble\//, "qr"] };

const esm: Options = { entry: toEntry([...entries, ...apart]), format: "esm" };

// The noble packages and qr are ES modules only, which Node.js before 20.19 cannot require.
// With `treeshake`, Rollup does the splitting, and all entries share what they have in common.
const cjs: Options = { ...inlined, format: "cjs", splitting: true, treeshake: true };

/** The same with Node.js's own engine: `imports` of package.json has two for `#default-ecdsa`. */
const forNode: Options = { platform: "node", define: withWasm("node") };

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${text}\n`);
}

/**
 * Makes what leads to the CommonJS build: the ES modules of Node.js, so that a process in which some
 * import and others require the package has it once, and the folders of the entries, for what does not
 * read `exports`. With them come the types, which are the same whichever way they are reached.
 */
async function writeReferrers(): Promise<void> {
  const require = createRequire(import.meta.url);
  for (const entry of entries) {
    const names = Object.keys(require(resolve(`dist/node/${entry}.cjs`))).sort();
    await write(`dist/node/${entry}.js`, `export { ${names.join(", ")} } from "./index.cjs";`);
    await write(`dist/${entry}.d.ts`, 'export * from "./index.cjs";');
    if (entry === "index") continue;
    const folder = dirname(entry);
    const built = `${relative(folder, "dist")}/${entry}`;
    const manifest = {
      main: `${built}.cjs`,
      module: `${built}.js`,
      types: `${built}.d.cts`,
      sideEffects: false,
    };
    await write(`${folder}/package.json`, JSON.stringify(manifest, undefined, 2));
  }
}

export default defineConfig([
  { ...common, ...esm, clean: true },
  { ...common, ...cjs, dts: true },
  { ...common, ...esm, ...forNode, outDir: "dist/node/bundler" },
  {
    ...common,
    ...cjs,
    ...forNode,
    define: { ...forNode.define, "import.meta.url": "__filename" },
    outDir: "dist/node",
    onSuccess: writeReferrers,
  },
  {
    ...common,
    ...inlined,
    ...forNode,
    entry: { "cli/main": "src/cli/main.ts" },
    format: "esm",
    outDir: "dist/node",
  },
  {
    ...common,
    entry: { "browser/uma-invoice": "src/index.ts" },
    format: ["esm", "iife"],
    ...inlined,
    globalName: "UmaInvoice",
    // The licence of noble-secp256k1 stands in its code, where esbuild finds it.
    banner: { js: "/*! Contains noble-hashes - MIT License (c) 2022 Paul Miller (paulmillr.com) */" },
    minify: true,
    sourcemap: true,
  },
]);
