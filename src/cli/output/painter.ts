import type { Io, Output } from "../Io.js";

// ECMA-48, section 8.3.117 (SGR).
const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const;

/** How text may look. */
export type Look = keyof typeof codes;

/** Gives text a look, or leaves it as it is where there are no colours. */
export type Paint = (text: string, ...looks: readonly Look[]) => string;

/**
 * The painter for an output: colours on a terminal, unless `NO_COLOR` is set or it is a dumb one, and
 * wherever `FORCE_COLOR` asks for them. As for Node.js itself, `FORCE_COLOR` has the last word.
 *
 * @see https://no-color.org
 */
export function painter(output: Output, env: Io["env"]): Paint {
  if (!hasColours(output, env)) return (text) => text;
  return (text, ...looks) =>
    text === "" || looks.length === 0
      ? text
      : `\x1b[${looks.map((look) => codes[look]).join(";")}m${text}\x1b[0m`;
}

/** Whether an output may be coloured. */
export function hasColours(output: Output, { FORCE_COLOR, NO_COLOR, TERM }: Io["env"]): boolean {
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "") return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return output.isTTY === true && !NO_COLOR && TERM !== "dumb";
}
