/** What a property of a message has to be. */
export type Property = {
  readonly expected: string;
  readonly test: (value: unknown) => boolean;
  /** May be absent, or `null`, which counts as absent. */
  readonly optional?: boolean;
  /** Errors tell no more of it than its size. */
  readonly secret?: boolean;
};
