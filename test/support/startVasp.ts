import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { createInvoice, encodeInvoice, type InvoiceFields, type VerifiedInvoice } from "uma-invoice";
import { createRequestHandler, type RequestHandlerOptions } from "uma-invoice/request";
import { createKeyResolver, createVaspHandler } from "uma-invoice/vasp";
import { keys, type TestKey } from "./keys.js";
import { allFields } from "./sampleFields.js";

/** A VASP with a server of its own, as the package makes it. */
export type Vasp = {
  /** Its host name and port. */
  readonly domain: string;
  /** What its users were shown. */
  readonly notices: { readonly invoice: VerifiedInvoice; readonly text: string }[];
  /** What went wrong on its side. */
  readonly errors: unknown[];
  /** What it was asked for, in order: `GET /path`. */
  readonly log: string[];
  /** Publishes another key from now on, and signs with it. */
  rotateTo(key: TestKey): void;
  /** Answers all requests in another way from now on. */
  answer(listener: RequestListener): void;
  /** An invoice of its user Bob for a user of another VASP. */
  invoiceFor(other: Vasp, changes?: Partial<InvoiceFields>): string;
  close(): Promise<void>;
};

/**
 * Starts one.
 *
 * @param host - a name of this machine
 */
export async function startVasp(
  host: string,
  key: TestKey = keys.first,
  options: Partial<RequestHandlerOptions> = {},
): Promise<Vasp> {
  const notices: Vasp["notices"] = [];
  const errors: unknown[] = [];
  const log: string[] = [];
  let listener: RequestListener = () => {};
  const server = createServer((request, response) => {
    log.push(`${request.method} ${request.url}`);
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const domain = `${host}:${(server.address() as AddressInfo).port}`;

  const receive = createRequestHandler({
    hosted: [domain],
    keyResolver: createKeyResolver({ allowLoopback: true }),
    onInvoice: (invoice, text) => {
      notices.push({ invoice, text });
    },
    onError: (error) => errors.push(error),
    ...options,
  });
  let signingKey = key;
  function rotateTo(next: TestKey): void {
    signingKey = next;
    const wellKnown = createVaspHandler({
      keys: { signingPublicKey: next.publicKey, encryptionPublicKey: next.publicKey },
      configuration: {
        name: "VASP",
        umaMajorVersions: [0, 1],
        umaRequestEndpoint: `http://${domain}/uma/requests`,
      },
    });
    listener = getRequestListener((request) =>
      new URL(request.url).pathname === "/uma/requests" ? receive(request) : wellKnown(request),
    );
  }
  rotateTo(key);

  return {
    domain,
    notices,
    errors,
    log,
    rotateTo,
    answer(other) {
      listener = other;
    },
    invoiceFor(other, changes = {}) {
      const ours = { receiverUma: `$bob@${domain}`, callback: `http://${domain}/uma/payreq` };
      const expiration = new Date(Date.now() + 3_600_000);
      const fields = { ...allFields, ...ours, expiration, senderUma: `$alice@${other.domain}`, ...changes };
      return encodeInvoice(createInvoice(fields, signingKey.secretKey));
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
