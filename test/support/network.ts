import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Servers on this machine under host names of their own, over real HTTP: all but DNS and TLS. */
export type Network = {
  /** Finds the servers by their https URLs; what it does with the rest is up to the global `fetch`. */
  readonly fetch: typeof globalThis.fetch;
  /** What was asked for, in order: `GET https://vasp.example/path`. */
  readonly log: readonly string[];
  /** Starts a server under a name, in place of one that has it. */
  serve(host: string, listener: RequestListener): Promise<Server>;
  close(): Promise<void>;
};

export function createNetwork(): Network {
  const servers: Server[] = [];
  const ports = new Map<string, number>();
  const log: string[] = [];
  return {
    log,
    async fetch(input, init) {
      const url = new URL(input instanceof Request ? input.url : input);
      log.push(`${init?.method ?? "GET"} ${url.href}`);
      const port = url.protocol === "https:" ? ports.get(url.host) : undefined;
      // Nobody is there: fetch never connects to port 1 (Fetch Standard, section 2.9).
      return fetch(`http://127.0.0.1:${port ?? 1}${url.pathname}${url.search}`, init);
    },
    async serve(host, listener) {
      const server = createServer(listener);
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      servers.push(server);
      ports.set(host, (server.address() as AddressInfo).port);
      return server;
    },
    async close() {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}
