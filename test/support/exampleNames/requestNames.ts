import { createInvoice } from "../../../src/index.js";
import * as request from "../../../src/request/index.js";
import * as vasp from "../../../src/vasp/index.js";
import { keyDocument } from "../keyDocument.js";
import { keys } from "../keys.js";
import { coreNames } from "./coreNames.js";

/** What every VASP answers, at whatever host: its configuration, its keys, and OK to an invoice. */
const documents: { readonly [path: string]: object } = {
  "/.well-known/uma-configuration": {
    uma_major_versions: [0, 1],
    uma_request_endpoint: "https://vasp1.com/uma/requests",
  },
  "/.well-known/lnurlpubkey": keyDocument(keys.first),
  "/uma/requests": { status: "OK" },
};

/** What the examples of `src/request` use without saying where it comes from. */
export const requestNames = {
  ...coreNames,
  ...request,
  invoiceForAlice: createInvoice(
    { ...coreNames.fields, expiration: 4_102_444_800, senderUma: "$alice@vasp1.com" },
    keys.first.secretKey,
  ),
  createKeyResolver: vasp.createKeyResolver,
  keyResolver: vasp.createKeyResolver(),
  fetch: async (url: RequestInfo | URL) => Response.json(documents[new URL(`${url}`).pathname]),
  onInvoice: () => {},
  notify: (_payer: string | undefined, _text: string) => {},
};
