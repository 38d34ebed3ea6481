import { version } from "../../package.json";
import { UmaInvoiceError } from "../errors.js";
import { type Command, helpText, overview, parseArguments } from "./command.js";
import { create } from "./commands/create.js";
import { decode } from "./commands/decode.js";
import { interop } from "./commands/interop.js";
import { keygen } from "./commands/keygen.js";
import { pay } from "./commands/pay.js";
import { qr } from "./commands/qr.js";
import { verify } from "./commands/verify.js";
import { closest, errorText, UsageError } from "./errors.js";
import { advice, couldBeKey } from "./input/secrets.js";
import { type Io, painter, tell, write } from "./io.js";
import { printable, repeated } from "./output/text.js";

/** All commands by name, in the order of the help. */
export const commands: { readonly [name: string]: Command } = {
  decode,
  verify,
  pay,
  create,
  keygen,
  qr,
  interop,
};

/**
 * The command `uma-invoice`.
 *
 * @returns the exit code
 */
export async function run(io: Io): Promise<number> {
  // What fails to be written is reported to whoever wrote it.
  for (const output of [io.stdout, io.stderr]) output.on("error", () => undefined);
  try {
    return await dispatch(io);
  } catch (error) {
    return report(io, error);
  }
}

async function dispatch(io: Io): Promise<number> {
  const [name, ...args] = io.argv;
  if (name === undefined) {
    tell(io, overview(commands, painter(io.stderr, io.env)).trimEnd());
    return 2;
  }
  if (name === "--version" || name === "-V") return print(io, `${version}\n`);
  const paint = painter(io.stdout, io.env);
  if (name === "help" || isHelp(name)) {
    const [topic] = args;
    return print(
      io,
      topic === undefined ? overview(commands, paint) : helpText(topic, commandOf(topic), paint),
    );
  }
  const command = commandOf(name);
  if (args.some(isHelp)) return print(io, helpText(name, command, paint));
  const { values, positionals } = parseArguments(args, command.options);
  return command.run(io, values, positionals);
}

function isHelp(argument: string): boolean {
  return argument === "--help" || argument === "-h";
}

function commandOf(name: string): Command {
  if (Object.hasOwn(commands, name)) return commands[name]!;
  const names = Object.keys(commands);
  const meant = closest(name, names);
  const hint = meant === undefined ? names.join(", ") : `did you mean ${meant}?`;
  throw new UsageError(`unknown command: ${hint}`);
}

async function print(io: Io, text: string): Promise<number> {
  await write(io, text);
  return 0;
}

/** What a shell reports of a program that SIGPIPE ended: 128, and the number of the signal. */
const closedPipe = 141;

/** Says what went wrong, for people, and gives the exit code; what nobody foresaw is thrown on. */
function report(io: Io, error: unknown): number {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EPIPE") return closedPipe;
  if (error instanceof UmaInvoiceError) {
    tell(io, errorText(error, painter(io.stderr, io.env)));
    return 1;
  }
  // Node.js's own errors of files and streams have a code, and a message that says which file.
  if (!(error instanceof UsageError || typeof code === "string")) throw error;
  const message = printable(messageOf(error as Error));
  tell(io, `uma-invoice: ${message}`);
  if (!message.includes(advice) && io.argv.some(couldBeKey)) tell(io, `in an argument, ${advice}`);
  if (error instanceof UsageError) {
    const [name = ""] = io.argv;
    tell(io, `"uma-invoice ${Object.hasOwn(commands, name) ? `${name} ` : ""}--help" says more.`);
  }
  return 2;
}

/** Node.js's messages name the file that they are about, which may have been given a key for a name. */
function messageOf(error: Error & { readonly path?: unknown }): string {
  const { message, path } = error;
  return typeof path === "string" && path !== "" ? message.replaceAll(path, repeated(path)) : message;
}
