import { readFile } from "node:fs/promises";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";

const folder = new URL("../../dist/browser/", import.meta.url);
const read = (file: string) => readFile(new URL(file, folder), "utf8");

test("the classic script adds UmaInvoice to the globals, and nothing else", async () => {
  const globals = {};
  runInNewContext(await read("uma-invoice.global.js"), globals);
  expect(Object.keys(globals)).toEqual(["UmaInvoice"]);
});

describe.each(["uma-invoice.js", "uma-invoice.global.js"])("%s", (file) => {
  test.each([
    "noble-hashes - MIT License (c) 2022 Paul Miller (paulmillr.com)",
    "noble-secp256k1 - MIT License (c) 2019 Paul Miller (paulmillr.com)",
  ])("keeps the legal comment %j", async (comment) => {
    expect(await read(file)).toContain(comment);
  });

  test("names its source map", async () => {
    expect(await read(file)).toMatch(new RegExp(`\\n//# sourceMappingURL=${file}\\.map\\s*$`));
  });

  test("has a source map that holds its sources", async () => {
    const { sources, sourcesContent } = JSON.parse(await read(`${file}.map`));
    const index = sources.indexOf("../../src/errors.ts");
    expect(sourcesContent[index]).toBe(await read("../../src/errors.ts"));
  });
});
