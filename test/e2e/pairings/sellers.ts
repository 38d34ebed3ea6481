import { randomUUID } from "node:crypto";
import type { RequestListener } from "node:http";
import { x402Facilitator } from "@x402/core/facilitator";
import { HTTPFacilitatorClient, type PaymentOption } from "@x402/core/http";
import { type FacilitatorClient, x402ResourceServer } from "@x402/core/server";
import { paymentMiddleware as expressPayments } from "@x402/express";
import { paymentMiddleware as honoPayments } from "@x402/hono";
import express, { type ErrorRequestHandler, type RequestHandler } from "express";
import { Hono, type MiddlewareHandler } from "hono";
import { createPaywall, expressPaywall, honoPaywall, nodePaywall } from "uma-invoice/x402";
import { createFacilitatorHandler, exactUmaFacilitator, exactUmaServer } from "uma-invoice/x402/scheme";
import { serve, serveWeb } from "../../support/serve.js";
import type { Market } from "./openMarket.js";

/** What a shop is set up with. */
export type ShopOptions = {
  /** Whether it asks by invoice; otherwise payers send their money to its address, which gets no other. */
  readonly byInvoice: boolean;
  /** Serves the resource, of whatever path: a status and a text. */
  readonly handler: (path: string) => { readonly status: number; readonly text: string };
  /** How long the published packages' facilitator waits for a payment that it does not know, in seconds. */
  readonly maxWaitSeconds?: number;
  /** Changes the terms of the published packages' routes. */
  readonly terms?: Partial<PaymentOption>;
};

/** Opens a shop on loopback, whose every path is for sale. Gives its origin. */
export type OpenShop = (market: Market, options: ShopOptions) => Promise<string>;

function paywall({ payTo, price, settlements, invoices }: Market, { byInvoice }: ShopOptions) {
  const shop = { payTo, price, settlements, payToIsDedicated: !byInvoice };
  return createPaywall(byInvoice ? { ...shop, invoices } : shop);
}

/** What our plug-ins are set up with. */
function pluginOptions(
  { price, settlements, invoices }: Market,
  { byInvoice, maxWaitSeconds = 4 }: ShopOptions,
) {
  const shop = { currencies: [price.currency], settlements, maxWaitSeconds, payToIsDedicated: !byInvoice };
  return byInvoice ? { ...shop, invoices } : shop;
}

/** What the middleware of the published packages is set up with. */
function routesAndServer(market: Market, options: ShopOptions, facilitator?: FacilitatorClient) {
  const plugin = pluginOptions(market, options);
  const server = new x402ResourceServer(facilitator ?? exactUmaFacilitator(plugin));
  server.register("uma:mainnet", exactUmaServer(plugin));
  const { payTo } = market;
  const accepts = {
    scheme: "exact",
    network: "uma:mainnet",
    payTo,
    price: "$0.05",
    ...options.terms,
  } as const;
  return [{ "/*": { accepts, description: "The weather", mimeType: "text/plain" } }, server] as const;
}

/** A facilitator of the published package in a server of its own. */
async function servePublished(market: Market, options: ShopOptions): Promise<FacilitatorClient> {
  const plugin = exactUmaFacilitator(pluginOptions(market, options));
  const facilitator = new x402Facilitator().register("uma:mainnet", plugin);
  const domain = await serveWeb(async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/supported") return Response.json(facilitator.getSupported());
    const { paymentPayload, paymentRequirements } = await request.json();
    const answer = pathname === "/verify" ? "verify" : "settle";
    return Response.json(await facilitator[answer](paymentPayload, paymentRequirements));
  });
  return new HTTPFacilitatorClient({ url: `http://${domain}` });
}

/** Our own in a server of its own, which takes the word of this shop alone. */
async function serveOwn(market: Market, options: ShopOptions): Promise<FacilitatorClient> {
  const authorization = `Bearer ${randomUUID()}`;
  const handler = createFacilitatorHandler({
    facilitator: exactUmaFacilitator(pluginOptions(market, options)),
    authorize: (request) => request.headers.get("authorization") === authorization,
  });
  const headers = { authorization };
  return new HTTPFacilitatorClient({
    url: `http://${await serveWeb(handler)}/x402`,
    createAuthHeaders: async () => ({ verify: headers, settle: headers, supported: headers }),
  });
}

const answerErrors: ErrorRequestHandler = (_error, _request, response, _next) => {
  response.sendStatus(500);
};

/** A shop on Express, behind a middleware that asks for payment. */
async function openExpress(middleware: RequestHandler, { handler }: ShopOptions): Promise<string> {
  const app = express();
  app.use(middleware, (request, response) => {
    const { status, text } = handler(request.path);
    response.status(status).type("text/plain").send(text);
  });
  app.use(answerErrors);
  return `http://${await serve(app)}`;
}

/** The same on Hono. */
async function openHono(middleware: MiddlewareHandler, { handler }: ShopOptions): Promise<string> {
  const app = new Hono();
  app.use(middleware);
  app.all("*", (context) => {
    const { status, text } = handler(context.req.path);
    return new Response(text, { status });
  });
  app.onError((_error, context) => context.text("failed", 500));
  return `http://${await serveWeb((request) => app.fetch(request))}`;
}

/** The shops that are built with our own paywall. */
export const ownSellers: { readonly [name: string]: OpenShop } = {
  "createPaywall on node:http": async (market, options) => {
    const listener: RequestListener = (request, response) => {
      const { status, text } = options.handler(request.url!);
      response.writeHead(status, { "Content-Type": "text/plain" }).end(text);
    };
    return `http://${await serve(nodePaywall(paywall(market, options), listener))}`;
  },
  "createPaywall on Express": async (market, options) =>
    openExpress(expressPaywall(paywall(market, options)), options),
  "createPaywall on Hono": async (market, options) =>
    openHono(honoPaywall(paywall(market, options)), options),
};

/** The shops that are built with the published packages. */
export const publishedSellers: { readonly [name: string]: OpenShop } = {
  "@x402/express": async (market, options) =>
    openExpress(expressPayments(...routesAndServer(market, options)), options),
  "@x402/hono": async (market, options) =>
    openHono(honoPayments(...routesAndServer(market, options)), options),
  "@x402/hono with the published facilitator over HTTP": async (market, options) => {
    const facilitator = await servePublished(market, options);
    return openHono(honoPayments(...routesAndServer(market, options, facilitator)), options);
  },
  "@x402/express with our facilitator over HTTP": async (market, options) => {
    const facilitator = await serveOwn(market, options);
    return openExpress(expressPayments(...routesAndServer(market, options, facilitator)), options);
  },
};
