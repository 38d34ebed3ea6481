import { readFileSync } from "node:fs";
import { languages } from "../support/fixtures.js";
import { keys } from "../support/keys.js";

type Element = { readonly name: string; readonly key: keyof typeof keys; readonly text?: string };

const folder = new URL("../../fixtures/", import.meta.url);

/** Every invoice that a published SDK wrote, as it stands in JSON: integers are decimal strings. */
export const fixtureSet = languages.flatMap((language) => {
  const file = new URL(`${language}/invoices.json`, folder);
  const elements: readonly Element[] = JSON.parse(readFileSync(file, "utf8"));
  return elements
    .filter(({ text }) => text !== undefined)
    .map(({ name, key, ...rest }) => ({
      ...rest,
      name: `${language}: ${name}`,
      key: keys[key],
      otherKey: keys[key === "first" ? "second" : "first"],
    }));
});
