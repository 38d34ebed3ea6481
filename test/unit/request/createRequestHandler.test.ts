import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createInvoice,
  encodeInvoice,
  type InvoiceFields,
  nobleEcdsa,
  type VerifiedInvoice,
} from "../../../src/index.js";
import { createRequestHandler, type RequestHandlerOptions } from "../../../src/request/index.js";
import { createKeyResolver, type KeyResolver } from "../../../src/vasp/index.js";
import { answerJson } from "../../support/answerJson.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { keyDocument } from "../../support/keyDocument.js";
import { keys } from "../../support/keys.js";
import { createNetwork, type Network } from "../../support/network.js";
import { rawText } from "../../support/rawInvoice.js";
import { allFields, beforeExpiration, requiredFields } from "../../support/sampleFields.js";

const invoice = createInvoice(allFields, keys.first.secretKey);
const text = encodeInvoice(invoice);
const keysPath = "/.well-known/lnurlpubkey";

type Notice = { readonly invoice: VerifiedInvoice; readonly text: string };

let network: Network;
let keyResolver: KeyResolver;
let notices: Notice[];
let errors: unknown[];

beforeEach(async () => {
  network = createNetwork();
  await network.serve("vasp2.com", answerJson({ [keysPath]: keyDocument(keys.first) }));
  keyResolver = createKeyResolver({ fetch: network.fetch });
  notices = [];
  errors = [];
});
afterEach(() => network.close());

function createHandler(options: Partial<RequestHandlerOptions> = {}) {
  return createRequestHandler({
    hosted: ["vasp1.com"],
    keyResolver,
    onInvoice: (received, receivedText) => {
      notices.push({ invoice: received, text: receivedText });
    },
    onError: (error) => errors.push(error),
    now: () => beforeExpiration,
    ...options,
  });
}

function post(body: BodyInit, headers: HeadersInit = { "content-type": "application/json" }): Request {
  return new Request("https://vasp1.com/uma/requests", { method: "POST", body, headers });
}

function postInvoice(value: unknown): Request {
  return post(JSON.stringify({ invoice: value }));
}

function signed(changes: Partial<InvoiceFields>, { secretKey } = keys.first): string {
  return encodeInvoice(createInvoice({ ...allFields, ...changes }, secretKey));
}

async function answerOf(answered: Promise<Response>) {
  const response = await answered;
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    body: await response.json(),
  };
}

async function expectRefused(
  response: Promise<Response>,
  status: number,
  code: string,
  reason = "expected ",
): Promise<Response> {
  const answered = await response;
  expect(answered.status).toBe(status);
  expect(answered.headers.get("content-type")).toBe("application/json");
  const body = await answered.json();
  expect(body).toEqual({ status: "ERROR", code, reason: expect.stringContaining(reason) });
  expect(body.reason).toMatch(/^[ -~]{1,300}$/);
  return answered;
}

describe("an invoice for a user hosted here", () => {
  test("is answered with OK", async () => {
    expect(await answerOf(createHandler()(postInvoice(text)))).toEqual({
      status: 200,
      type: "application/json",
      body: { status: "OK" },
    });
  });

  test("is handed on, verified, with its text", async () => {
    await createHandler()(postInvoice(text));
    expect(notices).toStrictEqual([{ invoice, text }]);
  });

  test("is handed on before the answer", async () => {
    let isNoted = false;
    const onInvoice = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      isNoted = true;
    };
    await createHandler({ onInvoice })(postInvoice(text));
    expect(isNoted).toBe(true);
  });

  test.each([
    ["in upper case", text.toUpperCase()],
    ["with white space around it", ` \n${text}\t`],
  ])("is read %s, and its text handed on as it is written", async (_name, sent) => {
    await createHandler()(postInvoice(sent));
    expect(notices.map((notice) => notice.text)).toEqual([text]);
  });

  test.each([
    "application/json; charset=utf-8",
    "Application/JSON",
    "application/json ;a=b",
    "application/vnd.uma+json",
  ])("may come as %s", async (type) => {
    const response = await createHandler()(post(JSON.stringify({ invoice: text }), { "content-type": type }));
    expect(response.status).toBe(200);
  });

  test("may come with more members than this knows", async () => {
    const response = await createHandler()(post(JSON.stringify({ version: 2, invoice: text, note: [] })));
    expect(response.status).toBe(200);
  });

  test("may come in many pieces", async () => {
    const bytes = new TextEncoder().encode(JSON.stringify({ invoice: text }));
    const body = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const request = new Request("https://vasp1.com/", {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
      duplex: "half",
    } as RequestInit);
    expect((await createHandler()(request)).status).toBe(200);
  });

  test("is verified by the engine given", async () => {
    const ecdsa = { ...nobleEcdsa, verify: () => false };
    await expectRefused(createHandler({ ecdsa })(postInvoice(text)), 401, "INVALID_SIGNATURE");
  });

  test("is measured against the present by default", async () => {
    const handler = createRequestHandler({ hosted: ["vasp1.com"], keyResolver, onInvoice: () => {} });
    await expectRefused(handler(postInvoice(signed({ expiration: 1 }))), 400, "INVOICE_EXPIRED");
    expect((await handler(postInvoice(signed({ expiration: 2 ** 32 - 1 })))).status).toBe(200);
  });
});

describe("who is hosted here", () => {
  test("is told by domain, in any case", async () => {
    const handler = createHandler({ hosted: ["other.example", "VASP1.com"] });
    expect((await handler(postInvoice(signed({ senderUma: "$Alice@vasp1.COM" })))).status).toBe(200);
  });

  test.each([
    "$alice@vasp2.com",
    "$alice@vasp1.com.evil.example",
    "$alice@sub.vasp1.com",
    "$alice@vasp1.com:8080",
  ])("is not %s", async (senderUma) => {
    await expectRefused(
      createHandler()(postInvoice(signed({ senderUma }))),
      404,
      "USER_NOT_FOUND",
      "senderUma: ",
    );
  });

  test("may be told by address", async () => {
    const asked: string[] = [];
    const hosted = async (senderUma: string) => {
      asked.push(senderUma);
      return senderUma === "$alice@vasp1.com";
    };
    const handler = createHandler({ hosted });
    expect((await handler(postInvoice(text))).status).toBe(200);
    await expectRefused(handler(postInvoice(signed({ senderUma: "$eve@vasp1.com" }))), 404, "USER_NOT_FOUND");
    expect(asked).toEqual(["$alice@vasp1.com", "$eve@vasp1.com"]);
  });

  test("is not asked for an invoice that is refused anyway", async () => {
    const asked: string[] = [];
    const hosted = (senderUma: string) => {
      asked.push(senderUma);
      return true;
    };
    const handler = createHandler({ hosted });
    await handler(postInvoice(signed({ expiration: beforeExpiration })));
    await handler(postInvoice(rawText({ senderUma: "$alice@vasp1.com" })));
    expect(asked).toEqual([]);
  });

  test("is nobody whom the function does not say true of", async () => {
    const hosted = () => "yes" as unknown as boolean;
    await expectRefused(createHandler({ hosted })(postInvoice(text)), 404, "USER_NOT_FOUND");
  });

  test.each([undefined, null, "vasp1.com", [7], {}, 7])("cannot be told by %j", (hosted) => {
    expectRefusal(() => createHandler({ hosted: hosted as string[] }), {
      code: "INVALID_FIELD",
      field: "hosted",
      says: ["list of domains"],
    });
  });
});

describe("nobody's keys are asked for, and nothing is handed on, when", () => {
  afterEach(() => {
    expect(network.log).toEqual([]);
    expect(notices).toEqual([]);
    expect(errors).toEqual([]);
  });

  test.each(["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])("the method is %s", async (method) => {
    const request = new Request("https://vasp1.com/uma/requests", { method });
    const response = await expectRefused(createHandler()(request), 405, "INVALID_REQUEST_FORMAT");
    expect(response.headers.get("allow")).toBe("POST");
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "text/json", "json"])(
    "the content type is %s",
    async (type) => {
      const request = post(JSON.stringify({ invoice: text }), { "content-type": type });
      const response = await expectRefused(createHandler()(request), 415, "INVALID_REQUEST_FORMAT");
      expect(response.headers.get("allow")).toBeNull();
    },
  );

  test("there is no content type", async () => {
    const request = post(new TextEncoder().encode(JSON.stringify({ invoice: text })), {});
    await expectRefused(createHandler()(request), 415, "INVALID_REQUEST_FORMAT");
  });

  test("the body says that it is too long, before it is read", async () => {
    const request = post(JSON.stringify({ invoice: text }), {
      "content-type": "application/json",
      "content-length": "65537",
    });
    await expectRefused(createHandler()(request), 413, "INVALID_REQUEST_FORMAT", "65536 bytes");
    expect(request.bodyUsed).toBe(false);
  });

  test("the body turns out to be too long, and no more of it is read", async () => {
    let pulled = 0;
    const body = new ReadableStream(
      {
        pull(controller) {
          pulled++;
          controller.enqueue(new Uint8Array(1024).fill(32));
        },
      },
      { highWaterMark: 0 },
    );
    const request = new Request("https://vasp1.com/", {
      method: "POST",
      body,
      headers: { "content-type": "application/json", "content-length": "10" },
      duplex: "half",
    } as RequestInit);
    await expectRefused(createHandler()(request), 413, "INVALID_REQUEST_FORMAT");
    expect(pulled).toBeLessThan(70);
  });

  test("the body is longer than an option allows", async () => {
    const body = JSON.stringify({ invoice: text });
    await expectRefused(
      createHandler({ maxBytes: body.length - 1 })(post(body)),
      413,
      "INVALID_REQUEST_FORMAT",
    );
  });

  test.each([
    ["nothing", ""],
    ["no JSON", "invoice=uma1"],
    ["the invoice alone", text],
    ["JSON of the invoice alone", JSON.stringify(text)],
    ["null", "null"],
    ["a number", "7"],
    ["a list", JSON.stringify([text])],
    ["an object without an invoice", "{}"],
    ["an invoice that is no text", '{"invoice":{}}'],
    ["two invoices", `{"invoice":"${text}","invoice":"${text}"}`],
    ["a reserved name", `{"invoice":"${text}","__proto__":{}}`],
  ])("the body holds %s", async (_name, body) => {
    await expectRefused(createHandler()(post(body)), 400, "INVALID_REQUEST_FORMAT", "body: ");
  });

  test.each([
    ["that does not decode", `${text}q`, 400, "INVALID_INVOICE"],
    ["of another kind", "lnbc1qqqqqqqq", 400, "INVALID_INVOICE"],
    ["behind a scheme", `uma:${text}`, 400, "INVALID_INVOICE"],
    ["without an end", `uma1${"q".repeat(9000)}`, 400, "INVALID_INVOICE"],
    ["without a receiver", rawText({ receiverUma: undefined }), 400, "MISSING_REQUIRED_UMA_PARAMETERS"],
    ["with a callback over http", rawText({ callback: "http://a.example" }), 400, "INVALID_INPUT"],
    ["without a signature", rawText({ senderUma: "$alice@vasp1.com" }), 401, "INVALID_SIGNATURE"],
    [
      "with a malformed signature",
      rawText({ senderUma: "$alice@vasp1.com", signature: "30" }),
      401,
      "INVALID_SIGNATURE",
    ],
    [
      "without a sender",
      encodeInvoice(createInvoice(requiredFields, keys.first.secretKey)),
      400,
      "MISSING_REQUIRED_UMA_PARAMETERS",
    ],
    ["that has expired", signed({ expiration: beforeExpiration }), 400, "INVOICE_EXPIRED"],
    ["for a user of somebody else", signed({ senderUma: "$alice@vasp9.com" }), 404, "USER_NOT_FOUND"],
  ])("the invoice is one %s", async (_name, sent, status, code) => {
    await expectRefused(createHandler()(postInvoice(sent)), status, code);
  });

  test("the invoice is longer than an option allows", async () => {
    await expectRefused(
      createHandler({ maxLength: text.length - 1 })(postInvoice(text)),
      400,
      "INVALID_INVOICE",
    );
  });
});

describe("an invoice is refused whose", () => {
  afterEach(() => expect(notices).toEqual([]));

  test("signature is of another key than the receiver's VASP's", async () => {
    await expectRefused(createHandler()(postInvoice(signed({}, keys.second))), 401, "INVALID_SIGNATURE");
  });

  test("receiver's VASP answers with garbage", async () => {
    await network.serve("vasp2.com", answerJson({ [keysPath]: { signingPubKey: "00" } }));
    await expectRefused(createHandler()(postInvoice(text)), 400, "INVALID_PUBKEY_FORMAT");
  });

  test("receiver's VASP is nowhere", async () => {
    const sent = signed({ receiverUma: "$bob@nowhere.example" });
    await expectRefused(createHandler()(postInvoice(sent)), 424, "COUNTERPARTY_PUBKEY_FETCH_ERROR");
  });

  test("receiver claims to live on this very machine", async () => {
    const sent = signed({ receiverUma: "$bob@localhost:8080" });
    await expectRefused(createHandler()(postInvoice(sent)), 400, "INVALID_INPUT");
  });
});

describe("the same invoice again", () => {
  test.each([
    ["as it was", text],
    ["in upper case", text.toUpperCase()],
    ["with white space around it", `\n${text} `],
  ])("%s, is answered alike and not handed on again", async (_name, again) => {
    const handler = createHandler();
    const first = await answerOf(handler(postInvoice(text)));
    expect(await answerOf(handler(postInvoice(again)))).toEqual(first);
    expect(notices).toHaveLength(1);
  });

  test("at the same time, waits for the one that is handed on", async () => {
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let calls = 0;
    const handler = createHandler({
      onInvoice: () => {
        calls++;
        return finished;
      },
    });
    const answers = [text, text.toUpperCase(), text].map((sent) => handler(postInvoice(sent)));
    finish();
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(calls).toBe(1);
  });
});

test("the store that it makes itself goes by the same clock", async () => {
  const handler = createHandler();
  const past = signed({ expiration: beforeExpiration + 60 });
  await handler(postInvoice(past));
  await handler(postInvoice(past));
  expect(notices).toHaveLength(1);
});

describe("another invoice with the same UUID", () => {
  test("from the same VASP is refused, and not handed on", async () => {
    const handler = createHandler();
    await handler(postInvoice(text));
    await expectRefused(
      handler(postInvoice(signed({ amount: 1_000_000n }))),
      409,
      "INVALID_INVOICE",
      "invoiceUUID: expected a new one",
    );
    expect(notices.map((notice) => notice.invoice.amount)).toEqual([allFields.amount]);
  });

  test("does not take the place of the first", async () => {
    const handler = createHandler();
    await handler(postInvoice(text));
    await handler(postInvoice(signed({ amount: 1_000_000n })));
    expect((await handler(postInvoice(text))).status).toBe(200);
  });

  test("in the other case, from the same VASP in the other case, is refused", async () => {
    const handler = createHandler();
    await handler(postInvoice(text));
    const sent = signed({ invoiceUUID: allFields.invoiceUUID.toUpperCase(), receiverUma: "$bob@VASP2.com" });
    await expectRefused(handler(postInvoice(sent)), 409, "INVALID_INVOICE", "invoiceUUID: ");
  });

  test("from another VASP is another invoice", async () => {
    await network.serve("vasp3.com", answerJson({ [keysPath]: keyDocument(keys.second) }));
    const handler = createHandler();
    await handler(postInvoice(text));
    const sent = signed({ receiverUma: "$bob@vasp3.com" }, keys.second);
    expect((await handler(postInvoice(sent))).status).toBe(200);
    expect(notices).toHaveLength(2);
  });

  test("that is forged does not keep the true one out", async () => {
    const handler = createHandler();
    await handler(postInvoice(signed({ amount: 1_000_000n }, keys.second)));
    expect((await handler(postInvoice(text))).status).toBe(200);
  });
});

describe("a failure on this side is a 500 that tells nothing, and can be tried again:", () => {
  const secret = new Error("password of the database: hunter2");
  const fail = async () => {
    throw secret;
  };

  async function expectFailure(response: Promise<Response>, cause: unknown): Promise<void> {
    const answered = await expectRefused(response, 500, "INTERNAL_ERROR", "again later");
    expect(answered.headers.get("content-type")).toBe("application/json");
    expect(errors).toHaveLength(1);
    expect((errors[0] as Error).cause).toBe(cause);
  }

  test("onInvoice", async () => {
    let calls = 0;
    const handler = createHandler({ onInvoice: () => (calls++ === 0 ? fail() : undefined) });
    await expectFailure(handler(postInvoice(text)), secret);
    expect((await handler(postInvoice(text))).status).toBe(200);
    expect(calls).toBe(2);
  });

  test("onInvoice, at once", async () => {
    const onInvoice = () => {
      throw secret;
    };
    await expectFailure(createHandler({ onInvoice })(postInvoice(text)), secret);
  });

  test("onInvoice, with an error of this library", async () => {
    const error = await createKeyResolver({ fetch: network.fetch })
      .resolve("$bob@nowhere.example")
      .catch((caught: unknown) => caught);
    const onInvoice = () => Promise.reject(error);
    await expectFailure(createHandler({ onInvoice })(postInvoice(text)), error);
  });

  test("hosted", async () => {
    await expectFailure(createHandler({ hosted: fail })(postInvoice(text)), secret);
    expect(notices).toEqual([]);
  });

  test("the store", async () => {
    await expectFailure(createHandler({ store: { once: fail } })(postInvoice(text)), secret);
    expect(notices).toEqual([]);
  });

  test("the key resolver, with an error of another kind", async () => {
    const handler = createHandler({ keyResolver: { resolve: fail } });
    await expectRefused(handler(postInvoice(text)), 500, "INTERNAL_ERROR", "again later");
    expect(errors).toEqual([secret]);
  });

  test("a body parser that has read the body", async () => {
    const request = postInvoice(text);
    await request.json();
    await expectRefused(createHandler()(request), 500, "INTERNAL_ERROR", "again later");
    expect(errors).toEqual([expect.objectContaining({ message: expect.stringContaining("body parser") })]);
  });

  test("without onError, too", async () => {
    const handler = createRequestHandler({
      hosted: ["vasp1.com"],
      keyResolver,
      onInvoice: fail,
      now: () => beforeExpiration,
    });
    await expectRefused(handler(postInvoice(text)), 500, "INTERNAL_ERROR", "again later");
  });
});

test("a store of one's own gets the receiver's domain and the UUID, the digest and the expiration", async () => {
  const received: unknown[] = [];
  const handler = createHandler({
    store: {
      async once(entry, handOn) {
        received.push(entry);
        await handOn();
        return entry.digest;
      },
    },
  });
  await handler(postInvoice(text));
  expect(received).toEqual([
    {
      id: `vasp2.com/${allFields.invoiceUUID}`,
      digest: expect.stringMatching(/^[\da-f]{64}$/),
      expiration: allFields.expiration,
    },
  ]);
});
