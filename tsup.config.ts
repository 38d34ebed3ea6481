import { resolve } from "node:path";
import { defineConfig, type Options } from "tsup";

/** What users import. */
const entries = [
  "index",
  "tlv/index",
  "request/index",
  "qr/index",
  "vasp/index",
  "x402/index",
  "x402/scheme/index",
];

/**
 * Files of their own: the parser of certificates does not say that it has no side effects, so bundlers
 * leave it out only together with the file that imports it.
 */
const apart = ["vasp/checkUse", "vasp/parseCertificate", "vasp/verifyChain"];

function toEntry(names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, `src/${name}.ts`]));
}

const common: Options = {
  entry: toEntry(entries),
  target: "es2022",
  platform: "neutral",
  removeNodeProtocol: false,
  silent: true,
};

const inlined: Options = { noExternal: [/^@noble\//, "qr"] };

// The noble packages and qr are ES modules only, which Node.js before 20.19 cannot require.
// With `treeshake`, Rollup does the splitting, and both entries share one UmaInvoiceError.
const cjs: Options = { ...inlined, format: "cjs", splitting: true, treeshake: true };

/** The same with Node.js's own engine for the default one. */
const forNode: Options = {
  outDir: "dist/node",
  platform: "node",
  esbuildPlugins: [
    {
      name: "node-ecdsa",
      setup(build) {
        build.onResolve({ filter: /\/defaultEcdsa\.js$/ }, () => ({
          path: resolve("src/ecdsa/nodeEcdsa.ts"),
        }));
      },
    },
  ],
};

export default defineConfig([
  {
    ...common,
    entry: toEntry([...entries, ...apart]),
    format: "esm",
    dts: { entry: toEntry(entries) },
    clean: true,
  },
  { ...common, ...cjs, dts: true },
  // Node.js loads one file in a quarter of the time of seven.
  { ...common, ...forNode, ...inlined, format: "esm" },
  { ...common, ...forNode, ...cjs },
  {
    ...common,
    ...inlined,
    entry: { "cli/main": "src/cli/main.ts" },
    format: "esm",
    outDir: "dist/node",
    platform: "node",
    esbuildPlugins: forNode.esbuildPlugins!,
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
