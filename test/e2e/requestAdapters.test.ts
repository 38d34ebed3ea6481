import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { getRequestListener } from "@hono/node-server";
import express from "express";
import { Hono } from "hono";
import { createRequestHandler } from "uma-invoice/request";
import { createKeyResolver } from "uma-invoice/vasp";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startVasp, type Vasp } from "../support/startVasp.js";

type Handler = (request: Request) => Promise<Response>;

const path = "/uma/requests";
const adapters: { readonly [name: string]: (handler: Handler) => RequestListener } = {
  "node:http": (handler) => getRequestListener(handler),
  Express: (handler) => express().post(path, getRequestListener(handler)),
  Hono: (handler) => getRequestListener(new Hono().post(path, (context) => handler(context.req.raw)).fetch),
};
/** Has a limit of its own for bodies, and refuses longer ones itself. */
const behindParser = (handler: Handler) =>
  express()
    .use(express.json({ verify: (request, _response, rawBody) => Object.assign(request, { rawBody }) }))
    .post(path, getRequestListener(handler));

let merchant: Vasp;
let server: Server;
let port: number;
let texts: string[];
let errors: unknown[];

async function start(adapter: (handler: Handler) => RequestListener): Promise<void> {
  const handler = createRequestHandler({
    hosted: ["payer.example"],
    keyResolver: createKeyResolver({ allowLoopback: true }),
    onInvoice: (_invoice, text) => {
      texts.push(text);
    },
    onError: (error) => errors.push(error),
  });
  server = createServer(adapter(handler));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
}

beforeEach(async () => {
  texts = [];
  errors = [];
  merchant = await startVasp("127.0.0.1");
});
afterEach(async () => {
  await merchant.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function invoice(): string {
  return merchant.invoiceFor(merchant, { senderUma: "$alice@payer.example" });
}

async function post(body: string, headers: HeadersInit = { "content-type": "application/json" }) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", body, headers });
  return { status: response.status, type: response.headers.get("content-type"), body: await response.json() };
}

describe.each([
  ...Object.entries(adapters),
  ["Express, behind a parser that keeps the body as it came", behindParser] as const,
])("under %s", (_name, adapter) => {
  beforeEach(() => start(adapter));

  test("an invoice is taken and handed on", async () => {
    const text = invoice();
    expect(await post(JSON.stringify({ invoice: text }))).toEqual({
      status: 200,
      type: "application/json",
      body: { status: "OK" },
    });
    expect(texts).toEqual([text]);
  });

  test("a damaged invoice is refused in the protocol's words", async () => {
    expect(await post(JSON.stringify({ invoice: `${invoice()}q` }))).toEqual({
      status: 400,
      type: "application/json",
      body: {
        status: "ERROR",
        code: "INVALID_INVOICE",
        reason: expect.stringContaining("characters after its end"),
      },
    });
    expect(texts).toEqual([]);
  });

  test("another content type is refused", async () => {
    expect(await post("invoice=uma1", { "content-type": "text/plain" })).toMatchObject({ status: 415 });
  });
});

describe.each(Object.entries(adapters))("under %s", (_name, adapter) => {
  beforeEach(() => start(adapter));

  test("a body over the limit is refused", async () => {
    expect(await post(JSON.stringify({ invoice: "a".repeat(70_000) }))).toMatchObject({
      status: 413,
      body: { code: "INVALID_REQUEST_FORMAT" },
    });
  });

  test("a body over the limit that does not say so is refused", async () => {
    const socket = connect(port, "127.0.0.1");
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    // No last chunk: who waits for the end of this body waits for ever.
    for (let i = 0; i < 5; i++) socket.write(`4000\r\n${" ".repeat(0x4000)}\r\n`);
    const [head] = (
      await new Promise<string>((resolve) => {
        socket.once("data", (data) => resolve(data.toString("utf8")));
      })
    ).split("\r\n");
    socket.destroy();
    expect(head).toBe("HTTP/1.1 413 Payload Too Large");
  });
});

describe.each<[string, (handler: Handler) => RequestListener]>([
  ["express.json()", (handler) => express().use(express.json()).post(path, getRequestListener(handler))],
  [
    "express.json(), and an adapter that looks at the body first",
    (handler) =>
      express()
        .use(express.json())
        .post(
          path,
          getRequestListener((request) =>
            request
              .clone()
              .text()
              .then(() => handler(request)),
          ),
        ),
  ],
  [
    "express.text()",
    (handler) =>
      express()
        .use(express.text({ type: "*/*" }))
        .post(path, getRequestListener(handler)),
  ],
  [
    "express.json(), and an adapter that makes a text of what it left",
    (handler) =>
      express()
        .use(express.json())
        .post(
          path,
          toExpress(handler, ({ body }) => String(body)),
        ),
  ],
  [
    "express.urlencoded(), and an adapter that writes anew what it left",
    (handler) =>
      express()
        .use(express.urlencoded({ type: "*/*" }))
        .post(
          path,
          toExpress(handler, () => JSON.stringify({})),
        ),
  ],
  [
    "Hono, where the body has been read",
    (handler) => {
      const app = new Hono();
      app.use(async (context, next) => {
        await context.req.raw.text();
        await next();
      });
      return getRequestListener(app.post(path, (context) => handler(context.req.raw)).fetch);
    },
  ],
])("behind a parser that keeps nothing, %s,", (_name, adapter) => {
  beforeEach(() => start(adapter));

  test.each<[string, (json: string) => BodyInit]>([
    ["a length", (json) => json],
    ["its pieces alone", (json) => new Blob([json]).stream()],
  ])("no sender with %s is blamed, nothing is taken, and onError hears why", async (_how, bodyOf) => {
    const body = bodyOf(JSON.stringify({ invoice: invoice() }));
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
      duplex: "half",
    } as RequestInit);
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 500,
      body: {
        status: "ERROR",
        code: "INTERNAL_ERROR",
        reason: expect.stringContaining("a failure on this side"),
      },
    });
    expect(texts).toEqual([]);
    expect(errors).toEqual([
      expect.objectContaining({ message: expect.stringContaining("mount the handler ahead") }),
    ]);
  });
});

test("under Express, an adapter that writes anew what a parser has read hands the invoice on", async () => {
  await start((handler) =>
    express()
      .use(express.json())
      .post(
        path,
        toExpress(handler, ({ body }) => JSON.stringify(body, null, 2)),
      ),
  );
  const text = invoice();
  expect(await post(JSON.stringify({ invoice: text }))).toMatchObject({ status: 200 });
  expect(texts).toEqual([text]);
});

test("under Express, an empty body is the sender's fault", async () => {
  await start((handler) => express().post(path, getRequestListener(handler)));
  expect(await post("")).toMatchObject({ status: 400, body: { code: "INVALID_REQUEST_FORMAT" } });
  expect(errors).toEqual([]);
});

/** An adapter as people write them: a request of the Web, out of what a body parser has left. */
function toExpress(handler: Handler, bodyOf: (request: express.Request) => string): express.RequestHandler {
  return async (request, response) => {
    const { method, originalUrl } = request;
    const headers = new Headers(request.headers as { [name: string]: string });
    const url = `http://${headers.get("host")}${originalUrl}`;
    const answer = await handler(new Request(url, { method, headers, body: bodyOf(request) }));
    response
      .status(answer.status)
      .type("json")
      .send(await answer.text());
  };
}
