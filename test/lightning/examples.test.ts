import { expect, test } from "vitest";
import { startCommand } from "../support/startCommand.js";
import { moved } from "./moved.js";
import type { LightningNode } from "./node.js";
import { describeWithNodes } from "./nodes.js";

/** An example, on a node: what the README says to run, but that the package is built already. */
function startOn({ url, macaroon = "" }: LightningNode, name: string) {
  const env = `LND_URL=${url} LND_MACAROON=${macaroon} LND_NETWORK=regtest`;
  return startCommand(`${env} node examples/run.mjs ${name}`);
}

describeWithNodes("the examples", (nodes) => {
  test("sell the weather, and buy it, with nothing simulated but the rate", async () => {
    await startOn(nodes.bob, "paywall/shop").saying("Selling at http://localhost:4005/weather");
    const { result, ...money } = await moved(nodes, () =>
      startOn(nodes.alice, "paywall/agent").saying("cents"),
    );
    expect(result).toContain("{ weather: 'sunny' }\nfor 5 cents");
    expect(money).toEqual({ paidMsat: 100_000n, receivedMsat: 100_000n, payments: 1 });
  });
});
