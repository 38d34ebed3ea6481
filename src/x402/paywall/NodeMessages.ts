/** What is used of a request of `node:http`, or of Express. */
export type NodeRequest = {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Express's: `url` without what a router has taken off it. */
  readonly originalUrl?: string;
  readonly rawHeaders: readonly string[];
  /** Has `encrypted` where it is one of TLS. */
  readonly socket: object;
};

/** What is used of a response of `node:http`, or of Express. */
export type NodeResponse = {
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  statusCode: number;
  getHeader(name: string): unknown;
  setHeader(name: string, value: string | number | readonly string[]): unknown;
  removeHeader(name: string): unknown;
  appendHeader(name: string, value: string | readonly string[]): unknown;
  // Its overloads are nothing that another function could be assigned to.
  writeHead: (status: number, ...rest: never[]) => unknown;
  end(body?: string): unknown;
  destroy(error?: Error): unknown;
};
