/** What one contender takes. */
export type Figure = {
  /** In the result's unit. */
  readonly median: number;
  readonly p75?: number;
  /** How many times what the row's first contender takes. */
  readonly ratio: number;
};

/** Stands for a figure where a contender fails at the work. */
export type Refusal = {
  /** Why, to follow the contender's name. */
  readonly cannot: string;
};

/** A row of the table. */
export type Result = {
  readonly name: string;
  readonly unit: "ns" | "bytes";
  readonly figures: { readonly [contender: string]: Figure | Refusal };
};
