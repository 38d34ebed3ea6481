import type { Io } from "../Io.js";

/** Writes to the standard output, and waits until it has taken everything. */
export function write({ stdout }: Pick<Io, "stdout">, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
