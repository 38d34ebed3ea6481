import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { request as httpRequest, type IncomingMessage, type RequestListener } from "node:http";
import { connect, createServer as createHttp2Server } from "node:http2";
import { type AddressInfo, connect as connectSocket } from "node:net";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import express from "express";
import { describe, expect, onTestFinished, test } from "vitest";
import { decodeInvoice } from "../../../src/index.js";
import { decodePaymentRequired, expressPaywall, nodePaywall } from "../../../src/x402/index.js";
import { nodeBody } from "../../../src/x402/paywall/nodeRequest.js";
import { openShop, type Shop } from "../../support/openShop.js";
import { paymentHeaders } from "../../support/paymentHeaders.js";
import { serve } from "../../support/serve.js";

// A payment is bound to the bytes of the body, which still have to reach the handler, however they come.

type Parts = readonly (string | Uint8Array)[];

/** Sends a request by node:http, its body in parts: chunked, unless its length is given. */
async function send(
  url: string,
  parts: Parts,
  {
    headers = {},
    pause = 0,
    method = "POST",
  }: { headers?: Record<string, string>; pause?: number; method?: string } = {},
): Promise<{ status: number; body: string }> {
  const outgoing = httpRequest(url, { method, headers });
  const response = once(outgoing, "response") as Promise<[IncomingMessage]>;
  // The answer may come before all has been sent.
  outgoing.on("error", () => {});
  for (const part of parts) {
    outgoing.write(part);
    if (pause > 0) await sleep(pause);
  }
  outgoing.end();
  const [incoming] = await response;
  return { status: incoming.statusCode!, body: await text(incoming) };
}

/** Buys an answer to a request, and sends it again with the payment, or another in its stead. */
async function buy(
  shop: Shop,
  url: string,
  parts: Parts,
  options: Parameters<typeof send>[2] = {},
  again = parts,
) {
  const unpaid = await send(url, parts, options);
  expect(unpaid.status).toBe(402);
  const preimage = await shop.pay(new Response(unpaid.body));
  return send(url, again, { ...options, headers: { ...options.headers, ...paymentHeaders(preimage) } });
}

const echo: RequestListener = async (request, response) => response.end(await text(request));

/** The same by events, which are lost on who comes too late. */
const echoByEvents: RequestListener = (request, response) => {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (chunk: string) => {
    body += chunk;
  });
  request.on("end", () => response.end(body));
};

const big = "0123456789abcdef".repeat(16_384);

describe.each<[string, RequestListener]>([
  ["asks for all of it", echo],
  ["listens for it", echoByEvents],
])("the body reaches a listener of node:http that %s", (_name, listener) => {
  test.each<[string, Parts, Parameters<typeof send>[2]]>([
    ["in one piece", ["question"], { headers: { "content-length": "8" } }],
    ["in chunks", ["ques", "tion"], {}],
    ["slowly", ["q", "u", "e"], { pause: 20 }],
    ["at length", [big], { headers: { "content-length": `${big.length}` } }],
    ["at length, in chunks, slowly", [big, big, big], { pause: 20 }],
    ["empty, in no chunks", [], { headers: { "transfer-encoding": "chunked" } }],
    ["empty, of no length", [], { headers: { "content-length": "0" } }],
    ["as expected by a client that asks first", ["question"], { headers: { expect: "100-continue" } }],
    ["of a GET", ["question"], { method: "GET", headers: { "content-length": "8" } }],
  ])("%s", async (_way, parts, options) => {
    const shop = openShop();
    const url = `http://${await serve(nodePaywall(shop.paywall, listener))}/`;
    expect(await buy(shop, url, parts, options)).toEqual({ status: 200, body: parts.join("") });
  });
});

describe("a payment opens no request with", () => {
  test.each<[string, Parts, Parts]>([
    ["another body", ["question"], ["Question"]],
    ["a longer body", ["question"], ["question", " "]],
    ["no body", ["question"], []],
    ["a body, if it was for none", [], ["question"]],
  ])("%s", async (_name, parts, again) => {
    const shop = openShop();
    const url = `http://${await serve(nodePaywall(shop.paywall, echo))}/`;
    const { status, body } = await buy(shop, url, parts, {}, again);
    expect([status, JSON.parse(body).error]).toEqual([402, "the payment was for something else"]);
  });

  test.each(["DELETE", "PUT", "HEAD"])("the method %s, if it was for GET", async (method) => {
    const shop = openShop();
    const url = `http://${await serve(nodePaywall(shop.paywall, echo))}/`;
    const preimage = await shop.pay(await fetch(url));
    const response = await fetch(url, { method, headers: paymentHeaders(preimage) });
    expect(response.status).toBe(402);
    expect((await fetch(url, { headers: paymentHeaders(preimage) })).status).toBe(200);
  });
});

test("it makes no difference in what pieces a body comes", async () => {
  const shop = openShop();
  const url = `http://${await serve(nodePaywall(shop.paywall, echo))}/`;
  const { status } = await buy(shop, url, ["question"], {}, ["q", "uestion"]);
  expect(status).toBe(200);
});

describe("a body that is too long is answered with 413, and not let through", () => {
  test.each<[string, Parts, Record<string, string>]>([
    ["of a length that is told", ["12345678901"], { "content-length": "11" }],
    ["in chunks", ["12345", "678901"], {}],
  ])("%s", async (_name, parts, headers) => {
    const shop = openShop({ maxBodyBytes: 10 });
    const url = `http://${await serve(nodePaywall(shop.paywall, echo))}/`;
    const { status, body } = await send(url, parts, { headers });
    expect([status, JSON.parse(body)]).toEqual([
      413,
      { error: "body: expected at most 10 bytes, found more" },
    ]);
    expect((await buy(shop, url, ["1234567890"])).status).toBe(200);
  });

  test("of a Request", async () => {
    const shop = openShop({ maxBodyBytes: 3 });
    const serveIt = shop.paywall.protect(() => new Response("sunny"));
    const response = await serveIt(new Request("https://example.com/", { method: "POST", body: "1234" }));
    expect([response.status, await response.json()]).toEqual([
      413,
      { error: "body: expected at most 3 bytes, found more" },
    ]);
  });
});

test("an upload that breaks off is no request, and nobody is told of it", async () => {
  const shop = openShop();
  const errors: unknown[] = [];
  const listener = nodePaywall(shop.paywall, echo, { onError: (error) => errors.push(error) });
  let done: Promise<unknown> | undefined;
  const [host, port] = (
    await serve((request, response) => {
      done = listener(request, response);
    })
  ).split(":");
  const socket = connectSocket(Number(port), host);
  socket.write("POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 100\r\n\r\nquestion");
  await expect.poll(() => done !== undefined).toBe(true);
  socket.destroy();
  await done;
  expect(errors).toEqual([]);
});

describe("behind Express", () => {
  /** An app that parses bodies in front of the paywall, or behind it. */
  async function app(
    build: (app: express.Express, shop: Shop) => void,
  ): Promise<{ shop: Shop; url: string }> {
    const shop = openShop();
    const server = express().set("env", "test");
    build(server, shop);
    return { shop, url: `http://${await serve(server as RequestListener)}/` };
  }
  const answer: express.RequestHandler = (request, response) => {
    response.json(request.body ?? "none");
  };
  const json = { headers: { "content-type": "application/json" } };

  test.each<[string, Parts]>([
    ["small", ['{"a":1}']],
    ["long", [JSON.stringify({ a: big.slice(0, 50_000) })]],
    ["in chunks", ['{"a"', ":1}"]],
  ])("a parser behind the paywall gets the body: %s", async (_name, parts) => {
    const { shop, url } = await app((server, { paywall }) =>
      server.use(expressPaywall(paywall), express.json(), answer),
    );
    expect(await buy(shop, url, parts, json)).toEqual({ status: 200, body: parts.join("") });
  });

  test("a middleware may take its time before the paywall", async () => {
    const { shop, url } = await app((server, { paywall }) =>
      server.use(
        (_request, _response, next) => setTimeout(next, 50),
        expressPaywall(paywall),
        express.json(),
        answer,
      ),
    );
    const body = JSON.stringify({ a: big.slice(0, 90_000) });
    expect(await buy(shop, url, [body], json)).toEqual({ status: 200, body });
    expect(await buy(shop, url, ['{"a":1}'], json)).toEqual({ status: 200, body: '{"a":1}' });
  });

  test("a request may be looked at by two paywalls", async () => {
    const { shop, url } = await app((server, { paywall }) => {
      const look: express.RequestHandler = (request, _response, next) => {
        nodeBody(request, 100).then(() => next(), next);
      };
      server.use(look, expressPaywall(paywall), express.json(), answer);
    });
    expect(await buy(shop, url, ['{"a":1}'], json)).toEqual({ status: 200, body: '{"a":1}' });
  });

  test("a parser in front of the paywall has left nothing that could be digested: an error, and not let through", async () => {
    const errors: unknown[] = [];
    const { url } = await app((server, { paywall }) => {
      server.use(express.json(), expressPaywall(paywall), answer);
      server.use(((error: unknown, _request, response, _next) => {
        errors.push(error);
        response.sendStatus(500);
      }) satisfies express.ErrorRequestHandler);
    });
    expect((await send(url, ['{"a":1}'], json)).status).toBe(500);
    expect(errors).toMatchObject([{ code: "INVALID_OPTION", field: "body" }]);
    expect((await send(url, [], { method: "GET" })).status).toBe(402);
  });

  test("a parser in front of the paywall may keep the bytes", async () => {
    const keep = (request: IncomingMessage, _response: unknown, bytes: Uint8Array) => {
      Object.assign(request, { rawBody: bytes });
    };
    const { shop, url } = await app((server, { paywall }) =>
      server.use(express.json({ verify: keep }), expressPaywall(paywall), answer),
    );
    expect(await buy(shop, url, ['{"a":1}'], json)).toEqual({ status: 200, body: '{"a":1}' });
    expect((await buy(shop, url, ['{"a":1}'], json, ['{"a":2}'])).status).toBe(402);
  });

  test("bytes that a parser kept are no more than any others", async () => {
    const { url } = await app((server) => {
      const { paywall } = openShop({ maxBodyBytes: 3 });
      const keep: express.RequestHandler = (request, _response, next) => {
        Object.assign(request, { rawBody: new TextEncoder().encode("1234") });
        next();
      };
      server.use(express.text(), keep, expressPaywall(paywall), answer);
    });
    expect((await send(url, ["1234"], { headers: { "content-type": "text/plain" } })).status).toBe(413);
  });

  test("a body that somebody has begun to read as text cannot be digested", async () => {
    const { url } = await app((server, { paywall }) =>
      server.use(
        (request, _response, next) => {
          request.setEncoding("utf8");
          setTimeout(next, 50);
        },
        expressPaywall(paywall),
        answer,
      ),
    );
    expect((await send(url, ["question"])).status).toBe(500);
  });
});

describe("over HTTP/2, by the compatibility API", () => {
  /** Serves over HTTP/2 without TLS. */
  async function serveHttp2(shop: Shop): Promise<string> {
    const server = createHttp2Server(nodePaywall(shop.paywall, echo) as never);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async function ask(origin: string, headers: Record<string, string>, body?: string) {
    const session = connect(origin);
    const stream = session.request({ ":path": "/weather", ...headers }, { endStream: body === undefined });
    const response = once(stream, "response") as Promise<[Record<string, string | number>]>;
    if (body !== undefined) stream.end(body);
    const [answered] = await response;
    stream.setEncoding("utf8");
    let received = "";
    for await (const chunk of stream) received += chunk;
    session.close();
    return { status: answered[":status"], headers: answered, body: received };
  }

  test.each<[string, Record<string, string>, string | undefined]>([
    ["a request without a body", { ":method": "GET" }, undefined],
    ["a request with a body", { ":method": "POST" }, "question"],
    ["a request with a long body", { ":method": "POST" }, big],
    ["a request with an empty body", { ":method": "POST" }, ""],
  ])("%s is sold and served, with a receipt", async (_name, headers, body) => {
    const shop = openShop();
    const origin = await serveHttp2(shop);
    const unpaid = await ask(origin, headers, body);
    expect(unpaid.status).toBe(402);
    const [offer] = decodePaymentRequired(unpaid.body).accepts;
    expect(offer!.resource).toBe(`${origin}/weather`);
    expect(decodeInvoice(offer!.extra!.umaInvoice!).amount).toBe(5n);
    const preimage = await shop.pay(new Response(unpaid.body));
    const [[name, value]] = Object.entries(paymentHeaders(preimage)) as [[string, string]];
    const paid = await ask(origin, { ...headers, [name.toLowerCase()]: value }, body);
    expect([paid.status, paid.body]).toEqual([200, body ?? ""]);
    expect(paid.headers["x-payment-response"]).toBeDefined();
    const again = await ask(origin, { ...headers, [name.toLowerCase()]: value }, body);
    expect(again.status).toBe(402);
  });
});

test("what no adapter gives as a stream counts by its kept bytes, and is none without a length", async () => {
  const rawBody = new Uint8Array(randomBytes(8));
  expect(await nodeBody({ method: "POST", headers: { "content-length": "8" }, rawBody }, 8)).toEqual(rawBody);
  expect(await nodeBody({ method: "POST", headers: {} }, 8)).toEqual(new Uint8Array(0));
  const gone = { code: "INVALID_OPTION", field: "body" };
  await expect(nodeBody({ method: "POST", headers: { "content-length": "8" } }, 8)).rejects.toMatchObject(
    gone,
  );
  await expect(nodeBody({ headers: { "transfer-encoding": "chunked" } }, 8)).rejects.toMatchObject(gone);
});

test("a body that has been read over HTTP/2 is gone, if there was one", async () => {
  const stream = (endAfterHeaders: boolean) => ({ headers: {}, stream: { endAfterHeaders } });
  expect(await nodeBody(stream(true), 8)).toEqual(new Uint8Array(0));
  await expect(nodeBody(stream(false), 8)).rejects.toMatchObject({ code: "INVALID_OPTION", field: "body" });
});

test("nothing comes of a request that has broken off before", async () => {
  const request = Object.assign(new PassThrough(), { method: "POST" });
  request.destroy();
  await expect(nodeBody(request, 8)).rejects.toMatchObject({ code: "INVALID_REQUEST", field: "body" });
});

test("an adapter's stream that gives what is no bytes cannot be digested", async () => {
  const request = Object.assign(new Readable({ read() {} }), { method: "POST" });
  const body = nodeBody(request, 8);
  request.push("question");
  await expect(body).rejects.toMatchObject({ code: "INVALID_OPTION", field: "body" });
});
