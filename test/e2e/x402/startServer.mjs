import { createServer } from "node:http";
import { text } from "node:stream/consumers";

/**
 * Serves JSON on loopback, and writes the port to standard output, for the test to read.
 *
 * @param routes - by method and path: what makes the answer of the body, as JSON and as text
 * @param otherwise - the listener for all other requests
 */
export async function startServer(routes, otherwise = (_request, response) => response.writeHead(404).end()) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const route = routes[`${request.method} ${pathname}`];
    if (!route) return otherwise(request, response);
    try {
      const body = await text(request);
      const answer = await route(body === "" ? undefined : JSON.parse(body), { body, request });
      response.setHeader("content-type", "application/json");
      response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
    } catch (error) {
      response.writeHead(400).end(`${error.message}\n`);
    }
  });
  // Clients end idle connections. A server that does may close one just as a request is on its way in it, and
  // nobody can tell then whether a payment was made: under load, a few seconds pass soon.
  server.keepAliveTimeout = 0;
  await new Promise((resolve) => server.listen(Number(process.env.PORT ?? 0), "127.0.0.1", resolve));
  const { port } = server.address();
  // Nothing is left behind if the test itself should be killed.
  process.stdin.resume().on("end", () => process.exit());
  return { port, ready: () => console.log(JSON.stringify({ port })) };
}
