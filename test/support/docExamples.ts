import { readdirSync, readFileSync } from "node:fs";
import { transform } from "esbuild";

/** A runnable example of a doc comment. */
export type DocExample = {
  /** Where it stands: file and line. */
  readonly name: string;
  /** The file, from the source folder on. */
  readonly file: string;
  readonly code: string;
};

/** What an example gave, and what the comment beside it says that it gives. */
export type Outcome = { readonly actual: unknown; readonly comment: string };

/** All examples in the doc comments of a folder of sources. */
export function readExamples(folder: URL): DocExample[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  return files.sort().flatMap((file) => {
    const source = readFileSync(new URL(file, folder), "utf8");
    return Array.from(source.matchAll(/\/\*\*.*?\*\//gs)).flatMap(({ 0: comment, index }) => {
      const [, ...examples] = comment.replace(/^[ \t]*\*(?: |$)/gm, "").split("@example");
      return examples.flatMap((example) =>
        Array.from(example.matchAll(/```ts\n(.*?)```/gs)).map(({ 1: code }) => ({
          name: `${file}:${source.slice(0, index).split("\n").length}`,
          file,
          code: code!,
        })),
      );
    });
  });
}

/** All examples of the README; each is named after its heading. */
export function readReadme(): DocExample[] {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  return readme.split(/^#+ /m).flatMap((section) => {
    const [name] = section.split("\n", 1);
    return Array.from(section.matchAll(/```ts\n(.*?)```/gs), ([, code]) => ({
      ...{ name: name!, file: "README.md", code: code! },
    }));
  });
}

/**
 * Runs an example.
 *
 * @param names - what it may use without importing it
 * @param require - what gets the packages that it imports
 * @returns for each comment beside a value or a log, what was really there
 */
export async function runExample(
  { code }: DocExample,
  names: { readonly [name: string]: unknown },
  require: NodeJS.Require,
): Promise<Outcome[]> {
  const { imports, body } = instrument(code);
  const wrapped = `${imports}\nexport async function run() {\n${body}\n}`;
  const compiled = await transform(wrapped, { loader: "ts", format: "cjs", target: "node20" });
  const outcomes: Outcome[] = [];
  const logged: string[] = [];
  const scope = {
    ...names,
    require,
    module: { exports: {} as { run(): Promise<void> } },
    console: { log: (...values: unknown[]) => logged.push(values.join(" ")) },
    $outcome: (actual: unknown, comment: string) => outcomes.push({ actual, comment }),
    // As a literal: what is logged is text, and never just in other words.
    $logged: (line: string) => outcomes.push({ actual: logged.shift(), comment: JSON.stringify(line) }),
  };
  new Function(...Object.keys(scope), compiled.code)(...Object.values(scope));
  await scope.module.exports.run();
  return outcomes;
}

/** Turns comments beside values and logs into calls that hand both out. */
function instrument(code: string): { imports: string; body: string } {
  const imports: string[] = [];
  const body: string[] = [];
  const logs: string[] = [];
  for (const { statement, comments } of statements(code)) {
    const variable = /^const (\w+) = .*;$/.exec(statement)?.[1];
    const isValue = /^[\w[("'`{].*;$/.test(statement) && !/^(const|type|let|for|if|return)\b/.test(statement);
    if (/^import\b/.test(statement)) imports.push(statement);
    else if (comments.length === 0) body.push(statement);
    else if (statement.includes("console.log(")) {
      body.push(statement);
      logs.push(...comments);
    } else if (variable) body.push(statement, outcome(variable, comments));
    else if (isValue) body.push(outcome(statement.slice(0, -1), comments));
    else body.push(statement);
  }
  // After all of them, so that a loop may log more than one line.
  body.push(...logs.map((comment) => `$logged(${JSON.stringify(comment)});`));
  return { imports: imports.join("\n"), body: body.join("\n") };
}

function outcome(expression: string, comments: readonly string[]): string {
  return `$outcome(${expression}, ${JSON.stringify(comments.join(" "))});`;
}

/** The lines of code, each with the comment behind it and those on the lines below. */
function statements(code: string): { statement: string; comments: string[] }[] {
  const found: { statement: string; comments: string[] }[] = [];
  for (const line of code.trim().split("\n")) {
    const { statement, comment } = /^(?<statement>.*?)(?:\s*\/\/ (?<comment>.*))?$/.exec(line)!.groups!;
    const comments = comment === undefined ? [] : [comment];
    if (statement === "" && found.length > 0) found.at(-1)!.comments.push(...comments);
    else found.push({ statement: statement!, comments });
  }
  return found;
}
