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
    const resource = new URL(url);
    const { origin: own } = resource;
    resource.username = resource.password = resource.hash = "";
    // Not the path and the search: of a query that is empty, the search drops the question mark.
    return (origin ?? own) + resource.href.slice(own.length);
  };
}
