import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url);
const pages = [
  ...["README.md", "CONTRIBUTING.md", "SECURITY.md", "fixtures/README.md"],
  ...["docs", "docs/decisions"].flatMap((folder) =>
    readdirSync(new URL(folder, root))
      .filter((name) => name.endsWith(".md"))
      .map((name) => `${folder}/${name}`),
  ),
].map((page) => ({ page, text: readFileSync(new URL(page, root), "utf8") }));

const sources = ["src", "test", "examples", "bench"].flatMap((folder) =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" }).map(
    (file) => `${folder}/${file}`,
  ),
);

const { scripts } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));

/** The paths in a page that lead to the repository from its root: `src/tlv/kinds.ts`, `test/interop/`. */
function pathsIn(text: string): string[] {
  const folders = "src|test|docs|bench|examples|fixtures|scripts|\\.ci|\\.github";
  return Array.from(text.matchAll(new RegExp(`\`((?:${folders})/[\\w./-]*)\``, "g")), ([, path]) => path!);
}

/** The files beside a page that it links to. */
function linksIn(text: string): string[] {
  return Array.from(text.matchAll(/\]\((?!https?:|#)([^)#]+)/g), ([, link]) => link!);
}

test.each(pages)("$page names no file that is gone", ({ page, text }) => {
  expect(pathsIn(text).filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  expect(linksIn(text).filter((link) => !existsSync(new URL(link, new URL(page, root))))).toEqual([]);
});

// The account of the mutants names files as they were called when they were measured.
test.each(pages.filter(({ page }) => page !== "docs/mutation.md"))(
  "$page names no source that is gone, in however few words",
  ({ text }) => {
    const named = Array.from(text.matchAll(/[\w./-]+\.ts\b/g), ([name]) => name);
    const ends = (file: string, name: string) => `/${file}`.endsWith(`/${name}`);
    expect(named.filter((name) => !sources.some((file) => ends(file, name)))).toEqual([]);
  },
);

test.each(pages)("$page names nothing that is gone from its file", ({ text }) => {
  const named = Array.from(
    text.matchAll(/`(\w+)` in `((?:src|test|examples)\/[\w./-]*)`/g),
    ([, name, path]) => ({
      name: name!,
      path: path!,
    }),
  );
  const source = (path: string) => readFileSync(new URL(path, root), "utf8");
  expect(named.filter(({ name, path }) => !new RegExp(`\\b${name}\\b`).test(source(path)))).toEqual([]);
});

test.each(pages)("$page names no script that is gone", ({ text }) => {
  const named = Array.from(text.matchAll(/npm run ([\w:]+)/g), ([, script]) => script!);
  expect(named.filter((script) => !(script in scripts))).toEqual([]);
});

test("the map of the house names every layer", () => {
  const { text } = pages.find(({ page }) => page === "docs/architecture.md")!;
  const folders = (path: string) =>
    readdirSync(new URL(path, root), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${path}/${name}`);
  const layers = [...folders("src").filter((path) => path !== "src/x402"), ...folders("src/x402")];
  expect(layers.filter((path) => !text.includes(`| \`${path}\` |`))).toEqual([]);
});

test("the paths are found that these tests are about", () => {
  expect(pages.flatMap(({ text }) => pathsIn(text)).length).toBeGreaterThan(60);
  expect(pages.flatMap(({ text }) => linksIn(text)).length).toBeGreaterThan(10);
});
