import { parseArgs } from "node:util";
import type { Options, Values } from "./Command.js";
import { closest } from "./closest.js";
import { UsageError } from "./UsageError.js";

/**
 * Takes the arguments of a command apart. Stricter than `parseArgs`: an option that is given twice is
 * an error, and no message repeats a value, which may be a secret.
 */
export function parseArguments<O extends Options>(
  args: readonly string[],
  options: O,
): { values: Values<O>; positionals: readonly string[] } {
  const { tokens, positionals } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(options).map(([name, { value }]) => [
        name,
        { type: value === undefined ? ("boolean" as const) : ("string" as const) },
      ]),
    ),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const values: Record<string, string | true> = {};
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const { name, rawName, value, inlineValue } = token;
    if (!Object.hasOwn(options, name)) throw unknownOption(rawName, Object.keys(options));
    if (Object.hasOwn(values, name)) throw new UsageError(`${rawName} is given twice`);
    const expected = options[name]!.value;
    if (expected === undefined && value !== undefined) throw new UsageError(`${rawName} takes no value`);
    // What looks like an option is one, most likely, and the value was forgotten.
    if (expected !== undefined && (value === undefined || (!inlineValue && /^-./.test(value))))
      throw new UsageError(`${rawName} needs a value: ${rawName}=${expected}`);
    values[name] = value ?? true;
  }
  return { values: values as Values<O>, positionals };
}

function unknownOption(rawName: string, names: readonly string[]): UsageError {
  const meant = closest(rawName.replace(/^-+/, ""), names);
  return new UsageError(
    `unknown option ${rawName}${meant === undefined ? "" : `; did you mean --${meant}?`}`,
  );
}
