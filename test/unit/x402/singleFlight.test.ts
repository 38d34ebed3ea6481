import { createHash } from "node:crypto";
import { Agent, fetch as undiciFetch } from "undici";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Pay, receiptOf, UmaPaymentError } from "../../../src/x402/index.js";
import { gate } from "../../support/gate.js";
import { weatherPreimage as preimage, sellWeather } from "../../support/sellWeather.js";
import { serve } from "../../support/serve.js";

describe("with share, equal requests at the same time", () => {
  test("are paid once, and each caller gets the whole response", async () => {
    const { umaFetch, url, orders, received } = await sellWeather({ client: { share: true } });
    const responses = await Promise.all(Array.from({ length: 20 }, () => umaFetch(url)));
    const texts = await Promise.all(responses.map((response) => response.text()));
    expect(texts).toStrictEqual(Array(20).fill("sunny"));
    expect([orders.length, received.length]).toStrictEqual([1, 2]);
  });

  test("all get the receipt", async () => {
    const { umaFetch, url } = await sellWeather({ client: { share: true } });
    const responses = await Promise.all([umaFetch(url), umaFetch(url)]);
    expect(responses.map((response) => receiptOf(response)?.preimage)).toStrictEqual([preimage, preimage]);
  });

  test("get no receipt for what is free", async () => {
    const { umaFetch, url } = await sellWeather({ unpaid: () => ({}), client: { share: true } });
    expect(receiptOf(await umaFetch(url))).toBeUndefined();
  });

  test("are all rejected with the same error", async () => {
    const { umaFetch, url, orders } = await sellWeather({ paid: () => "drop", client: { share: true } });
    const results = await Promise.allSettled([umaFetch(url), umaFetch(url)]);
    const [first, second] = results.map((result) => result.status === "rejected" && result.reason);
    expect(first).toBeInstanceOf(UmaPaymentError);
    expect([second === first, orders.length]).toStrictEqual([true, 1]);
  });

  test("one after another are paid each", async () => {
    const { umaFetch, url, orders } = await sellWeather({ client: { share: true } });
    await umaFetch(url);
    await umaFetch(url);
    expect(orders).toHaveLength(2);
  });

  test.each<[string, (url: string) => Parameters<typeof fetch>]>([
    ["of another query", (url) => [`${url}?at=noon`]],
    ["with other headers", (url) => [url, { headers: { accept: "text/html" } }]],
    ["of another method", (url) => [url, { method: "HEAD" }]],
    ["with another cache mode", (url) => [url, { cache: "no-store" }]],
  ])("share nothing with one %s", async (_name, other) => {
    const { umaFetch, url, orders } = await sellWeather({ version: 2, client: { share: true } });
    await Promise.all([umaFetch(url), umaFetch(...other(url))]);
    expect(orders).toHaveLength(2);
  });

  test("share nothing unless they have the same dispatcher", async () => {
    const client = { share: true, fetch: undiciFetch as never };
    const { umaFetch, url, orders } = await sellWeather({ client });
    const dispatcher = new Agent();
    onTestFinished(() => dispatcher.close());
    const withIt = { dispatcher } as RequestInit;
    await Promise.all([umaFetch(url, withIt), umaFetch(url, withIt), umaFetch(url)]);
    expect(orders).toHaveLength(2);
  });

  test("share nothing if they may change something", async () => {
    const { umaFetch, url, orders } = await sellWeather({ client: { share: true } });
    const post = { method: "POST", body: "where" };
    await Promise.all([umaFetch(url, post), umaFetch(url, post)]);
    expect(orders).toHaveLength(2);
  });
});

test("with share, what one caller says of the integrity of the body is not lost in another's request", async () => {
  const { umaFetch, url } = await sellWeather({ unpaid: () => ({ body: "sunny" }), client: { share: true } });
  const integrity = `sha256-${createHash("sha256").update("rainy").digest("base64")}`;
  const results = await Promise.allSettled([umaFetch(url), umaFetch(url, { integrity })]);
  expect(results.map(({ status }) => status)).toStrictEqual(["fulfilled", "rejected"]);
});

test("with share, the transfer ends when the last caller drops the response", async () => {
  const ended = gate();
  const domain = await serve((_request, response) => {
    response.on("close", ended.open).write("sun");
  });
  const { umaFetch } = await sellWeather({ client: { share: true } });
  const responses = await Promise.all([umaFetch(`http://${domain}`), umaFetch(`http://${domain}`)]);
  await Promise.all(responses.map(({ body }) => body?.cancel()));
  await ended.opened;
});

describe("with share, an abort", () => {
  test("before the request rejects with the reason, and sends nothing", async () => {
    const { umaFetch, url, received } = await sellWeather({ client: { share: true } });
    await expect(umaFetch(url, { signal: AbortSignal.abort("enough") })).rejects.toBe("enough");
    expect(received).toHaveLength(0);
  });

  test("of one caller leaves the others what they wait for", async () => {
    const payment = gate();
    const pay: Pay = () => payment.opened.then(() => preimage);
    const { umaFetch, url } = await sellWeather({ client: { share: true, pay } });
    const controller = new AbortController();
    const first = umaFetch(url, { signal: controller.signal });
    const second = umaFetch(url);
    controller.abort("enough");
    await expect(first).rejects.toBe("enough");
    payment.open();
    expect((await second).status).toBe(200);
  });

  test("of the last caller ends the request", async () => {
    const arrived = gate();
    const held = gate();
    const { umaFetch, url, orders } = await sellWeather({
      client: {
        share: true,
        fetch: async (input, init) => {
          arrived.open();
          await held.opened;
          return fetch(input, init);
        },
      },
    });
    const [one, two] = [new AbortController(), new AbortController()];
    const first = umaFetch(url, { signal: one.signal });
    const second = umaFetch(url, { signal: two.signal });
    await arrived.opened;
    one.abort("enough");
    two.abort("more than enough");
    held.open();
    await expect(first).rejects.toBe("enough");
    await expect(second).rejects.toBe("more than enough");
    expect(orders).toHaveLength(0);
  });

  test("of the last caller during the payment loses nothing", async () => {
    const controller = new AbortController();
    const pay: Pay = async () => {
      controller.abort("enough");
      return preimage;
    };
    const { umaFetch, url } = await sellWeather({ client: { share: true, pay } });
    const found = await umaFetch(url, { signal: controller.signal }).catch((error: unknown) => error);
    expect(found).toMatchObject({ code: "PAYMENT_UNCONFIRMED", cause: "enough", preimage });
  });

  test("that comes too late changes nothing", async () => {
    const controller = new AbortController();
    const lateFetch: typeof fetch = async () => {
      controller.abort("enough");
      return new Response("sunny");
    };
    const { umaFetch, url } = await sellWeather({ client: { share: true, fetch: lateFetch } });
    expect(await (await umaFetch(url, { signal: controller.signal })).text()).toBe("sunny");
  });

  test("leaves those who come later a request of their own, which they share", async () => {
    const [aborted, later, paying] = [gate(), gate(), gate()];
    const controller = new AbortController();
    let payments = 0;
    const pay: Pay = async () => {
      if (++payments === 1) {
        controller.abort("enough");
        await aborted.opened;
      } else {
        paying.open();
        await later.opened;
      }
      return preimage;
    };
    const { umaFetch, url } = await sellWeather({ client: { share: true, pay } });
    const first = umaFetch(url, { signal: controller.signal }).catch((error: unknown) => error);
    await new Promise<void>((resolve) => controller.signal.addEventListener("abort", () => resolve()));
    const second = umaFetch(url);
    await paying.opened;
    aborted.open();
    expect(await first).toMatchObject({ code: "PAYMENT_UNCONFIRMED" });
    const third = umaFetch(url);
    later.open();
    expect([(await second).status, (await third).status, payments]).toStrictEqual([200, 200, 2]);
  });
});
