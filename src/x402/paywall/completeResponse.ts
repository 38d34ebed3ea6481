import type { Admitted } from "./Paywall.js";

/** Ends a request that was let through with the handler's response. */
export async function completeResponse(admitted: Admitted, response: Response): Promise<Response> {
  const { status, statusText } = response;
  const conclusion = admitted.conclude(status, response.headers.get("cache-control"));
  await conclusion.done;
  // A copy: the headers of a response that was fetched cannot be set.
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(conclusion.headers)) headers.set(name, value);
  return new Response(response.body, { status, statusText, headers });
}
