import { cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import ts from "typescript";
import { devDependencies } from "../../package.json";
import * as core from "../../src/index.js";
import * as pay from "../../src/pay/index.js";
import * as qr from "../../src/qr/index.js";
import * as request from "../../src/request/index.js";
import * as tlv from "../../src/tlv/index.js";
import * as vasp from "../../src/vasp/index.js";
import * as wasm from "../../src/wasm/index.js";
import * as x402 from "../../src/x402/index.js";
import * as scheme from "../../src/x402/scheme/index.js";
import type { DocExample } from "../support/docExamples.js";
import { coreNames } from "../support/exampleNames/coreNames.js";
import { payNames } from "../support/exampleNames/payNames.js";
import { qrNames } from "../support/exampleNames/qrNames.js";
import { requestNames } from "../support/exampleNames/requestNames.js";
import { vaspNames } from "../support/exampleNames/vaspNames.js";
import { x402Names } from "../support/exampleNames/x402Names.js";
import { root } from "./install.js";

/** What each entry exports. */
const entries = Object.entries({
  "uma-invoice": core,
  "uma-invoice/pay": pay,
  "uma-invoice/qr": qr,
  "uma-invoice/request": request,
  "uma-invoice/tlv": tlv,
  "uma-invoice/vasp": vasp,
  "uma-invoice/wasm": wasm,
  "uma-invoice/x402": x402,
  "uma-invoice/x402/scheme": scheme,
});

const exampleNames: { readonly [set: string]: { readonly [name: string]: unknown } } = {
  ...{ coreNames, payNames, qrNames, requestNames, vaspNames, x402Names },
};

/**
 * Gives a project what examples need besides the package: the development dependencies of this
 * repository, and the names that examples use without saying where they come from.
 */
export async function addExampleNames(project: string): Promise<void> {
  const modules = join(project, "node_modules");
  const installed = await readdir(modules, { recursive: true });
  for (const name of Object.keys(devDependencies).filter((name) => !installed.includes(name))) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(root, "node_modules", name), join(modules, name));
  }
  const support = join(project, "support");
  await cp(join(root, "test/support"), support, { recursive: true });
  for (const file of await readdir(support, { recursive: true })) {
    if (!file.endsWith(".ts")) continue;
    const source = await readFile(join(support, file), "utf8");
    await writeFile(join(support, file), source.replace(/"(?:\.\.\/)+src\/(.*?)"/g, published));
  }
}

/** Where a module of the source is in the package; what is not public stays where it is. */
function published(_name: string, path: string): string {
  const entry = join("uma-invoice", path).replace(/\/index\.js$/, "");
  return JSON.stringify(entries.some(([name]) => name === entry) ? entry : join(root, "src", path));
}

/** The example of a doc comment, with the imports that it leaves out and the names that it takes for granted. */
export function completeExample({ code, file }: DocExample): string {
  const layer = dirname(file).split("/")[0]!;
  const set = `${layer}Names` in exampleNames ? `${layer}Names` : "coreNames";
  const { declared, used, types } = namesIn(code);
  // `text` is an invoice's, but in the codec.
  const known = entries.filter(([entry]) => entry !== "uma-invoice/tlv" || layer === "tlv");
  const [home] = known.find(([entry]) => entry === `uma-invoice/${layer}`) ?? ["uma-invoice"];
  const missing = used.filter((name) => !declared.includes(name));
  const lines = missing.map((name) => {
    const entry = known.find(([, api]) => name in api)?.[0];
    if (entry) return `import { ${name} } from "${entry}";`;
    if (types.includes(name) && !(name in globalThis)) return `import type { ${name} } from "${home}";`;
    if (!(name in exampleNames[set]!)) return "";
    return `import { ${set} as $${name} } from "./support/exampleNames/${set}.js";\nconst { ${name} } = $${name};`;
  });
  return [...lines, code, "export {};"].join("\n");
}

/** The names that a program declares anywhere, those that it uses, and those that it uses as types. */
function namesIn(code: string): { declared: string[]; used: string[]; types: string[] } {
  const declared: string[] = [];
  const used = new Set<string>();
  const types: string[] = [];
  const visit = (node: ts.Node): void => {
    const { parent } = node;
    if (ts.isIdentifier(node)) {
      const isDeclared =
        (ts.isVariableDeclaration(parent) ||
          ts.isBindingElement(parent) ||
          ts.isTypeAliasDeclaration(parent)) &&
        parent.name === node;
      const isImported =
        ts.isImportClause(parent) || ts.isImportSpecifier(parent) || ts.isNamespaceImport(parent);
      const isProperty =
        (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) && parent.name === node;
      if (isDeclared || isImported) declared.push(node.text);
      else if (!isProperty && !ts.isConstTypeReference(parent)) used.add(node.text);
      if (ts.isTypeReferenceNode(parent) && !ts.isConstTypeReference(parent)) types.push(node.text);
    }
    node.forEachChild(visit);
  };
  visit(ts.createSourceFile("example.ts", code, ts.ScriptTarget.ES2022, true));
  return { declared, used: [...used], types };
}

/** What TypeScript finds wrong in files of a project, by file. */
export function checkTypes(
  project: string,
  files: readonly string[],
  moduleResolution: ts.ModuleResolutionKind,
): ReadonlyMap<string, readonly string[]> {
  const program = ts.createProgram(
    files.map((file) => join(project, file)),
    {
      ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noEmit: true },
      module:
        moduleResolution === ts.ModuleResolutionKind.Bundler ? ts.ModuleKind.ESNext : ts.ModuleKind.Node16,
      moduleResolution,
      resolveJsonModule: true,
      // The package's own types are checked on their own; others' are their makers' matter.
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2022,
      lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
      typeRoots: [join(root, "node_modules/@types")],
      types: ["node"],
    },
  );
  const problems = new Map<string, string[]>();
  for (const { file, messageText } of ts.getPreEmitDiagnostics(program)) {
    const name = file?.fileName.replace(`${project}/`, "") ?? "";
    const message = ts.flattenDiagnosticMessageText(messageText, "\n");
    problems.set(name, [...(problems.get(name) ?? []), message]);
  }
  return problems;
}
