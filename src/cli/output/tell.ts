import type { Io } from "../Io.js";

/** Says something to people, on the standard error output; if nobody listens, that is their business. */
export function tell({ stderr }: Pick<Io, "stderr">, text: string): void {
  stderr.write(`${text}\n`, () => undefined);
}
