/** The command cannot be run as it was asked to: exit code 2. Its message never repeats a value that may be a secret. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
