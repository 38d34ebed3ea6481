import { createInvoice, encodeInvoice, type IntegerDialect } from "../../src/index.js";
import { cases, languages, toFields } from "../support/fixtures.js";
import { keys } from "../support/keys.js";
import { handmade } from "./handmade.js";
import { committed, type ToRead } from "./sdk.js";

/** What cannot be Unix time in seconds is read, but not written. */
const milliseconds = ["expiration 4294967296", "expiration 9007199254740991"] as const;

const notWritten = {
  binary: ["amount 18446744073709551615", "callback of 256 bytes", ...milliseconds],
  decimal: ["callback of 256 bytes", ...milliseconds],
} as const satisfies Record<IntegerDialect, readonly string[]>;

/** The cases that a dialect can hold, as this library writes them. */
export function ours(integers: IntegerDialect): readonly ToRead[] {
  return cases
    .filter(({ name }) => !(notWritten[integers] as readonly string[]).includes(name))
    .map(({ name, key, fields }) => ({
      name,
      text: encodeInvoice(createInvoice(toFields(fields), keys[key].secretKey, { integers })),
      publicKey: keys[key].publicKey,
    }));
}

function theirs(): readonly ToRead[] {
  return languages.flatMap((sdk) =>
    committed(sdk).flatMap((written) =>
      "text" in written
        ? { name: `${sdk}: ${written.name}`, text: written.text, publicKey: keys[written.key].publicKey }
        : [],
    ),
  );
}

/** Every invoice that there is to try an SDK on, each text once. */
export function everything(): readonly ToRead[] {
  const named = (prefix: string, texts: readonly ToRead[]) =>
    texts.map((item) => ({ ...item, name: `${prefix}: ${item.name}` }));
  const all = [
    ...named("ours, binary", ours("binary")),
    ...named("ours, decimal", ours("decimal")),
    ...theirs(),
    ...named("by hand, binary", handmade("binary")),
    ...named("by hand, decimal", handmade("decimal")),
  ];
  return [...new Map(all.map((item) => [item.text, item])).values()];
}
