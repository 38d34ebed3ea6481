import { builtinModules } from "node:module";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import type { Result } from "./result.js";

/** What each package adds to a page: bundled with all that it needs, minified and gzipped. */
export async function measureSizes(): Promise<Result[]> {
  const core = await bundledSize('export * from "./src/index.js";');
  return [
    row("size, everything for invoices", {
      "uma-invoice": core,
      "@uma-sdk/core": await bundledSize(
        'export { InvoiceSerializer, createUmaInvoice, verifyUmaInvoiceSignature } from "@uma-sdk/core";',
      ),
    }),
    row("size, to decode only", {
      "uma-invoice": await bundledSize('export { decodeInvoice } from "./src/index.js";'),
      "@uma-sdk/core": await bundledSize('export { InvoiceSerializer } from "@uma-sdk/core";'),
    }),
    row("size, beside the packages bech32 and @noble alone", {
      "uma-invoice": core,
      bech32: await bundledSize(`
        export { bech32 } from "bech32";
        export { hashes, Point, sign, utils, verify } from "@noble/secp256k1";
        export { hmac } from "@noble/hashes/hmac.js";
        export { sha256 } from "@noble/hashes/sha2.js";
      `),
    }),
  ];
}

async function bundledSize(contents: string): Promise<number> {
  const bundle = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    platform: "browser",
    // Left out of what is counted: what stands in for them is the page's choice.
    external: [...builtinModules],
    legalComments: "none",
  });
  return gzipSync(bundle.outputFiles[0]!.contents, { level: 9 }).length;
}

function row(name: string, sizes: { readonly [contender: string]: number }): Result {
  const base = sizes["uma-invoice"]!;
  const figures = Object.entries(sizes).map(([contender, bytes]) => [
    contender,
    { median: bytes, ratio: bytes / base },
  ]);
  return { name, unit: "bytes", figures: Object.fromEntries(figures) };
}
