/** Where output goes: what there is of a stream of Node.js here. */
export type Output = {
  write(text: string, done: (error?: Error | null) => void): unknown;
  on(event: "error", listener: () => void): unknown;
  /** Whether it is a terminal. */
  readonly isTTY?: boolean;
  /** How many characters a line of the terminal holds. */
  readonly columns?: number;
};

/** All that the command knows of the world around it, besides files. */
export type Io = {
  /** The arguments, without the interpreter and the program. */
  readonly argv: readonly string[];
  readonly env: { readonly [name: string]: string | undefined };
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly now: () => Date;
  readonly fetch: typeof globalThis.fetch;
};

/** Writes to the standard output, and waits until it has taken everything. */
export function write({ stdout }: Pick<Io, "stdout">, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** Says something to people, on the standard error output; if nobody listens, that is their business. */
export function tell({ stderr }: Pick<Io, "stderr">, text: string): void {
  stderr.write(`${text}\n`, () => undefined);
}

/** Before the first line of progress, and between two, in milliseconds. */
const patience = 1000;
const pause = 200;

/** Shows how far a long run has come. */
type Progress = {
  /** Tells that something is done. */
  tick(): void;
  /** Takes the line away, to make room for others. */
  clear(): void;
};

/**
 * A line of progress on the standard error output, if that is a terminal and the results go elsewhere.
 */
export function makeProgress({ stdout, stderr, now }: Io): Progress {
  if (!stderr.isTTY || stdout.isTTY) return { tick() {}, clear() {} };
  let count = 0;
  let next = now().getTime() + patience;
  let isShown = false;
  // ECMA-48: CR, and EL to erase the line.
  const show = (text: string) => stderr.write(`\r\x1b[K${text}`, () => undefined);
  return {
    tick() {
      count++;
      const time = now().getTime();
      if (time < next) return;
      next = time + pause;
      isShown = true;
      show(`${count.toLocaleString("en")} invoices`);
    },
    clear() {
      if (isShown) show("");
      isShown = false;
    },
  };
}

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
