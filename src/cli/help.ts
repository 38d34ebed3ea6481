import type { Command } from "./command.js";
import type { Paint } from "./io.js";

/** The help on all commands. */
export function overview(commands: { readonly [name: string]: Command }, paint: Paint): string {
  const list = Object.entries(commands).map(([name, { summary }]) => [name, summary] as const);
  return `${paint("uma-invoice", "bold")} looks into UMA invoices, verifies and creates them.

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

const general: readonly (readonly [string, string])[] = [["--help, -h", "say this"]];

const exitCodes = `Exit codes: 0 all is well; 1 an invoice is not what it has to be; 2 the command cannot
be run as asked; 3 a signature could not be checked, for want of the VASP's key; 141 whoever
read the output went away.`;

function columns(rows: readonly (readonly [string, string])[]): string {
  const widest = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(widest)}  ${right}\n`).join("");
}
