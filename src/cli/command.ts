import { parseArgs } from "node:util";
import { closest, UsageError } from "./errors.js";
import { refuseSecret } from "./input/secrets.js";
import type { Io, Paint } from "./io.js";

/** An option of a command: `--name`, or `--name <value>`. */
type Option = {
  /** What stands for the value in the help; an option without is a switch. */
  readonly value?: string;
  /** What it does; an option without is left out of the help. */
  readonly help?: string;
};

/** The options of a command by name. */
type Options = { readonly [name: string]: Option };

/** What was given for options: text, or `true` for a switch. */
type Values<O extends Options> = {
  readonly [Name in keyof O]?: O[Name] extends { readonly value: string } ? string : true;
};

/** A command as it is written. */
type Definition<O extends Options> = {
  /** One line, for the list of commands. */
  readonly summary: string;
  /** What follows the command's name. */
  readonly usage: string;
  /** What it does, for people: paragraphs of lines. */
  readonly description: string;
  readonly options: O;
  /** Lines to type. */
  readonly examples: readonly string[];
  /** @returns the exit code */
  readonly run: (io: Io, values: Values<O>, positionals: readonly string[]) => Promise<number>;
};

/** A command of whatever options. */
export type Command = Omit<Definition<Options>, "run"> & {
  readonly run: (io: Io, values: Values<Options>, positionals: readonly string[]) => Promise<number>;
};

/** Declares a command: the types of what it is given come from the table of its options. */
export function command<const O extends Options>(definition: Definition<O>): Command {
  return definition as unknown as Command;
}

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
    if (value !== undefined && !shapeless.includes(expected!)) refuseSecret(value, rawName);
    values[name] = value ?? true;
  }
  return { values: values as Values<O>, positionals };
}

/** The help on all commands. */
export function overview(commands: { readonly [name: string]: Command }, paint: Paint): string {
  const list = Object.entries(commands).map(([name, { summary }]) => [name, summary] as const);
  return `${paint("uma-invoice", "bold")} looks into UMA invoices, verifies, pays and creates them.

${paint("Usage:", "bold")} uma-invoice <command> [options]

${paint("Commands:", "bold")}
${columns(list)}
${paint("Options:", "bold")}
${columns([...general, ["--version, -V", "say which version this is"]])}
"uma-invoice <command> --help" says more on each.

${exitCodes}
`;
}

/** The help on a command. */
export function helpText(name: string, command: Command, paint: Paint): string {
  const { usage, description, options, examples } = command;
  const rows = Object.entries(options).flatMap(([option, { value, help }]) =>
    help === undefined ? [] : [[`--${option}${value === undefined ? "" : ` ${value}`}`, help] as const],
  );
  return `${paint("Usage:", "bold")} uma-invoice ${name} ${usage}

${description}

${paint("Options:", "bold")}
${columns([...rows, ...general])}
${paint("Examples:", "bold")}
${examples.map((example) => `  ${example}\n`).join("")}
${exitCodes}
`;
}

/** What stands for values that have the shape of a secret key more often than not, or may: who takes them looks closer. */
const shapeless = ["<path>", "<key>", "<url>"];

function unknownOption(rawName: string, names: readonly string[]): UsageError {
  const meant = closest(rawName.replace(/^-+/, ""), names);
  // Words can be repeated; whatever else stands there may be a key, or a piece of one.
  const shown = /^-{1,2}[a-z]{1,15}(?:-[a-z]{1,15})*$/i.test(rawName) ? ` ${rawName}` : "";
  return new UsageError(`unknown option${shown}${meant === undefined ? "" : `; did you mean --${meant}?`}`);
}

const general: readonly (readonly [string, string])[] = [["--help, -h", "say this"]];

const exitCodes = `Exit codes: 0 all is well; 1 an invoice is not what it has to be, or not paid; 2 the command
cannot be run as asked; 3 nobody knows: a signature could not be checked, for want of the VASP's
key, or what came of a payment; 141 whoever read the output went away.`;

function columns(rows: readonly (readonly [string, string])[]): string {
  const widest = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(widest)}  ${right}\n`).join("");
}
