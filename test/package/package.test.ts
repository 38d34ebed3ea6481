import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exports as conditions, version } from "../../package.json";
import * as pay from "../../src/pay/index.js";
import * as qr from "../../src/qr/index.js";
import * as request from "../../src/request/index.js";
import * as tlv from "../../src/tlv/index.js";
import * as vasp from "../../src/vasp/index.js";
import * as wasm from "../../src/wasm/index.js";
import * as x402 from "../../src/x402/index.js";
import * as scheme from "../../src/x402/scheme/index.js";
import { addConsumer, type Command, install, pack, root, run, tool } from "./install.js";
import { type Report, testReport } from "./testReport.js";

type PackageReport = Report & {
  /** The names that each entry beside the main one exports. */
  readonly errorClass: string;
  readonly entryExports: { readonly [entry: string]: readonly string[] };
  /** The entries whose errors are no UmaInvoiceError of the main one. */
  readonly foreignErrors: readonly string[];
};

/** Each entry, by each way to load it, in some orders. */
const orders = fc.sample(
  fc.shuffledSubarray(
    ["import", "require"].flatMap((how) =>
      Object.keys(conditions)
        .filter((entry) => entry !== "./package.json")
        .map((entry) => [how, entry] as const),
    ),
    { minLength: 14 },
  ),
  { numRuns: 4, seed: 16 },
);

const entries = Object.entries({ pay, qr, request, tlv, vasp, wasm, x402, "x402/scheme": scheme });

let folder: string;
let tarball: string;
let project: string;

beforeAll(async () => {
  // Outside of this repository, so that nothing resolves to its node_modules.
  folder = await mkdtemp(join(tmpdir(), "uma-invoice-"));
  tarball = await pack(folder);
  project = join(folder, "project");
  await install(project, tarball);
  await addConsumer(project);
});

afterAll(() => rm(folder, { recursive: true }));

test("an installation brings what the README says and what that needs, and nothing else", async () => {
  const files = await readdir(join(project, "node_modules"), { recursive: true });
  const manifests = files.map((file) => /^((?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(file)?.[1]);
  expect(manifests.filter((name) => name !== undefined).sort()).toEqual([
    "@noble/hashes",
    "@noble/secp256k1",
    "@peculiar/asn1-schema",
    "@peculiar/asn1-x509",
    "@peculiar/utils",
    "asn1js",
    "pvtsutils",
    "pvutils",
    "qr",
    "tslib",
    "uma-invoice",
  ]);
});

describe("the runtimes", () => {
  let runtimes: string;

  beforeAll(async () => {
    runtimes = join(folder, "runtimes");
    await install(runtimes, oldestNode, "bun@1.4.5", "deno@2.9.6");
    // Deno's binary is found when it is first called, but Bun's is put in place by this script.
    await run(join(runtimes, "node_modules/bun"), [process.execPath, "install.js"]);
  });

  const oldestNode = `node-${process.platform}-${process.arch}@20.0.0`;
  const bin = (name: string) => join(runtimes, "node_modules/.bin", name);
  const commands: Readonly<Record<string, () => Command>> = {
    "Node.js as it runs these tests": () => [process.execPath],
    "Node.js 20.0.0, the oldest supported": () => [bin("node")],
    Bun: () => [bin("bun")],
    Deno: () => [bin("deno"), "run", "--allow-read"],
  };

  test.each(Object.entries(commands).filter(([name]) => name.startsWith("Node.js")))(
    "%s runs the command",
    async (_name, command) => {
      const main = "node_modules/uma-invoice/dist/node/cli/main.js";
      expect(await run(project, [...command(), main, "--version"])).toBe(`${version}\n`);
    },
  );

  describe.each(Object.entries(commands))("%s", (_name, command) => {
    test.each(["copies.mjs", "copies.cjs"])("has the package once, however %s loads it", async (program) => {
      for (const order of orders)
        expect(await run(project, [...command(), program, JSON.stringify(order)])).toBe("[]\n");
    });

    test.each(["copies.mjs", "copies.cjs"])("has it once in a worker that runs %s", async (program) => {
      const [order] = orders;
      const inWorker = [...command(), "inWorker.mjs", program, JSON.stringify(order)] as const;
      expect(await run(project, inWorker as unknown as Command)).toBe("[]\n");
    });

    describe.each([
      ["ES modules", "check.mjs"],
      ["CommonJS", "check.cjs"],
    ])("%s", (_name, program) => {
      let report: PackageReport;

      beforeAll(async () => {
        report = JSON.parse(await run(project, [...command(), program]));
      });

      testReport(() => report);

      test.each(entries)("exports from uma-invoice/%s the names that its source exports", (entry, source) => {
        expect(report.entryExports[entry]).toEqual(Object.keys(source).sort());
      });

      test("has not renamed the class of its errors, which logs show", () => {
        expect(report.errorClass).toBe("UmaInvoiceError");
      });

      test("throws the main entry's UmaInvoiceError from all entries", () => {
        expect(report.foreignErrors).toEqual([]);
      });
    });
  });
});

describe.each<[name: string, options: BuildOptions]>([
  ["Node.js", { platform: "node" }],
  ["Node.js and a condition of its own", { platform: "node", conditions: ["own"] }],
  ["browsers", { platform: "browser" }],
  ["Cloudflare Workers", { platform: "browser", conditions: ["workerd", "worker", "browser"] }],
  ["React Native", { platform: "neutral", mainFields: ["main"], conditions: ["react-native"] }],
])("a bundle for %s", (name, options) => {
  const bundle = (source: BuildOptions) =>
    build({
      ...{ absWorkingDir: project, bundle: true, format: "esm", target: "es2022" },
      ...options,
      ...source,
    });

  test("holds the package once, imported and required", async () => {
    const outfile = `mixed for ${name}.mjs`;
    await bundle({ entryPoints: ["mixed.mjs"], outfile });
    expect(await run(project, [process.execPath, outfile])).toBe("[]\n");
  });

  test("verifies with OpenSSL where there is one, and with noble alone elsewhere", async () => {
    const contents = 'export { verifyInvoice } from "uma-invoice";';
    const { outputFiles } = await bundle({ stdin: { contents, resolveDir: project }, write: false });
    expect(outputFiles![0]!.text.includes("getBuiltinModule")).toBe(options.platform === "node");
  });

  const isShaken = options.conditions === undefined || options.conditions.includes("workerd");
  test.runIf(isShaken)("leaves out what is not used", async () => {
    const contents = 'export { formatAmount } from "uma-invoice";';
    const { outputFiles } = await bundle({ stdin: { contents, resolveDir: project }, write: false });
    expect(outputFiles![0]!.contents.length).toBeLessThan(11_000);
  });
});

const strict = ["--strict", "--exactOptionalPropertyTypes", "--target", "es2022", "--lib", "es2022"];

describe.each([
  ["an ES module of Node.js", "mts", "node16", "node16"],
  ["a CommonJS module of Node.js", "cts", "node16", "node16"],
  ["an ES module of the newest Node.js", "mts", "nodenext", "nodenext"],
  ["a bundler", "ts", "esnext", "bundler"],
  ["what does not read `exports`", "ts", "commonjs", "node10"],
])("the types hold in a strict program for %s", (...row) => {
  const [, extension, module, moduleResolution] = row;
  const compile = (...args: readonly string[]) =>
    run(project, [
      ...[tool("tsc"), "--noEmit", "--module", module, "--moduleResolution", moduleResolution, ...strict],
      ...args,
    ] as unknown as Command);

  test("of the core and the codec alone", async () => {
    expect(await compile(`types.${extension}`)).toBe("");
  });

  test("of all entries, with the types of browsers", async () => {
    expect(await compile("--lib", "es2022,dom", `entries.${extension}`)).toBe("");
  });

  test("of all entries, with the types of Node.js", async () => {
    const types = join(root, "node_modules/@types");
    expect(await compile("--typeRoots", types, "--types", "node", `entries.${extension}`)).toBe("");
  });
});

test("what does not read `exports` finds each entry in a folder", async () => {
  const load = createRequire(join(project, "nowhere.cjs"));
  for (const [entry, source] of entries) {
    const api = load(join(project, "node_modules/uma-invoice", entry));
    expect(Object.keys(api).sort()).toEqual(Object.keys(source).sort());
  }
});

test("the types of a program's own messages can be named in its declarations", async () => {
  const emit = ["--declaration", "--emitDeclarationOnly", "--outDir", "declarations"];
  expect(await run(project, [tool("tsc"), ...emit, "--module", "node16", ...strict, "types.mts"])).toBe("");
});

test("publint finds nothing to improve in the tarball", async () => {
  expect(await run(folder, [tool("publint"), "run", tarball, "--strict"])).toContain("All good!");
});

test("attw finds no wrong types in the tarball", async () => {
  expect(await run(folder, [tool("attw"), tarball])).toContain("uma-invoice/tlv");
});
