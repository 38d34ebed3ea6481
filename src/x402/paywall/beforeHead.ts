import type { NodeResponse } from "./NodeMessages.js";

type Values = string | number | readonly string[];
type Head = Readonly<Record<string, Values>> | readonly Values[];

/** What Node.js takes for a reason (RFC 9112, section 4). */
const plainReason = /^[\t -~\u0080-\u00ff]*$/;

/**
 * Calls a function just before the head of a response is sent, while headers can still be set. What
 * the handler hands to `writeHead` has been set by then. What is no head that can be sent is none, and leaves it
 * to the next.
 */
export function beforeHead(response: NodeResponse, act: (status: number) => void): void {
  const writeHead = response.writeHead as (status: number, ...rest: readonly unknown[]) => unknown;
  const watched = (given: number, ...[reason, headers]: readonly unknown[]) => {
    const reasons = typeof reason === "string" ? [reason] : [];
    // As Node.js reads it.
    const status = given | 0;
    if (status < 100 || status > 999 || !plainReason.test(reasons[0] ?? ""))
      return writeHead.call(response, given, ...reasons);
    const head = reasons.length > 0 ? headers : (headers ?? reason);
    setAll(response, (head ?? {}) as Head);
    // There is one head: who tries to send another, after a failure, is not to be believed.
    response.writeHead = writeHead;
    try {
      act(status);
      return writeHead.call(response, status, ...reasons);
    } catch (error) {
      response.writeHead = watched;
      throw error;
    }
  };
  response.writeHead = watched;
}

/** In Node.js, headers are an object, or a list of names and values in turn. */
function setAll(response: NodeResponse, head: Head): void {
  if (!isList(head)) {
    for (const [name, value] of Object.entries(head)) response.setHeader(name, value);
    return;
  }
  for (let i = 0; i < head.length; i += 2) response.removeHeader(`${head[i]}`);
  for (let i = 0; i < head.length; i += 2)
    response.appendHeader(`${head[i]}`, head[i + 1] as string | readonly string[]);
}

function isList(head: Head): head is readonly Values[] {
  return Array.isArray(head);
}
