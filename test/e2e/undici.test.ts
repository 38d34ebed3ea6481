import type { RequestListener } from "node:http";
import { deliverInvoice } from "uma-invoice/request";
import { createKeyResolver, fetchVaspConfiguration, fetchVaspKeys } from "uma-invoice/vasp";
import { Agent, fetch as undiciFetch } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hex } from "../support/bytes.js";
import { keys } from "../support/keys.js";
import { serve } from "../support/serve.js";
import { startVasp, type Vasp } from "../support/startVasp.js";

const fetch = undiciFetch as unknown as typeof globalThis.fetch;
const agent = new Agent({ connections: 1 });
/** As a server behind a proxy, or with limits of its own on connections, has it. */
const dispatched: typeof globalThis.fetch = (url, init) =>
  fetch(url, { ...init, dispatcher: agent } as RequestInit);

let vasp: Vasp;
let other: Vasp;
beforeAll(async () => {
  [vasp, other] = [await startVasp("127.0.0.1"), await startVasp("localhost", keys.second)];
});
afterAll(async () => {
  await Promise.all([vasp.close(), other.close(), agent.close()]);
});

describe.each([
  ["fetch of the package undici", fetch],
  ["the same with a dispatcher", dispatched],
])("with %s", (_, made) => {
  const local = { allowLoopback: true, fetch: made };

  test("keys and configurations are read", async () => {
    expect((await fetchVaspKeys(vasp.domain, local)).signingPublicKey).toEqual(hex(keys.first.publicKey));
    expect((await fetchVaspConfiguration(vasp.domain, local)).umaMajorVersions).toEqual([0, 1]);
    const { publicKey } = await createKeyResolver(local).resolve(`$bob@${vasp.domain}`);
    expect(publicKey).toEqual(hex(keys.first.publicKey));
  });

  test("an invoice is delivered", async () => {
    const before = other.notices.length;
    const invoice = vasp.invoiceFor(other, { invoiceUUID: crypto.randomUUID() });
    await deliverInvoice(invoice, local);
    expect(other.notices).toHaveLength(before + 1);
  });

  test("what takes too long, is too long or leads elsewhere is refused as ever", async () => {
    const codeOf = async (listener: RequestListener) =>
      fetchVaspKeys(await serve(listener), { ...local, timeoutSeconds: 0.3, maxBytes: 1000 }).then(
        () => "none",
        ({ code, message }) => `${code} ${message}`,
      );
    expect(await codeOf(() => undefined)).toContain("FETCH_TIMEOUT");
    expect(await codeOf((_, response) => response.end(" ".repeat(1001)))).toContain("at most 1000 bytes");
    const elsewhere = { location: `http://${vasp.domain}/.well-known/lnurlpubkey` };
    expect(await codeOf((_, response) => response.writeHead(302, elsewhere).end())).toContain(
      "found a redirect",
    );
    expect(await codeOf((request) => request.socket.destroy())).toContain("FETCH_FAILED");
  });

  test("a signal ends a request with its reason", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const domain = await serve(() => controller.abort(reason));
    await expect(fetchVaspKeys(domain, { ...local, signal: controller.signal })).rejects.toBe(reason);
  });
});
