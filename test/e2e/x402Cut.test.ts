import { createUmaFetch, receiptOf, UmaPaymentError } from "uma-invoice/x402";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { type CuttingProxy, startCuttingProxy } from "../support/cuttingProxy.js";
import { serveWeb } from "../support/serve.js";
import { type ServerProcess, startProcess } from "../support/startProcess.js";
import { startRedis } from "../support/startRedis.js";
import { notification } from "./x402/notification.js";

// A resource server in a process of its own, whose payments are in a real Redis, behind a proxy that cuts the
// connection when a command has been carried out and before its reply is there.

const redis = await startRedis();
let turn = 0;

afterAll(async () => {
  await redis?.stop();
});

/** Opens a shop behind a proxy, and a payer whose payments are told to it. */
async function openMarket() {
  const proxy = await startCuttingProxy(`${redis!.socket}.proxy${turn++}`, redis!.socket);
  onTestFinished(() => proxy.stop());
  let webhook: { url: string; secret: string } | undefined;
  const vasp = await serveWeb(async (request) => {
    webhook = await request.json();
    return Response.json({});
  });
  async function start(port?: number): Promise<ServerProcess> {
    const env = { VASP: vasp, REDIS: proxy.socket, SIGNING_KEY: "", ...(port && { PORT: `${port}` }) };
    const server = await startProcess(new URL("x402/resourceServer.mjs", import.meta.url), env);
    onTestFinished(() => server.stop());
    return server;
  }
  const shop = await start();
  const origin = `http://127.0.0.1:${shop.port}`;
  let paid = 0;
  const umaFetch = createUmaFetch({
    async pay() {
      paid++;
      const { preimage, body } = notification(vasp);
      const headers = { authorization: webhook!.secret };
      expect((await fetch(webhook!.url, { method: "POST", headers, body })).status).toBe(200);
      return preimage;
    },
    maxAmount: { USD: { amount: 5n, decimals: 2 } },
    keyResolver: { resolve: () => Promise.reject(new Error("no invoice is offered")) },
  });
  const served = async () => (await (await fetch(`${origin}/served`)).json()).served as number;
  return { proxy, shop, origin, start, umaFetch, served, paid: () => paid };
}

const isStep = (step: "reserve" | "redeem") => (command: string) =>
  command.includes(step === "reserve" ? '"TIME"' : '"redeemed", "1"');

/** Loses the first replies to a step. */
function lose(proxy: CuttingProxy, step: "reserve" | "redeem", count: number): void {
  proxy.losesReplyTo = (command) => isStep(step)(command) && count-- > 0;
}

/** Asks again, without paying, until the shop has found its settlements again. */
async function insist(response: Response): Promise<Response> {
  let answer = response;
  for (let tries = 0; answer.status === 503 && tries < 20; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    answer = await receiptOf(answer)!.resume();
  }
  return answer;
}

describe.skipIf(!redis)("a payer is served once, though the reply is lost", () => {
  test.each<["reserve" | "redeem", number]>([
    ["reserve", 1],
    ["redeem", 1],
    ["redeem", 3],
    ["reserve", 5],
    ["redeem", 5],
  ])("to %s, %i times", async (step, count) => {
    const { proxy, origin, umaFetch, served, paid } = await openMarket();
    lose(proxy, step, count);
    const response = await insist(await umaFetch(`${origin}/weather`));
    expect([response.status, await response.text()]).toEqual([200, "sunny at /weather"]);
    expect([proxy.lost(), await served(), paid()]).toEqual([count, 1, 1]);
    const again = await receiptOf(response)!
      .resume()
      .catch((error: unknown) => error);
    expect(again).toMatchObject({ code: "PAYMENT_REFUSED" });
    expect(await served()).toBe(1);
  });

  test("to reserve, and the shop's process ends", async () => {
    const { proxy, shop, origin, start, umaFetch, paid } = await openMarket();
    lose(proxy, "reserve", 99);
    const answer = umaFetch(`${origin}/weather`).catch((error: unknown) => error);
    await expect.poll(() => proxy.lost()).toBeGreaterThan(0);
    await shop.stop();
    const error = await answer;
    if (!(error instanceof UmaPaymentError)) throw error;
    proxy.losesReplyTo = () => false;
    await start(shop.port);
    const response = await error.resume();
    expect([response.status, await response.text(), paid()]).toEqual([200, "sunny at /weather", 1]);
  });
});
