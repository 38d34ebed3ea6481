/**
 * A response that holds a value as JSON.
 *
 * @param status - 200 by default
 * @param headers - others beside the content type
 */
export function jsonResponse(value: unknown, status = 200, headers?: HeadersInit): Response {
  const all = new Headers(headers);
  all.set("content-type", "application/json");
  return new Response(JSON.stringify(value), { status, headers: all });
}
