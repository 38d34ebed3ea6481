import { invalidField } from "../../invalidField.js";
import { httpUrl } from "../messages/httpUrl.js";

/**
 * Names resources by the URLs of requests, without user info and fragment.
 *
 * @param origin - where clients see them, if not there where the request says
 * @throws UmaInvoiceError `INVALID_FIELD`
 */
export function resourceAt(origin: string | undefined): (request: Request) => string {
  if (origin !== undefined && httpUrl(origin)?.origin !== origin)
    throw invalidField("origin", "an origin (https://api.example.com)", origin);
  return ({ url }) => {
    const { origin: own, pathname, search } = new URL(url);
    return (origin ?? own) + pathname + search;
  };
}
