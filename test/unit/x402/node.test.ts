import { once } from "node:events";
import { get, type IncomingMessage, type OutgoingHttpHeaders, type RequestListener } from "node:http";
import { pipeline, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { nodePaywall } from "../../../src/x402/index.js";
import { adapterContract } from "../../support/adapterContract.js";
import { gate } from "../../support/gate.js";
import { openShop } from "../../support/openShop.js";
import { paymentHeaders } from "../../support/paymentHeaders.js";
import { serve } from "../../support/serve.js";
import { lightningPayment, shopSettlement } from "../../support/shopPayments.js";

const onError = () => {};

describe("before a listener of node:http", () => {
  adapterContract((paywall) =>
    nodePaywall(
      paywall,
      async (request, response) => {
        if (request.url === "/throws") throw new Error("sorry");
        if (request.url === "/echo") return response.end(await text(request));
        response.statusCode = request.url === "/fails" ? 503 : 200;
        response.setHeader("x-own", "1");
        response.setHeader("cache-control", "public");
        return response.end("sunny");
      },
      { onError },
    ),
  );
});

/** Buys what a listener serves. */
async function bought(listener: RequestListener) {
  const errors: unknown[] = [];
  const shop = openShop();
  const onError = (error: unknown) => errors.push(error);
  const url = `http://${await serve(nodePaywall(shop.paywall, listener, { onError }))}/weather`;
  const preimage = await shop.pay(await fetch(url));
  const again = () => fetch(url, { headers: paymentHeaders(preimage) });
  return { errors, response: again(), again };
}

describe("what a listener hands to writeHead", () => {
  test.each<[string, RequestListener]>([
    [
      "as an object",
      (_request, response) =>
        response
          .writeHead(201, { "Cache-Control": "public", "x-own": "1", "set-cookie": ["a=1", "b=2"] })
          .end(),
    ],
    [
      "as a list",
      (_request, response) =>
        response
          .writeHead(201, ["Cache-Control", "public", "x-own", "1", "set-cookie", "a=1", "set-cookie", "b=2"])
          .end(),
    ],
    [
      "over what was set before",
      (_request, response) =>
        response
          .setHeader("x-own", "0")
          .setHeader("set-cookie", ["z=0"])
          .writeHead(201, ["Cache-Control", "public", "x-own", "1", "set-cookie", ["a=1", "b=2"]])
          .end(),
    ],
    [
      "behind a reason",
      (_request, response) =>
        response
          .writeHead(201, "Created", {
            "Cache-Control": "public",
            "x-own": "1",
            "set-cookie": ["a=1", "b=2"],
          })
          .end(),
    ],
  ])("%s is sent, but for what a cache may do", async (_name, listener) => {
    const { headers, status } = await (await bought(listener)).response;
    expect([status, headers.get("x-own"), headers.getSetCookie(), headers.get("cache-control")]).toEqual([
      201,
      "1",
      ["a=1", "b=2"],
      "no-store",
    ]);
  });

  test("may be a reason alone", async () => {
    const { response } = await bought((_request, outgoing) => outgoing.writeHead(200, "Sunny").end());
    expect((await response).statusText).toBe("Sunny");
  });

  test("may be a status alone", async () => {
    const { response } = await bought((_request, outgoing) => outgoing.writeHead(201).end());
    expect((await response).status).toBe(201);
  });

  test("gives the payment back if its status is 500", async () => {
    const { response, again } = await bought((_request, outgoing) => outgoing.writeHead(500).end());
    expect((await response).status).toBe(500);
    expect((await again()).status).toBe(500);
  });
});

test("a failure after the answer has begun gives nothing back", async () => {
  const { response, again } = await bought((_request, outgoing) => {
    outgoing.writeHead(200).end("sunny");
    expect(() => outgoing.writeHead(500)).toThrow("headers after they are sent");
  });
  expect(await (await response).text()).toBe("sunny");
  expect((await again()).status).toBe(402);
});

test("a head that Node.js does not take gives the payment back", async () => {
  const { response, again } = await bought((_request, outgoing) =>
    outgoing.writeHead(200, { "x-own": "\n" }),
  );
  expect((await response).status).toBe(500);
  expect((await again()).status).toBe(500);
});

test("what a listener throws is reported", async () => {
  const { errors, response } = await bought(() => {
    throw new Error("sorry");
  });
  expect((await response).status).toBe(500);
  expect(errors).toEqual([new Error("sorry")]);
});

test("a listener that throws amid its answer has the connection cut", async () => {
  const { errors, response } = await bought(async (_request, outgoing) => {
    await new Promise<void>((resolve) => outgoing.write("sun", () => resolve()));
    throw new Error("sorry");
  });
  await expect(response.then((answer) => answer.text())).rejects.toThrow();
  expect(errors).toEqual([new Error("sorry")]);
});

test("a listener that throws after its answer has that delivered whole, and is reported", async () => {
  const { errors, response } = await bought((_request, outgoing) => {
    outgoing.end(Buffer.alloc(16 * 2 ** 20));
    throw new Error("sorry");
  });
  expect((await (await response).arrayBuffer()).byteLength).toBe(16 * 2 ** 20);
  expect(errors).toEqual([new Error("sorry")]);
});

test("the answer for a listener that throws has nothing of the body that did not come", async () => {
  const { response } = await bought((_request, outgoing) => {
    outgoing.setHeader("Content-Type", "application/json").setHeader("Content-Encoding", "gzip");
    outgoing.setHeader("Content-Length", 1000);
    throw new Error("sorry");
  });
  const answer = await response;
  const names = ["content-type", "content-encoding", "content-length"];
  expect(names.map((name) => answer.headers.get(name))).toEqual([null, null, null]);
  expect(await answer.text()).toBe("");
});

test("what a store throws is a 500, and reported", async () => {
  const errors: unknown[] = [];
  const settlements = {
    ...openShop().settlements,
    settled: async () => {
      throw new Error("no connection");
    },
  };
  const { paywall } = openShop({ settlements });
  const listener = nodePaywall(paywall, () => {}, { onError: (error) => errors.push(error) });
  const url = `http://${await serve(listener)}`;
  const response = await fetch(url, { headers: paymentHeaders("07".repeat(32)) });
  expect([response.status, await response.text()]).toEqual([500, ""]);
  expect(errors).toEqual([new Error("no connection")]);
});

test("a log that fails leaves nobody without an answer", async () => {
  const fail = () => {
    throw new Error("sorry");
  };
  const shop = openShop();
  const url = `http://${await serve(nodePaywall(shop.paywall, fail, { onError: fail }))}/`;
  const preimage = await shop.buy(url);
  const headers = paymentHeaders(preimage);
  expect((await fetch(url, { headers })).status).toBe(500);
  expect(await shop.paywall.admit(new Request(url, { headers }))).toMatchObject({ admitted: true });
});

test("a payment that cannot be given back has the connection cut, not a receipt that says it was", async () => {
  const { settlements } = openShop();
  const restore = async () => {
    throw new Error("no connection");
  };
  const shop = openShop({ settlements: { ...settlements, restore } });
  const domain = await serve(
    nodePaywall(shop.paywall, (_request, response) => response.writeHead(500).flushHeaders()),
  );
  const url = `http://${domain}/`;
  const { preimage, paymentHash } = lightningPayment();
  await settlements.settle(paymentHash, { ...shopSettlement, resource: url });
  const answer = fetch(url, { headers: paymentHeaders(preimage) });
  await expect(answer.then((response) => response.text())).rejects.toThrow();
});

test.each<[string, OutgoingHttpHeaders]>([
  ["/dear/../cheap", {}],
  ["/dear", { host: "example.com/cheap?" }],
])("a request for %s that URLs take for another is a bad one", async (path, headers) => {
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  const listener = nodePaywall(openShop().paywall, (_request, response) => response.end(), { onError });
  const [host, port] = (await serve(listener)).split(":");
  const outgoing = get({ host, port, path, headers });
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  expect([response.statusCode, JSON.parse(await text(response))]).toEqual([
    400,
    { error: expect.stringContaining("expected") },
  ]);
  expect(errors).toMatchObject([{ code: "INVALID_REQUEST" }]);
});

test("a request in absolute form is served", async () => {
  const shop = openShop();
  const hosts: unknown[] = [];
  const listener: RequestListener = (request, response) => {
    hosts.push(request.headers.host);
    response.end("sunny");
  };
  const [host, port] = (await serve(nodePaywall(shop.paywall, listener))).split(":");
  async function ask(headers: OutgoingHttpHeaders = {}): Promise<[number, string]> {
    const outgoing = get({ host, port, path: "http://shop.example/weather", headers });
    const [response] = (await once(outgoing, "response")) as [IncomingMessage];
    return [response.statusCode!, await text(response)];
  }
  const [status, body] = await ask();
  const required = new Response(body);
  const { offer } = await shop.offerOf(required.clone());
  expect([status, offer.resource]).toEqual([402, "http://shop.example/weather"]);
  expect(await ask(paymentHeaders(await shop.pay(required)))).toEqual([200, "sunny"]);
  expect(hosts).toEqual(["shop.example"]);
});

describe("a listener that fails before its head is sent gives the payment back:", () => {
  test.each<[string, RequestListener]>([
    ["it destroys the response", (_request, response) => response.destroy()],
    [
      "its stream fails",
      (_request, response) => {
        const source = new Readable({ read: () => source.destroy(new Error("sorry")) });
        pipeline(source, response, () => undefined);
      },
    ],
  ])("%s", async (_name, listener) => {
    const { response, again } = await bought(listener);
    await expect(response).rejects.toThrow();
    await expect(again()).rejects.toThrow("fetch failed");
  });

  test.each<[string, RequestListener]>([
    ["a status that is none", (_request, response) => response.writeHead(99)],
    ["a reason that cannot be sent", (_request, response) => response.writeHead(200, "\n")],
    [
      "a reason of its own that cannot be sent",
      (_request, response) => {
        response.statusMessage = "\n";
        response.end();
      },
    ],
    ["a header that cannot be sent", (_request, response) => response.setHeader("x-own", "\n")],
  ])("%s", async (_name, listener) => {
    const { response, again } = await bought(listener);
    expect((await response).status).toBe(500);
    expect((await again()).status).toBe(500);
  });
});

test("a listener that destroys the response while the settlements are away is no error that nobody catches", async () => {
  const { settlements } = openShop();
  const told: unknown[] = [];
  const restore = async () => {
    throw new Error("no connection");
  };
  const shop = openShop({
    settlements: { ...settlements, restore },
    wait: async () => {},
    onError: (error) => told.push(error),
  });
  const domain = await serve(nodePaywall(shop.paywall, (_request, response) => response.destroy()));
  const url = `http://${domain}/`;
  const { preimage, paymentHash } = lightningPayment();
  await settlements.settle(paymentHash, { ...shopSettlement, resource: url });
  await expect(fetch(url, { headers: paymentHeaders(preimage) })).rejects.toThrow();
  await expect.poll(() => told.length).toBe(2);
});

test("a head that cannot be sent does not keep another from being sent", async () => {
  const { response, again } = await bought((_request, outgoing) => {
    expect(() => outgoing.writeHead(99)).toThrow("99");
    outgoing.writeHead(200).end("sunny");
  });
  expect(await (await response).text()).toBe("sunny");
  expect((await again()).status).toBe(402);
});

test("whoever is gone before the request is handed over may come again", async () => {
  const shop = openShop();
  let served = 0;
  let hurry = false;
  const gone: RequestListener = (request, response) => {
    if (hurry) response.destroy();
    return nodePaywall(shop.paywall, (_request, outgoing) => {
      served++;
      outgoing.end("sunny");
    })(request, response);
  };
  const url = `http://${await serve(gone)}/`;
  const preimage = await shop.pay(await fetch(url));
  hurry = true;
  await expect(fetch(url, { headers: paymentHeaders(preimage) })).rejects.toThrow();
  hurry = false;
  await expect.poll(async () => (await fetch(url, { headers: paymentHeaders(preimage) })).status).toBe(200);
  expect(served).toBe(1);
});

test("whoever leaves while the listener works has had their turn", async () => {
  const shop = openShop();
  const { opened, open } = gate();
  const { opened: left, open: leave } = gate();
  let served = 0;
  const listener = nodePaywall(shop.paywall, async (_request, response) => {
    served++;
    open();
    await left;
    response.end("sunny");
  });
  const url = `http://${await serve(listener)}/`;
  const preimage = await shop.pay(await fetch(url));
  const controller = new AbortController();
  const answer = fetch(url, { headers: paymentHeaders(preimage), signal: controller.signal });
  await opened;
  controller.abort();
  await expect(answer).rejects.toThrow();
  leave();
  expect((await fetch(url, { headers: paymentHeaders(preimage) })).status).toBe(402);
  expect(served).toBe(1);
});
