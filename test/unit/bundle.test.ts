import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { describe, expect, test } from "vitest";
import * as main from "../../src/index.js";
import * as tlv from "../../src/tlv/index.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Resolves the package's entries as they are published: one module each, with its dependencies
 * outside. There is no package.json with `sideEffects: false` here, which counts for whole modules:
 * what a bundler leaves out of one that it needs, it judges by the code alone.
 */
const published: Plugin = {
  name: "published",
  setup({ onResolve, onLoad }) {
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
async function bundle(contents: string): Promise<{ code: string; inputs: readonly string[] }> {
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

describe.each([
  {
    entry: "uma-invoice",
    source: main as Readonly<Record<string, unknown>>,
    withNoble: [
      "createInvoice",
      "createInvoiceAsync",
      "isProofOfPayment",
      "nobleEcdsa",
      "verifyInvoice",
      "verifyInvoiceSignature",
      "verifyInvoicesAsync",
    ],
  },
  { entry: "uma-invoice/tlv", source: tlv as Readonly<Record<string, unknown>>, withNoble: [] },
])("$entry", ({ entry, source, withNoble }) => {
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
    expect((await bundleAlone(name)).code).not.toContain(marker);
  });

  test("only what signs, verifies or hashes brings the noble packages along", async () => {
    const bundles = await Promise.all(names.map(bundleAlone));
    const isNoble = (input: string) => input.includes("node_modules/@noble/");
    expect(names.filter((_name, index) => bundles[index]!.inputs.some(isNoble))).toEqual(withNoble);
  });
});
