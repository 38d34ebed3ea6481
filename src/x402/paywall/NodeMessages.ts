/** What is used of a request of `node:http`, of `node:http2`'s compatibility API, of Express, or of an adapter's. */
export type NodeRequest = {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Express's: `url` without what a router has taken off it. */
  readonly originalUrl?: string;
  /** Names and values in turn; where there are none, `headers` count. */
  readonly rawHeaders?: readonly string[];
  readonly headers?: { readonly [name: string]: string | readonly string[] | undefined };
  /** Has `encrypted` where it is one of TLS. */
  readonly socket?: object;
  /** The bytes of the body, where they were kept by whoever has parsed it. */
  readonly rawBody?: unknown;
};

/** What is used of a response of `node:http`, of `node:http2`'s compatibility API, or of Express. */
export type NodeResponse = {
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  /** Whether its connection is gone. */
  readonly destroyed?: boolean;
  statusCode: number;
  /** That of `node:http` alone. */
  statusMessage?: string;
  getHeader(name: string): unknown;
  setHeader(name: string, value: string | number | readonly string[]): unknown;
  removeHeader(name: string): unknown;
  appendHeader(name: string, value: string | readonly string[]): unknown;
  // Its overloads are nothing that another function could be assigned to.
  writeHead: (status: number, ...rest: never[]) => unknown;
  end(body?: string): unknown;
  destroy: (error?: Error) => unknown;
};
