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
