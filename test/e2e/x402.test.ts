import { randomBytes } from "node:crypto";
import { decodePaymentRequired, encodePayment } from "uma-invoice/x402";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keys } from "../support/keys.js";
import { type ServerProcess, startProcess } from "../support/startProcess.js";
import { startRedis } from "../support/startRedis.js";
import { notification } from "./x402/notification.js";

// A resource server, the VASP that receives for it, and an agent that pays, each a process of its own
// over real HTTP, with the package as it is published and the UMA messages of @uma-sdk/core. The
// Lightning network alone is simulated: see ledger.mjs.

/** What the agent says of a purchase. */
type Bought = {
  readonly status?: number;
  readonly body?: string;
  readonly preimage?: string;
  readonly way?: "invoice" | "address";
  readonly answer?: { readonly success: boolean; readonly errorReason?: string };
  readonly error?: string;
};

const redis = await startRedis();
const started: ServerProcess[] = [];
let ledger: string;
let vasp: string;
let agent: string;

async function start(name: string, env: Record<string, string> = {}): Promise<string> {
  const server = await startProcess(new URL(`x402/${name}.mjs`, import.meta.url), env);
  started.push(server);
  return `localhost:${server.port}`;
}

function environment({ secretKey, publicKey }: (typeof keys)["first"]): Record<string, string> {
  return { SIGNING_KEY: secretKey, PUBLIC_KEY: publicKey, LEDGER: `http://${ledger}` };
}

/** A resource server, whose payments from now on are told to it. */
async function openShop(env: Record<string, string> = {}): Promise<string> {
  const shop = await start("resourceServer", { VASP: vasp, BINDING_KEY: "2b".repeat(32), ...env });
  return `http://${shop}`;
}

const withInvoices = () => openShop({ SIGNING_KEY: keys.first.secretKey });
const withAddress = () => openShop({ SIGNING_KEY: "" });

beforeAll(async () => {
  ledger = await start("ledger");
  vasp = await start("receivingVasp", environment(keys.first));
  agent = await start("agent", environment(keys.second));
});

afterAll(async () => {
  await Promise.all(started.map((server) => server.stop()));
  await redis?.stop();
});

async function buy(...urls: string[]): Promise<Bought[]> {
  const response = await fetch(`http://${agent}/buy`, { method: "POST", body: JSON.stringify({ urls }) });
  return (await response.json()) as Bought[];
}

async function payments(): Promise<number> {
  return ((await (await fetch(`http://${ledger}/payments`)).json()) as { payments: number }).payments;
}

async function servedAt(shop: string): Promise<number> {
  return ((await (await fetch(`${shop}/served`)).json()) as { served: number }).served;
}

const payment = { x402Version: 1, scheme: "exact", network: "uma" } as const;

async function present(preimage: string, url: string) {
  const headers = { "X-PAYMENT": encodePayment({ ...payment, payload: { preimage } }) };
  const response = await fetch(url, { headers });
  const answer = response.headers.get("x-payment-response");
  return {
    status: response.status,
    reason: answer ? (JSON.parse(atob(answer)) as { errorReason?: string }).errorReason : undefined,
    body: await response.text(),
  };
}

describe.each([
  { way: "invoice", branch: "an invoice in extra", open: withInvoices },
  { way: "address", branch: "the address in payTo", open: withAddress },
])("with $branch", ({ way, open }) => {
  let shop: string;
  beforeAll(async () => {
    shop = await open();
  });

  test("an agent pays and reads the weather", async () => {
    expect(await buy(`${shop}/weather`)).toMatchObject([
      { status: 200, body: "sunny at /weather", way, answer: { success: true } },
    ]);
  });

  test("it costs one payment", async () => {
    const before = await payments();
    await buy(`${shop}/weather`);
    expect((await payments()) - before).toBe(1);
  });

  test("a preimage that was redeemed is refused", async () => {
    const [bought] = await buy(`${shop}/weather`);
    expect(await present(bought!.preimage!, `${shop}/weather`)).toMatchObject({
      status: 402,
      reason: "duplicate_settlement",
    });
  });

  test("a preimage of something cheap does not open what is dear", async () => {
    const [bought] = await buy(`${shop}/fails`);
    expect(await present(bought!.preimage!, `${shop}/forecast`)).toMatchObject({
      status: 402,
      reason: "wrong_amount",
    });
  });

  test("a payment for what failed is given back, and taken again", async () => {
    const [bought] = await buy(`${shop}/fails`);
    expect(bought).toMatchObject({ status: 503, answer: { success: false, errorReason: "resource_failed" } });
    expect(await present(bought!.preimage!, `${shop}/fails`)).toMatchObject({ status: 503 });
  });

  test("a preimage that nobody was paid for is refused, with fresh requirements", async () => {
    const answer = await present(randomBytes(32).toString("hex"), `${shop}/weather`);
    expect(answer).toMatchObject({ status: 402, reason: "unknown_payment" });
    expect(decodePaymentRequired(answer.body).accepts[0]!.resource).toBe(`${shop}/weather`);
  });

  test("a price above the agent's limit is not paid", async () => {
    const before = await payments();
    expect(await buy(`${shop}/gold`)).toMatchObject([{ error: "OFFER_REFUSED" }]);
    expect(await payments()).toBe(before);
  });

  test("one alone of fifty requests at once is let in by a shared preimage", async () => {
    const [bought] = await buy(`${shop}/fails-once`);
    const shared = Array.from({ length: 50 }, () => present(bought!.preimage!, `${shop}/fails-once`));
    const reasons = (await Promise.all(shared)).map(({ status, reason }) => (status === 200 ? "in" : reason));
    expect(reasons.filter((reason) => reason !== "duplicate_settlement")).toEqual(["in"]);
  });
});

test("with an invoice, a payment does not open another resource of the same price", async () => {
  const shop = await withInvoices();
  const [bought] = await buy(`${shop}/fails`);
  expect(await present(bought!.preimage!, `${shop}/storms`)).toMatchObject({
    status: 402,
    reason: "wrong_resource",
  });
});

test("500 purchases at once are each served once, and none is paid twice", async () => {
  const shop = await withInvoices();
  const before = await payments();
  const bought = await buy(...Array.from({ length: 500 }, (_, i) => `${shop}/weather?day=${i}`));
  expect(bought.map(({ body }) => body)).toEqual(bought.map((_, i) => `sunny at /weather?day=${i}`));
  expect(await servedAt(shop)).toBe(500);
  expect((await payments()) - before).toBe(500);
});

test("a forged notification opens nothing", async () => {
  const shop = await withInvoices();
  const { preimage, body } = notification(vasp, { resource: `${shop}/weather` });
  const told = await fetch(`${shop}/settlements`, { method: "POST", body });
  expect(told.status).toBe(400);
  expect((await present(preimage, `${shop}/weather`)).status).toBe(402);
});

describe("a hostile header", () => {
  let shop: string;
  beforeAll(async () => {
    shop = await withInvoices();
  });

  test.each<[string, string]>([
    ["that is no base64", "%%%"],
    ["that is no JSON", btoa("nonsense")],
    ["with a name twice", btoa('{"x402Version":1,"x402Version":1}')],
    ["with __proto__", btoa('{"x402Version":1,"__proto__":{}}')],
    [
      "with a preimage of 31 bytes",
      btoa(JSON.stringify({ ...payment, payload: { preimage: "07".repeat(31) } })),
    ],
    [
      "with a preimage of 33 bytes",
      btoa(JSON.stringify({ ...payment, payload: { preimage: "07".repeat(33) } })),
    ],
  ])("%s is refused, with the reason and no offer", async (_name, value) => {
    const response = await fetch(`${shop}/weather`, { headers: { "X-PAYMENT": value } });
    const answer = JSON.parse(atob(response.headers.get("x-payment-response")!));
    expect([response.status, answer.errorReason]).toEqual([400, "invalid_payload"]);
    expect(response.headers.get("payment-required")).toBeNull();
  });

  test("of a megabyte does not get past Node.js", async () => {
    const headers = { "X-PAYMENT": "A".repeat(1_000_000) };
    const status = await fetch(`${shop}/weather`, { headers }).then(
      (response) => response.status,
      () => "cut",
    );
    expect([431, "cut"]).toContain(status);
  });
});

describe.skipIf(!redis)("of several processes on one Redis", () => {
  const open = () => openShop({ SIGNING_KEY: "", REDIS: redis!.socket });

  test("one lets in who has paid another", async () => {
    const [one, other] = await Promise.all([open(), open()]);
    const [bought] = await buy(`${one}/fails`);
    expect(await present(bought!.preimage!, `${other}/weather`)).toMatchObject({ status: 200 });
  });

  test("one alone lets a preimage in, however many are asked at once", async () => {
    const shops = await Promise.all([open(), open(), open()]);
    const [bought] = await buy(`${shops[0]}/fails`);
    const asked = Array.from({ length: 60 }, (_, i) => `${shops[i % shops.length]}/weather`);
    const answers = await Promise.all(asked.map((url) => present(bought!.preimage!, url)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.map(({ reason }) => reason))).toEqual(
      new Set([undefined, "duplicate_settlement"]),
    );
  });
});
