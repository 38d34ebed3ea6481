import type { Io } from "./Io.js";

/** An option of a command: `--name`, or `--name <value>`. */
export type Option = {
  /** What stands for the value in the help; an option without is a switch. */
  readonly value?: string;
  /** What it does; an option without is left out of the help. */
  readonly help?: string;
};

/** The options of a command by name. */
export type Options = { readonly [name: string]: Option };

/** What was given for options: text, or `true` for a switch. */
export type Values<O extends Options> = {
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
