import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { describe, expect, test } from "vitest";
import * as main from "../../src/index.js";
import * as pay from "../../src/pay/index.js";
import * as qr from "../../src/qr/index.js";
import * as request from "../../src/request/index.js";
import * as tlv from "../../src/tlv/index.js";
import * as vasp from "../../src/vasp/index.js";
import * as wasm from "../../src/wasm/index.js";
import * as x402 from "../../src/x402/index.js";
import * as scheme from "../../src/x402/scheme/index.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

const resolving = Symbol("resolving");

/**
 * Resolves the package's entries as they are published: one module each, with its dependencies
 * outside. There is no package.json with `sideEffects: false` here, which counts for whole modules:
 * what a bundler leaves out of one that it needs, it judges by the code alone.
 */
const published: Plugin = {
  name: "published",
  setup({ onResolve, onLoad, resolve }) {
    // Its packages do not say that they have no side effects; they stand in a file of the package that is
    // left out where it is not needed.
    onResolve({ filter: /^@peculiar\// }, ({ path, pluginData, ...from }) =>
      pluginData === resolving
        ? undefined
        : resolve(path, { ...from, pluginData: resolving }).then((found) => ({
            ...found,
            sideEffects: false,
          })),
    );
    onResolve({ filter: /^uma-invoice/ }, ({ path }) => ({ path, namespace: "published" }));
    onLoad({ filter: /./, namespace: "published" }, async ({ path }) => {
      const { outputFiles } = await build({
        entryPoints: [path.replace("uma-invoice", "src").concat("/index.ts")],
        absWorkingDir: root,
        bundle: true,
        format: "esm",
        packages: "external",
        platform: "neutral",
        write: false,
      });
      return { contents: outputFiles[0]!.text, resolveDir: root };
    });
  },
};

const forbiddenGlobals = ["eval", "Function", "require", "process", "Buffer"];
const marker = "forbiddenGlobal_";

/** Bundles a program that uses the package; mentions of forbidden globals come out marked. */
async function bundle(
  contents: string,
  isExternal = false,
): Promise<{ code: string; inputs: readonly string[] }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    define: Object.fromEntries(
      forbiddenGlobals.flatMap((name) => [
        [name, marker + name],
        [`globalThis.${name}`, marker + name],
      ]),
    ),
    format: "esm",
    legalComments: "none",
    mainFields: ["module", "main"],
    external: isExternal ? ["@peculiar/*"] : [],
    metafile: true,
    minify: true,
    platform: "neutral",
    plugins: [published],
    write: false,
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  return {
    code: outputFiles[0]!.text,
    inputs: inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([input]) => input),
  };
}

/** How the names of the packages start that may come along. */
const starts = ["@noble/", "@peculiar/", "qr/"];

type Entry = {
  readonly entry: string;
  readonly source: Readonly<Record<string, unknown>>;
  /** What each package comes along with, by the start of its name; none of it otherwise. */
  readonly packages: { readonly [start: string]: readonly string[] };
};

describe.each<Entry>([
  {
    entry: "uma-invoice",
    source: main,
    packages: {
      "@noble/": [
        "createInvoice",
        "createInvoiceAsync",
        "isProofOfPayment",
        "nobleEcdsa",
        "verifyInvoice",
        "verifyInvoiceSignature",
        "verifyInvoicesAsync",
      ],
    },
  },
  { entry: "uma-invoice/tlv", source: tlv, packages: {} },
  { entry: "uma-invoice/qr", source: qr, packages: { "qr/": ["toQrSvg", "toQrTerminal"] } },
  {
    entry: "uma-invoice/request",
    source: request,
    packages: { "@noble/": ["createRequestHandler", "receiveInvoice"] },
  },
  { entry: "uma-invoice/wasm", source: wasm, packages: { "@noble/": ["wasmEcdsa"] } },
  {
    entry: "uma-invoice/vasp",
    source: vasp,
    packages: {
      "@noble/": [
        "createKeyResolver",
        "createVaspHandler",
        "fetchVaspKeys",
        "readCertificate",
        "readSigningKey",
        "verifyInvoiceWithResolver",
      ],
      "@peculiar/": [
        "createKeyResolver",
        "createVaspHandler",
        "fetchVaspKeys",
        "readCertificate",
        "readSigningKey",
      ],
    },
  },
  {
    entry: "uma-invoice/pay",
    source: pay,
    packages: {
      "@noble/": [
        "createLnurlpHandler",
        "createPayRequestHandler",
        "createPayer",
        "decodeLightningInvoice",
        "decryptTravelRuleInfo",
        "encryptTravelRuleInfo",
        "signLnurlpRequest",
        "signLnurlpResponse",
        "signPayRequest",
        "signPayResponse",
        "signPostTransactionCallback",
        "verifyLnurlpRequest",
        "verifyLnurlpResponse",
        "verifyPayRequest",
        "verifyPayResponse",
        "verifyPostTransactionCallback",
      ],
      "@peculiar/": ["createPayer"],
    },
  },
  {
    entry: "uma-invoice/x402",
    source: x402,
    packages: {
      "@noble/": [
        "createPaywall",
        "createSettlementHandler",
        "createSettlementNotifier",
        "createUmaFetch",
        "createUmaTools",
      ],
    },
  },
  {
    entry: "uma-invoice/x402/scheme",
    source: scheme,
    packages: { "@noble/": ["exactUmaClient", "exactUmaFacilitator", "exactUmaServer"] },
  },
])("$entry", ({ entry, source, packages }) => {
  const bundleAlone = (name: string) => bundle(`export { ${name} } from "${entry}";`);
  const names = Object.keys(source).sort();

  test("leaves nothing in the bundle of a program that imports no name", async () => {
    expect((await bundle(`import "${entry}";`)).code).toBe("");
  });

  test.each(names)("%s can be bundled alone", async (name) => {
    const { code } = await bundleAlone(name);
    const alone = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`);
    expect(typeof alone[name]).toBe(typeof source[name]);
  });

  test.each(names)(`%s needs none of ${forbiddenGlobals.join(", ")}`, async (name) => {
    expect((await bundle(`export { ${name} } from "${entry}";`, true)).code).not.toContain(marker);
  });

  test("only what needs a package brings it along", async () => {
    const bundles = await Promise.all(names.map(bundleAlone));
    const found = starts.map((start) => {
      const isIn = (input: string) => input.includes(`node_modules/${start}`);
      return [start, names.filter((_name, index) => bundles[index]!.inputs.some(isIn))] as const;
    });
    expect(Object.fromEntries(found.filter(([, users]) => users.length > 0))).toEqual(packages);
  });
});
