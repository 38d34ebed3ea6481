/** An invoice to try the page with. */
export type Sample = {
  readonly title: string;
  readonly text: string;
  /** Hex of the key that signed it. */
  readonly publicKey: string;
};

/** The build puts the samples here: see `build.mjs`. */
declare const SAMPLES: readonly Sample[];

export const samples = SAMPLES;
