import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createInvoice,
  decodeInvoice,
  encodeInvoice,
  type InvoiceFields,
  nobleEcdsa,
  UmaInvoiceError,
  type VerifiedInvoice,
} from "../../../src/index.js";
import {
  createRequestHandler,
  type InvoiceStore,
  memoryInvoiceStore,
  type RequestHandlerOptions,
} from "../../../src/request/index.js";
import { createKeyResolver, type KeyResolver } from "../../../src/vasp/index.js";
import { answerJson } from "../../support/answerJson.js";
import { wrap } from "../../support/bech32.js";
import { hex } from "../../support/bytes.js";
import { errorOf } from "../../support/errorOf.js";
import { expectRefusal } from "../../support/expectRefusal.js";
import { keyDocument } from "../../support/keyDocument.js";
import { keys } from "../../support/keys.js";
import { createNetwork, type Network } from "../../support/network.js";
import { post, postInvoice } from "../../support/postInvoice.js";
import { rawRecords, rawText, signed as signedRecords, tlv } from "../../support/rawInvoice.js";
import { allFields, requiredFields } from "../../support/sampleFields.js";

const invoice = createInvoice(allFields, keys.first.secretKey);
const text = encodeInvoice(invoice);
const otherUUID = "00000000-0000-4000-8000-000000000000";
const keysPath = "/.well-known/lnurlpubkey";
/** An hour before the sample expires. */
const beforeExpiration = allFields.expiration - 3600;

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
    const soon = Math.floor(Date.now() / 1000) + 600;
    expect((await handler(postInvoice(signed({ expiration: soon })))).status).toBe(200);
  });
});

describe("how far ahead an invoice may expire", () => {
  const lastly = (seconds: number) => signed({ expiration: beforeExpiration + seconds });
  const refused = (response: Promise<Response>, reason: string) =>
    expectRefused(response, 400, "INVALID_INPUT", `expiration: expected ${reason}`);

  test("is 366 days by default", async () => {
    const handler = createHandler();
    expect((await handler(postInvoice(lastly(31_622_400)))).status).toBe(200);
    await refused(handler(postInvoice(lastly(31_622_401))), "a time at most 31622400 seconds ahead");
    expect(network.log).toHaveLength(1);
  });

  test("is what an option says", async () => {
    const handler = createHandler({ maxLifetimeSeconds: 60 });
    await refused(handler(postInvoice(lastly(61))), "a time at most 60 seconds ahead");
    expect((await handler(postInvoice(lastly(60)))).status).toBe(200);
  });

  test("is none in milliseconds", async () => {
    const expiration = hex(Date.UTC(2030, 0).toString(16).padStart(16, "0"));
    const records = rawRecords({ senderUma: "$alice@vasp1.com", expiration });
    const sent = wrap(tlv(signedRecords(records)));
    await refused(createHandler()(postInvoice(sent)), "Unix time in seconds; this looks like milliseconds");
    expect(network.log).toEqual([]);
  });
});

describe("an invoice that expires meanwhile is refused, and not handed on:", () => {
  let time: number;

  beforeEach(() => {
    time = beforeExpiration;
  });
  afterEach(() => {
    expect(notices).toEqual([]);
    expect(errors).toEqual([]);
  });

  /** A handler by a clock that stands still until told otherwise. */
  const timed = (options: Partial<RequestHandlerOptions> = {}) =>
    createHandler({ now: () => time, ...options });

  test("while its key is asked for, and is so however often it comes", async () => {
    const slow: KeyResolver = {
      async resolve(of, options) {
        const found = await keyResolver.resolve(of, options);
        time = allFields.expiration;
        return found;
      },
    };
    const handler = timed({ keyResolver: slow });
    for (let i = 0; i < 50; i++) {
      time = beforeExpiration;
      await expectRefused(handler(postInvoice(text)), 400, "INVOICE_EXPIRED");
    }
  });

  test("while the host is looked for", async () => {
    const hosted = () => {
      time = allFields.expiration;
      return true;
    };
    await expectRefused(timed({ hosted })(postInvoice(text)), 400, "INVOICE_EXPIRED");
    expect(network.log).toEqual([]);
  });

  test("while the store has it wait", async () => {
    const store: InvoiceStore = {
      async once({ digest }, handOn) {
        time = allFields.expiration;
        await handOn();
        return digest;
      },
    };
    await expectRefused(timed({ store })(postInvoice(text)), 400, "INVOICE_EXPIRED");
  });
});

describe("an invoice is handed on once,", () => {
  test("though it comes until it expires, and after that, and after the clock was put back", async () => {
    let time = beforeExpiration;
    const handler = createHandler({ now: () => time });
    const answers = [];
    for (const moment of [0, 3599, 3600, 3601, 3899, 3599, 3900, 90_000, 3600, 3599, 0]) {
      time = beforeExpiration + moment;
      answers.push((await handler(postInvoice(text))).status);
    }
    expect(answers).toEqual([200, 200, 400, 400, 400, 200, 400, 400, 400, 200, 200]);
    expect(notices).toHaveLength(1);
  });

  test("and where the store knows that it had it, but has forgotten it, it may be sent again in vain", async () => {
    let time = beforeExpiration;
    const store = memoryInvoiceStore({ maxEntries: 1, now: () => time });
    const handler = createHandler({ now: () => time, store });
    await handler(postInvoice(text));
    time = allFields.expiration + 300;
    await handler(postInvoice(signed({ invoiceUUID: otherUUID, expiration: time + 60 })));
    time = beforeExpiration;
    await expectRefused(handler(postInvoice(text)), 500, "INTERNAL_ERROR", "again later");
    expect(notices).toHaveLength(2);
  });
});

describe("a full store", () => {
  const full = (cause?: unknown) => {
    const once = async () => {
      throw new UmaInvoiceError("STORE_FULL", "expected at most 7 invoices at once, found one more", {
        cause,
      });
    };
    return createHandler({ store: { once } })(postInvoice(text));
  };

  test("is told to the other side as 503: it may try later", async () => {
    await expectRefused(full(), 503, "INTERNAL_ERROR", "no room for it now: send it again later");
    expect(notices).toEqual([]);
  });

  test("is told to onError", async () => {
    await full();
    expect(errors).toEqual([
      expect.objectContaining({ cause: expect.objectContaining({ code: "STORE_FULL" }) }),
    ]);
  });

  test("that one VASP has filled takes the invoices of all others", async () => {
    await network.serve("vasp3.com", answerJson({ [keysPath]: keyDocument(keys.second) }));
    const store = memoryInvoiceStore({ maxEntries: 4, now: () => beforeExpiration });
    const handler = createHandler({ store });
    const statuses = [];
    for (const digit of [1, 2, 3, 4, 5]) {
      const invoiceUUID = otherUUID.replace(/.$/, `${digit}`);
      statuses.push((await handler(postInvoice(signed({ invoiceUUID })))).status);
    }
    expect(statuses).toEqual([200, 200, 503, 503, 503]);
    const another = signed({ receiverUma: "$bob@vasp3.com" }, keys.second);
    expect((await handler(postInvoice(another))).status).toBe(200);
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

  test("is asked in the one spelling of an address", async () => {
    const hosted = (senderUma: string) => senderUma === "$alice@vasp1.com";
    const handler = createHandler({ hosted });
    expect((await handler(postInvoice(signed({ senderUma: "$ALICE@Vasp1.com" })))).status).toBe(200);
    expect(notices.map((notice) => notice.invoice.senderUma)).toEqual(["$ALICE@Vasp1.com"]);
  });

  test("is nobody whom the function does not say true of", async () => {
    const hosted = () => "yes" as unknown as boolean;
    await expectRefused(createHandler({ hosted })(postInvoice(text)), 404, "USER_NOT_FOUND");
  });

  const revoked = Proxy.revocable([], {});
  revoked.revoke();

  test.each([
    ["nothing", undefined],
    ["null", null],
    ["a domain alone", "vasp1.com"],
    ["a number", [7]],
    ["a gap", new Array(1)],
    ["an object", {}],
    ["a URL", ["https://vasp1.com"]],
    ["a domain with a final dot", ["vasp1.com."]],
    ["a domain with a space", ["vasp1.com "]],
    ["an address", ["$bob@vasp1.com"]],
    ["an empty text", [""]],
    ["a proxy of nothing", revoked.proxy],
  ])("cannot be told by %s", (_name, hosted) => {
    expectRefusal(() => createHandler({ hosted: hosted as string[] }), {
      code: "INVALID_OPTION",
      field: "hosted",
      says: ["list of domains"],
    });
  });
});

describe("an option that is not what it has to be is refused at the start:", () => {
  const options: RequestHandlerOptions = {
    hosted: ["vasp1.com"],
    keyResolver: { resolve: () => Promise.reject(new Error("never asked")) },
    onInvoice: () => {},
  };

  test.each<[string, unknown]>([
    ["keyResolver", null],
    ["keyResolver", "vasp"],
    ["keyResolver", undefined],
    ["keyResolver.resolve", {}],
    ["keyResolver.resolve", { resolve: 7 }],
    ["keyResolver.resolve", () => {}],
    ["onInvoice", undefined],
    ["onInvoice", {}],
    ["onError", null],
    ["onError", "log"],
    ["store", null],
    ["store.once", new Map()],
    ["now", 7],
    ["now", new Date()],
    ["ecdsa", 7],
    ["ecdsa", { verify: () => true }],
    ["ecdsa", { importPublicKey: () => 7 }],
    ...["maxBytes", "maxLength", "maxLifetimeSeconds"].flatMap((field) =>
      [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, "9", null, 9n].map((value): [string, unknown] => [
        field,
        value,
      ]),
    ),
  ])("%s", (field, value) => {
    const [name = ""] = field.split(".");
    expectRefusal(() => createRequestHandler({ ...options, [name]: value }), {
      code: "INVALID_OPTION",
      field,
    });
  });

  test.each([null, 7, "vasp1.com"])("all of them together, %j", (all) => {
    const given = all as unknown as RequestHandlerOptions;
    expectRefusal(() => createRequestHandler(given), { code: "INVALID_OPTION", field: "options" });
  });

  test("none at all", () => {
    const given = undefined as unknown as RequestHandlerOptions;
    expect(errorOf(() => createRequestHandler(given)).code).toBe("INVALID_OPTION");
  });

  test("one that throws where it is read", () => {
    const hostile = {
      ...options,
      get store(): InvoiceStore {
        throw new Error("no");
      },
    };
    expectRefusal(() => createRequestHandler(hostile), { code: "INVALID_OPTION", field: "options.store" });
  });

  test("but methods are called on what they belong to", async () => {
    class Resolver implements KeyResolver {
      readonly #cached = false;
      async resolve() {
        return { publicKey: hex(keys.first.publicKey), cached: this.#cached };
      }
    }
    expect((await createHandler({ keyResolver: new Resolver() })(postInvoice(text))).status).toBe(200);
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
      400,
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
    await expectRefused(handler(postInvoice(sent)), 400, "INVALID_INVOICE", "invoiceUUID: ");
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
  const fail2 = () => {
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

  test("the key resolver, which gives no key", async () => {
    const handler = createHandler({ keyResolver: { resolve: async () => ({}) as never } });
    await expectRefused(handler(postInvoice(text)), 500, "INTERNAL_ERROR", "again later");
    expect(errors).toEqual([expect.objectContaining({ code: "INVALID_OPTION", field: "keyResolver" })]);
  });

  test("the clock", async () => {
    await expectFailure(
      createHandler({
        now: () => {
          throw secret;
        },
      })(postInvoice(text)),
      secret,
    );
  });

  test("the clock, which tells no time", async () => {
    await expectRefused(createHandler({ now: () => Number.NaN })(postInvoice(text)), 500, "INTERNAL_ERROR");
    expect(errors).toEqual([expect.objectContaining({ cause: expect.objectContaining({ field: "now" }) })]);
  });

  test.each<[string, () => void]>([
    ["throws", () => fail2()],
    ["rejects", fail as () => void],
    ["never ends", () => new Promise(() => {})],
  ])("and is answered also where onError %s", async (_name, onError) => {
    await expectRefused(
      createHandler({ onInvoice: fail, onError })(postInvoice(text)),
      500,
      "INTERNAL_ERROR",
    );
  });

  test("anything that is no request", async () => {
    for (const request of [undefined, null, 7, {}, "POST"])
      expect((await createHandler()(request as unknown as Request)).status).toBeGreaterThanOrEqual(400);
  });

  test("something thrown that cannot even be looked at", async () => {
    const { proxy, revoke } = Proxy.revocable(new Error("no"), {});
    revoke();
    const resolve = () => Promise.reject(proxy);
    await expectRefused(
      createHandler({ keyResolver: { resolve } })(postInvoice(text)),
      500,
      "INTERNAL_ERROR",
    );
    await expectRefused(createHandler({ onInvoice: resolve })(postInvoice(text)), 500, "INTERNAL_ERROR");
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

describe("a body that is not the one that was sent is this side's fault, and onError hears of it:", () => {
  const json = JSON.stringify({ invoice: text });
  const sent = { "content-type": "application/json", "content-length": `${json.length}` };
  const chunked = { "content-type": "application/json", "transfer-encoding": "chunked" };

  async function expectNoticed(request: Request): Promise<void> {
    await expectRefused(createHandler()(request), 500, "INTERNAL_ERROR", "a failure on this side");
    expect(errors).toEqual([
      expect.objectContaining({ message: expect.stringContaining("a body parser has read") }),
    ]);
    expect(notices).toEqual([]);
  }

  test("one that has been read", async () => {
    const request = postInvoice(text);
    await request.json();
    await expectNoticed(request);
  });

  test("one that somebody is about to read", async () => {
    const request = postInvoice(text);
    request.body!.getReader();
    await expectNoticed(request);
  });

  test.each<[string, BodyInit, HeadersInit]>([
    ["nothing, of which the length was told", "", sent],
    ["nothing, of what came in pieces", "", chunked],
    ["an empty object, of what came in pieces", "{}", chunked],
    ["an object that was made a text of, of what came in pieces", "[object Object]", chunked],
    ["nothing, of what was packed", "", { ...sent, "content-encoding": "gzip" }],
    ["an object that was made a text of", "[object Object]", sent],
    ["an empty object", "{}", sent],
    ["what is left of it", json.slice(100), sent],
  ])("%s", async (_name, body, headers) => {
    await expectNoticed(post(body, headers));
  });

  test("no body at all, where one was announced", async () => {
    await expectNoticed(new Request("https://vasp1.com/", { method: "POST", headers: sent }));
  });
});

describe("a body that is what was sent is", () => {
  const json = JSON.stringify({ invoice: text });

  test("taken, though it was written anew, and has another length", async () => {
    const headers = { "content-type": "application/json", "content-length": `${json.length + 9}` };
    expect((await createHandler()(post(json, headers))).status).toBe(200);
  });

  test.each<[string, string, { readonly [name: string]: string }]>([
    ["empty, and says so", "", { "content-length": "0" }],
    ["empty, and says nothing", "", {}],
    ["in pieces", "no JSON", { "transfer-encoding": "chunked" }],
    ["as long as it says", "{}", { "content-length": "2" }],
    ["unpacked", "{}", { "content-length": "30", "content-encoding": "gzip" }],
  ])("the sender's fault if it is no invoice: %s", async (_name, body, headers) => {
    const request = post(body, { "content-type": "application/json", ...headers });
    await expectRefused(createHandler()(request), 400, "INVALID_REQUEST_FORMAT", "body: ");
    expect(errors).toEqual([]);
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

test("whether a user is hosted is not asked for an invoice that nobody signed", async () => {
  let asked = 0;
  const hosted = () => ++asked > 0;
  const { signature: _, ...unsigned } = decodeInvoice(text);
  await createHandler({ hosted })(postInvoice(encodeInvoice(unsigned)));
  expect(asked).toBe(0);
  expect((await createHandler({ hosted })(postInvoice(text))).status).toBe(200);
  expect(asked).toBe(1);
});
