import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe } from "vitest";
import { createLightningNode, type LightningNode } from "./lightningNode.js";
import { type SdkVasp, startSdkVasp } from "./sdkVasp.js";

/** What there is beside a VASP on an SDK. */
export type Surroundings = {
  readonly language: string;
  readonly sdk: SdkVasp;
  readonly node: LightningNode;
  /** The domain of this side's VASP. */
  readonly domain: string;
  /** Has this side's VASP answer so from now on. */
  answer(listener: RequestListener): void;
};

/**
 * Describes what happens between this library and a VASP on each live SDK.
 *
 * @param define - defines the tests; what it gets can be called once they run
 */
export function describeEachSdk(what: string, define: (around: () => Surroundings) => void): void {
  describe.each(["javascript", "python", "go", "kotlin"])(`${what} on the live SDK in %s`, (language) => {
    const servers: Server[] = [];
    let around: Surroundings | undefined;

    beforeAll(async () => {
      const serve = async (listener: RequestListener) => {
        const server = createServer(listener);
        servers.push(server);
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        return `127.0.0.1:${(server.address() as AddressInfo).port}`;
      };
      const node = createLightningNode();
      const sdk = await startSdkVasp(language, `http://${await serve(node.listener)}/`);
      if (!sdk) {
        console.warn(`${what} on the live ${language} SDK is skipped: it cannot be had here`);
        return;
      }
      let listener: RequestListener = (_, response) => response.writeHead(404).end();
      around = {
        language,
        sdk,
        node,
        domain: await serve((request, response) => listener(request, response)),
        answer(next) {
          listener = next;
        },
      };
    });

    afterAll(async () => {
      await around?.sdk.stop();
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    });

    beforeEach((context) => context.skip(around === undefined, "the SDK cannot be had here"));

    define(() => around!);
  });
}
