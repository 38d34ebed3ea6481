import type { OutgoingHttpHeaders, RequestListener } from "node:http";

/** What a server answers at a path: a JSON value with status 200, or what a function does. */
export type Answers = { readonly [path: string]: object | RequestListener };

/** Answers by path; with 404 elsewhere. */
export function answerJson(answers: Answers): RequestListener {
  return (request, response) => {
    const answer = answers[request.url!];
    if (typeof answer === "function") (answer as RequestListener)(request, response);
    else if (answer === undefined) response.writeHead(404).end();
    else response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  };
}

export const json = { "content-type": "application/json" };

/** Answers everything in one way. */
export function answering(
  body: string | Uint8Array,
  headers: OutgoingHttpHeaders = json,
  status = 200,
): RequestListener {
  return (_request, response) => {
    response.writeHead(status, headers).end(body);
  };
}
