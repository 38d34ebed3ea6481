import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import table from "./protocolErrors.json";

const source = fileURLToPath(new URL("../../src/", import.meta.url));
const statuses: { readonly [code: string]: number } = table.statuses;

/** HTTP's own statuses (RFC 9110), which say more than that of the code. */
const ofHttp: { readonly [code: string]: readonly number[] } = {
  INVALID_REQUEST_FORMAT: [405, 413, 415],
  INTERNAL_ERROR: [503],
};

/** All that the source tells the other side, by file: `["CODE", 400]`. */
const told = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .flatMap((file) => {
    const text = readFileSync(source + file, "utf8");
    return Array.from(
      text.matchAll(/\["([A-Z][A-Z_]+)", (\d{3})\]/g),
      ([, code, status]) => [code!, Number(status), file] as const,
    );
  });

test.each(told)("%s goes with %i, in %s", (code, status) => {
  expect(Object.keys(statuses)).toContain(code);
  expect([statuses[code], ...(ofHttp[code] ?? [])]).toContain(status);
});

test("every layer tells something", () => {
  const layers = new Set(told.map(([, , file]) => file.split(/[/\\]/)[0]));
  expect(layers).toEqual(new Set(["errors.ts", "http", "pay", "request", "vasp", "x402"]));
});
