import type { Io, Output } from "../../src/cli/io.js";
import { run } from "../../src/cli/run.js";
import { utf8 } from "./bytes.js";
import { beforeExpiration } from "./sampleFields.js";

/** The world around the command, as far as a test minds. */
export type CliWorld = {
  readonly stdin?: string | Uint8Array | AsyncIterable<Uint8Array>;
  readonly env?: Io["env"];
  readonly now?: () => Date;
  readonly fetch?: typeof globalThis.fetch;
  /** How wide the terminal is that the output goes to; without, it goes to no terminal. */
  readonly columns?: number;
  /** Likewise for the standard error output. */
  readonly errorColumns?: number;
  /** What happens to what is written, instead of being noted. */
  readonly write?: Output["write"];
};

/** What the command left behind. */
export type CliOutcome = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs the command in this process, at a moment at which the samples are still valid. */
export async function runCli(argv: readonly string[], world: CliWorld = {}): Promise<CliOutcome> {
  const stdout = record(world.columns, world.write);
  const stderr = record(world.errorColumns);
  const { stdin = "" } = world;
  const code = await run({
    argv,
    env: world.env ?? {},
    stdin: typeof stdin === "string" || stdin instanceof Uint8Array ? oneChunk(stdin) : stdin,
    stdout: stdout.output,
    stderr: stderr.output,
    now: world.now ?? (() => new Date(beforeExpiration * 1000)),
    fetch: world.fetch ?? (() => Promise.reject(new Error("this test has no network"))),
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

async function* oneChunk(content: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof content === "string" ? utf8(content) : content;
}

/** An output that notes what is written, unless that goes elsewhere, and fails as a stream does. */
function record(
  columns: number | undefined,
  write?: Output["write"],
): { readonly output: Output; text(): string } {
  let written = "";
  let emitError = () => {};
  return {
    output: {
      write(text, done) {
        if (!write) {
          written += text;
          return done();
        }
        return write(text, (error) => {
          if (error) emitError();
          done(error);
        });
      },
      on(_event, listener) {
        emitError = listener;
      },
      ...(columns !== undefined && { isTTY: true, columns }),
    },
    text: () => written,
  };
}
