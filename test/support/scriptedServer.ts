import type { IncomingHttpHeaders } from "node:http";
import { serve } from "./serve.js";

/** A request as it came in. */
export type Received = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

/** What to answer; `drop` ends the connection without an answer. */
export type Answer =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: string }
  | "drop";

/** A server on this machine that is closed at the end of the test. */
export type ScriptedServer = {
  readonly origin: string;
  /** All requests, in order. */
  readonly received: readonly Received[];
};

/**
 * Starts a server that answers as it is told.
 *
 * @param answer - gets the request, and how many have come before it
 */
export async function scriptedServer(
  answer: (received: Received, count: number) => Answer | Promise<Answer>,
): Promise<ScriptedServer> {
  const received: Received[] = [];
  const host = await serve(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = "", url = "", headers } = request;
    const count = received.push({ method, url, headers, body: Buffer.concat(chunks) }) - 1;
    const given = await answer(received[count]!, count);
    if (given === "drop") request.socket.destroy();
    else response.writeHead(given.status ?? 200, given.headers).end(given.body);
  });
  return { origin: `http://${host}`, received };
}
