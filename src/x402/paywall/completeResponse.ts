import { invalidField } from "../../invalidField.js";
import type { Admitted } from "./Paywall.js";

/**
 * Checks that a handler's response can be sent: one that cannot is a failure of the handler.
 *
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function checkResponse(response: Response): void {
  const { status, bodyUsed, body }: Partial<Response> = Object(response);
  if (!(Number.isInteger(status) && status! >= 200 && status! <= 599))
    throw invalidField("response.status", "200 to 599", status);
  if (bodyUsed || body?.locked) throw invalidField("response.body", "one that nobody has read", body);
}

/** Ends a request that was let through with the handler's response. */
export async function completeResponse(admitted: Admitted, response: Response): Promise<Response> {
  checkResponse(response);
  const { status, statusText } = response;
  // A copy: the headers of a response that was fetched cannot be set.
  const headers = new Headers(response.headers);
  const conclusion = admitted.conclude(status, headers);
  await conclusion.done;
  for (const [name, value] of Object.entries(conclusion.headers)) headers.set(name, value);
  return new Response(response.body, { status, statusText, headers });
}
