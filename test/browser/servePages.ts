import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { fixtureSet } from "../package/fixtureSet.js";

const root = new URL("../../", import.meta.url);
const policy = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'";
const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".mjs": "text/javascript",
};

export type PageServer = {
  readonly port: number;
  readonly close: () => Promise<void>;
};

/** Serves this repository's built bundles, test pages and fixtures, all under a strict policy. */
export async function servePages(): Promise<PageServer> {
  const server = createServer(async ({ url = "/" }, response) => {
    const { pathname } = new URL(url, "http://localhost");
    response.setHeader("content-security-policy", policy);
    response.setHeader("content-type", types[extname(pathname)] ?? "text/plain");
    try {
      response.end(await content(pathname));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function content(pathname: string): Promise<string> {
  if (pathname === "/fixtures.json") return JSON.stringify(fixtureSet);
  if (!/^\/(dist|test)\//.test(pathname)) throw new Error(`not served: ${pathname}`);
  return readFile(new URL(`.${pathname}`, root), "utf8");
}
