import { UmaInvoiceError } from "uma-invoice";
import { DeliveryRefusedError, deliverInvoice, receiveInvoice, toQrText } from "uma-invoice/request";
import { createKeyResolver } from "uma-invoice/vasp";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keys } from "../support/keys.js";
import { startVasp, type Vasp } from "../support/startVasp.js";

const local = { allowLoopback: true };
const soon = () => Math.floor(Date.now() / 1000) + 3600;

let merchant: Vasp;
let payer: Vasp;

beforeEach(async () => {
  merchant = await startVasp("localhost", keys.first);
  payer = await startVasp("127.0.0.1", keys.second);
});
afterEach(async () => {
  await merchant.close();
  await payer.close();
});

/** Posts to the payer's endpoint whatever an attacker likes to. */
async function attack(body: BodyInit, headers: HeadersInit = { "content-type": "application/json" }) {
  const init: RequestInit = { method: "POST", body, headers };
  const response = await fetch(`http://${payer.domain}/uma/requests`, init);
  return { status: response.status, body: (await response.json()) as { readonly code?: string } };
}

function invoice(text: string): string {
  return JSON.stringify({ invoice: text });
}

async function refusalOf(text: string): Promise<DeliveryRefusedError> {
  const error = await deliverInvoice(text, { ...local, now: 0 }).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(DeliveryRefusedError);
  expect(error).toBeInstanceOf(UmaInvoiceError);
  return error as DeliveryRefusedError;
}

describe("a merchant's invoice", () => {
  test("comes to the named payer's user, verified", async () => {
    const text = merchant.invoiceFor(payer, { amount: 4995n, expiration: soon() });
    expect(await deliverInvoice(text, local)).toEqual({ status: 200, body: { status: "OK" } });
    expect(payer.notices).toHaveLength(1);
    expect(payer.notices[0]).toMatchObject({ text, invoice: { amount: 4995n } });
  });

  test("takes one look at each server's documents and one delivery", async () => {
    await deliverInvoice(merchant.invoiceFor(payer), local);
    expect(payer.log).toEqual(["GET /.well-known/uma-configuration", "POST /uma/requests"]);
    expect(merchant.log).toEqual(["GET /.well-known/lnurlpubkey"]);
  });

  test("is shown to the payer once, however often it is delivered", async () => {
    const text = merchant.invoiceFor(payer);
    const deliveries = [1, 2, 3, 4, 5].map(() => deliverInvoice(text, local));
    const answers = [...(await Promise.all(deliveries)), await deliverInvoice(text, local)];
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toHaveLength(1);
    expect(payer.notices).toHaveLength(1);
  });

  test("is taken after the merchant's keys were rotated, without waiting for the old ones to run out", async () => {
    let now = Math.floor(Date.now() / 1000);
    const keyResolver = createKeyResolver({ ...local, now: () => now });
    const other = await startVasp("127.0.0.1", keys.second, { keyResolver });
    await deliverInvoice(merchant.invoiceFor(other), local);
    merchant.rotateTo(keys.second);
    // A VASP is asked for its keys again after a minute at the earliest.
    now += 60;
    const invoiceUUID = "00000000-0000-4000-8000-000000000001";
    await deliverInvoice(merchant.invoiceFor(other, { invoiceUUID }), local);
    await other.close();
    expect(other.notices).toHaveLength(2);
  });

  test("that is scanned from a QR code is verified as well", async () => {
    const keyResolver = createKeyResolver(local);
    const text = merchant.invoiceFor(payer);
    const scanned = toQrText(text, { allowSenderUma: true });
    const options = { keyResolver, payer: `$alice@${payer.domain}` };
    expect((await receiveInvoice(scanned, options)).amount).toBe(1000n);
  });
});

describe("the payer's VASP refuses, and shows nobody,", () => {
  afterEach(() => {
    expect(payer.notices).toEqual([]);
    expect(payer.errors).toEqual([]);
  });

  test("an expired invoice", async () => {
    const error = await refusalOf(merchant.invoiceFor(payer, { expiration: 1_000_000_000 }));
    expect(error).toMatchObject({ status: 400, counterpartyCode: "INVOICE_EXPIRED" });
  });

  test("a forged invoice: signed with a key that the merchant does not publish", async () => {
    const text = merchant.invoiceFor(payer);
    merchant.rotateTo(keys.second);
    expect(await refusalOf(text)).toMatchObject({ status: 401, counterpartyCode: "INVALID_SIGNATURE" });
  });

  test("a misaddressed invoice: for a user of somebody else", async () => {
    const text = merchant.invoiceFor(merchant);
    expect(await attack(invoice(text))).toMatchObject({ status: 404, body: { code: "USER_NOT_FOUND" } });
    expect(merchant.log).toEqual([]);
  });

  test("an oversized request, without reading it all", async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536).fill(32));
      },
    });
    const init = { method: "POST", body: endless, duplex: "half" } as RequestInit;
    const headers = { "content-type": "application/json" };
    const outcome = await fetch(`http://${payer.domain}/uma/requests`, { ...init, headers }).then(
      ({ status }) => status,
      () => "connection closed",
    );
    // A client that is still sending may find the connection closed before it gets to read the answer.
    expect([413, "connection closed"]).toContain(outcome);
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });

  test("an invoice whose key cannot be had, because the merchant's server is gone", async () => {
    const text = merchant.invoiceFor(payer);
    await merchant.close();
    expect(await refusalOf(text)).toMatchObject({
      status: 424,
      counterpartyCode: "COUNTERPARTY_PUBKEY_FETCH_ERROR",
    });
  });

  test("an invoice whose key document is garbage", async () => {
    const text = merchant.invoiceFor(payer);
    merchant.answer((_request, response) => {
      response.setHeader("content-type", "application/json").end('{"signingPubKey":');
    });
    expect(await refusalOf(text)).toMatchObject({ status: 424 });
  });

  test("an invoice whose key document is elsewhere", async () => {
    const elsewhere = await startVasp("localhost", keys.first);
    const text = merchant.invoiceFor(payer);
    merchant.answer((request, response) => {
      response.writeHead(302, { location: `http://${elsewhere.domain}${request.url}` }).end();
    });
    const error = await refusalOf(text);
    const { log } = elsewhere;
    await elsewhere.close();
    expect(error).toMatchObject({ status: 424 });
    expect(log).toEqual([]);
  });
});

test("a merchant that asks twice under one UUID, for more the second time, is refused the second time", async () => {
  await deliverInvoice(merchant.invoiceFor(payer), local);
  const error = await refusalOf(merchant.invoiceFor(payer, { amount: 1_000_000n }));
  expect(error).toMatchObject({ status: 400, counterpartyCode: "INVALID_INVOICE" });
  expect(payer.notices.map((notice) => notice.invoice.amount)).toEqual([1000n]);
});

describe("the merchant hears what went wrong when the payer's server", () => {
  async function failureOf(timeoutSeconds = 20) {
    const options = { ...local, timeoutSeconds };
    const error = await deliverInvoice(merchant.invoiceFor(payer), options).catch(
      (caught: unknown) => caught,
    );
    expect(error).toBeInstanceOf(UmaInvoiceError);
    return error;
  }

  test("hangs", async () => {
    payer.answer(() => {});
    expect(await failureOf(0.2)).toMatchObject({ code: "FETCH_TIMEOUT" });
  });

  test("answers with garbage", async () => {
    payer.answer((_request, response) => response.end(Buffer.alloc(1000, 0xff)));
    expect(await failureOf()).toMatchObject({ code: "INVALID_RESPONSE" });
  });

  test("redirects elsewhere", async () => {
    const elsewhere = await startVasp("localhost", keys.second);
    payer.answer((request, response) => {
      response.writeHead(307, { location: `http://${elsewhere.domain}${request.url}` }).end();
    });
    const error = await failureOf();
    const { log } = elsewhere;
    await elsewhere.close();
    expect(error).toMatchObject({ code: "FETCH_FAILED" });
    expect(log).toEqual([]);
  });

  test("is not there", async () => {
    await payer.close();
    expect(await failureOf()).toMatchObject({ code: "FETCH_FAILED" });
  });
});
