import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const source = fileURLToPath(new URL("../../src/", import.meta.url));
const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((file) => /(?:^|[/\\])errors\.ts$/.test(file))
  .map((file) => `${source}${file}`);

type Meaning = { readonly code: string; readonly protocolCode: string; readonly httpStatus: number };

/** What stands for an expression: that of a constant of the same file, without `as const` and the like. */
function standsFor(expression: ts.Expression): ts.Expression {
  if (
    ts.isAsExpression(expression) ||
    ts.isSatisfiesExpression(expression) ||
    ts.isParenthesizedExpression(expression)
  )
    return standsFor(expression.expression);
  if (!ts.isIdentifier(expression)) return expression;
  const constants = expression.getSourceFile().statements.filter(ts.isVariableStatement);
  const declared = constants
    .flatMap(({ declarationList }) => declarationList.declarations)
    .find(({ name }) => name.getText() === expression.text);
  return declared?.initializer ? standsFor(declared.initializer) : expression;
}

/** What a code in a table means: `CODE: ["PROTOCOL_CODE", 400]`. */
function meaningOf(property: ts.PropertyAssignment): Meaning[] {
  const value = standsFor(property.initializer);
  if (!ts.isArrayLiteralExpression(value)) return [];
  const [protocolCode, httpStatus] = value.elements.map(standsFor);
  if (!protocolCode || !ts.isStringLiteral(protocolCode)) return [];
  if (!httpStatus || !ts.isNumericLiteral(httpStatus)) return [];
  const code = property.name.getText();
  return [{ code, protocolCode: protocolCode.text, httpStatus: Number(httpStatus.text) }];
}

function tablesIn(file: string): Meaning[] {
  const found: Meaning[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node)) found.push(...meaningOf(node));
    node.forEachChild(visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true));
  return found;
}

/** The codes of the public type. */
function publicCodes(): string[] {
  const options = { strict: true, target: ts.ScriptTarget.ES2022, lib: ["lib.es2022.d.ts"], types: [] };
  const program = ts.createProgram([`${source}errors.ts`], options);
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(`${source}errors.ts`)!)!;
  const symbol = checker.getExportsOfModule(module).find(({ name }) => name === "UmaInvoiceErrorCode")!;
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  return (type.isUnion() ? type.types : [type]).map((member) => (member as ts.StringLiteralType).value);
}

const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
const rows = Array.from(
  page.matchAll(/^\| `([A-Z_0-9]+)` \| (.+) \| (.+) \| `([A-Z_]+)` (\d{3}) \|$/gm),
  (row) => {
    const [, code, meaning, advice, protocolCode, httpStatus] = row as unknown as string[];
    return { code: code!, meaning, advice, protocolCode: protocolCode!, httpStatus: Number(httpStatus) };
  },
);

const byCode = (one: { readonly code: string }, other: { readonly code: string }) =>
  one.code < other.code ? -1 : 1;

test("the page has each code of the public type, once", () => {
  expect(rows.map(({ code }) => code).sort()).toEqual(publicCodes().sort());
});

test("it says of each what the tables say to the other side", () => {
  const said = rows.map(({ code, protocolCode, httpStatus }) => ({ code, protocolCode, httpStatus }));
  expect(said.sort(byCode)).toEqual(files.flatMap(tablesIn).sort(byCode));
});

test("it says of each in whole sentences what it means, and what to do", () => {
  for (const { code, meaning, advice } of rows)
    expect([meaning, advice], code).toEqual(Array(2).fill(expect.stringMatching(/^[A-Z`].+[.?]$/)));
});

test("no row of the page is left out here", () => {
  expect(rows).toHaveLength(page.split("\n").filter((line) => /^\| `/.test(line)).length);
});
