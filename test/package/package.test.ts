import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { version } from "../../package.json";
import * as qr from "../../src/qr/index.js";
import * as request from "../../src/request/index.js";
import * as tlv from "../../src/tlv/index.js";
import * as vasp from "../../src/vasp/index.js";
import * as x402 from "../../src/x402/index.js";
import * as scheme from "../../src/x402/scheme/index.js";
import { addConsumer, type Command, install, pack, run, tool } from "./install.js";
import { type Report, testReport } from "./testReport.js";

type PackageReport = Report & {
  /** The names that each entry beside the main one exports. */
  readonly entryExports: { readonly [entry: string]: readonly string[] };
  /** The entries whose errors are no UmaInvoiceError of the main one. */
  readonly foreignErrors: readonly string[];
};

const entries = Object.entries({ qr, request, tlv, vasp, x402, "x402/scheme": scheme });

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

      test("throws the main entry's UmaInvoiceError from all entries", () => {
        expect(report.foreignErrors).toEqual([]);
      });
    });
  });
});

const strict = ["--strict", "--exactOptionalPropertyTypes", "--target", "es2022", "--lib", "es2022"];

test.each([
  ["an ES module of Node.js", "types.mts", "node16", "node16"],
  ["a CommonJS module of Node.js", "types.cts", "node16", "node16"],
  ["a bundler", "types.ts", "esnext", "bundler"],
])("the types hold in a strict program for %s", async (...row) => {
  const [, file, module, moduleResolution] = row;
  const modules = ["--module", module, "--moduleResolution", moduleResolution];
  expect(await run(project, [tool("tsc"), "--noEmit", ...modules, ...strict, file])).toBe("");
});

test("the types of a program's own messages can be named in its declarations", async () => {
  const emit = ["--declaration", "--emitDeclarationOnly", "--outDir", "declarations"];
  expect(await run(project, [tool("tsc"), ...emit, "--module", "node16", ...strict, "types.mts"])).toBe("");
});

test("publint finds nothing to improve in the tarball", async () => {
  expect(await run(folder, [tool("publint"), "run", tarball, "--strict"])).toContain("All good!");
});

// `node10` knows nothing of `exports`, and so of the other entries; no supported Node.js resolves that way.
test("attw finds no wrong types in the tarball", async () => {
  expect(await run(folder, [tool("attw"), tarball, "--profile", "node16"])).toContain("uma-invoice/tlv");
});
