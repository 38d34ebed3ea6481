/** What version 2 of x402 says of a resource. Properties beyond these survive. */
export type ResourceInfo = {
  /** An http or https URL. */
  readonly url: string;
  /** For people. */
  readonly description?: string;
  /** The media type of what is sold. */
  readonly mimeType?: string;
};
