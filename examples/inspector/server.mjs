import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";

const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/**
 * Serves the page's static files, on this machine alone.
 *
 * @param {string} folder
 * @param {number} port 0 for any
 */
export async function serveInspector(folder, port) {
  const headers = await securityHeaders(folder);
  const server = createServer(async ({ url }, response) => {
    const [path] = url.split("?");
    const name = path === "/" ? "index.html" : path.slice(1);
    try {
      // The folder is flat: a name with anything but letters and a dot is no file of the page.
      if (!/^[a-z]+\.[a-z]+$/.test(name)) throw new Error("no such file");
      const content = await readFile(join(folder, name));
      response.writeHead(200, { ...headers, "content-type": types[extname(name)] }).end(content);
    } catch {
      response.writeHead(404, headers).end();
    }
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  return { server, url: `http://127.0.0.1:${server.address().port}/` };
}

/** The page's own policy, and what can stand in a header only. */
async function securityHeaders(folder) {
  const html = await readFile(join(folder, "index.html"), "utf8");
  const [, policy] = /Content-Security-Policy"\s+content="([^"]+)"/.exec(html);
  return {
    "content-security-policy": `${policy}; frame-ancestors 'none'`,
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(self)",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  };
}
