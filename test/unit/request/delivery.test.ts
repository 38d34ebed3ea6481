import type { RequestListener } from "node:http";
import { text as bodyOf } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createInvoice, encodeInvoice } from "../../../src/index.js";
import { DeliveryRefusedError, deliverInvoice } from "../../../src/request/index.js";
import { answering, answerJson, json } from "../../support/answerJson.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { createNetwork, type Network } from "../../support/network.js";
import { rawText } from "../../support/rawInvoice.js";
import { allFields, beforeExpiration, requiredFields } from "../../support/sampleFields.js";

const invoice = createInvoice(allFields, keys.first.secretKey);
const text = encodeInvoice(invoice);
const configurationPath = "/.well-known/uma-configuration";
const endpoint = "https://vasp1.com/uma/requests";
const configuration = { uma_major_versions: [0, 1], uma_request_endpoint: endpoint };

let network: Network;
let options: { fetch: typeof fetch; now: number };

beforeEach(() => {
  network = createNetwork();
  options = { fetch: network.fetch, now: beforeExpiration };
});
afterEach(() => network.close());

/** The sender's VASP, with an answer of its own to the invoice. */
async function serveSender(answer: RequestListener): Promise<void> {
  await network.serve(
    "vasp1.com",
    answerJson({ [configurationPath]: configuration, "/uma/requests": answer }),
  );
}

describe("a delivery", () => {
  test("posts the invoice as JSON to the endpoint that the configuration names", async () => {
    const posts: unknown[] = [];
    await serveSender(async (request, response) => {
      posts.push([request.method, request.headers["content-type"], JSON.parse(await bodyOf(request))]);
      response.end();
    });
    await deliverInvoice(invoice, options);
    expect(posts).toEqual([["POST", "application/json", { invoice: text }]]);
  });

  test("asks for the configuration, then posts, and asks for nothing else", async () => {
    await serveSender(answering(""));
    await deliverInvoice(invoice, options);
    expect(network.log).toEqual([`GET https://vasp1.com${configurationPath}`, `POST ${endpoint}`]);
  });

  test("takes the invoice's text, in upper case too, and posts it in lower case", async () => {
    const posts: string[] = [];
    await serveSender(async (request, response) => {
      posts.push(await bodyOf(request));
      response.end();
    });
    await deliverInvoice(text.toUpperCase(), options);
    expect(posts).toEqual([JSON.stringify({ invoice: text })]);
  });

  test("goes by a clock, too", async () => {
    await serveSender(answering(""));
    const moments = [beforeExpiration, new Date(beforeExpiration * 1000)];
    const now = () => moments.pop() ?? beforeExpiration;
    expect((await deliverInvoice(invoice, { ...options, now })).status).toBe(200);
  });

  test("may go to an endpoint on another host than the sender's", async () => {
    const elsewhere = { uma_major_versions: [1], uma_request_endpoint: "https://api.example/in" };
    await network.serve("vasp1.com", answerJson({ [configurationPath]: elsewhere }));
    await network.serve("api.example", answerJson({ "/in": { status: "OK" } }));
    expect((await deliverInvoice(invoice, options)).status).toBe(200);
  });

  test.each<[string, number, string, string, object]>([
    [
      "JSON",
      200,
      '{"status":"OK","id":7}',
      "application/json",
      { status: 200, body: { status: "OK", id: 7 } },
    ],
    ["JSON that is no object", 202, "null", "application/json", { status: 202, body: null }],
    ["nothing", 204, "", "application/json", { status: 204 }],
    ["text", 200, "Request received", "text/plain", { status: 200 }],
    ["a page", 201, "<p>ok", "text/html", { status: 201 }],
    ["more than anybody wants to read", 200, `"${"a".repeat(70_000)}"`, "application/json", { status: 200 }],
  ])("gives the status and the body of an answer that is %s", async (_name, status, body, type, delivery) => {
    await serveSender(answering(body, { "content-type": type }, status));
    expect(await deliverInvoice(invoice, options)).toStrictEqual(delivery);
  });

  test("uses the global fetch, and the present, by default", async () => {
    // Where nobody is: fetch never connects to port 1.
    const local = createInvoice({ ...allFields, senderUma: "$alice@127.0.0.1:1" }, keys.first.secretKey);
    expect((await rejectionOf(deliverInvoice(local, { allowLoopback: true }))).code).toBe("FETCH_FAILED");
  });

  test("has all its options at their defaults where none are given", async () => {
    const past = createInvoice({ ...allFields, expiration: 1 }, keys.first.secretKey);
    expect((await rejectionOf(deliverInvoice(past))).code).toBe("INVOICE_EXPIRED");
  });
});

describe("nothing is asked or sent for", () => {
  afterEach(() => expect(network.log).toEqual([]));

  test("text that does not decode", async () => {
    expectError(await rejectionOf(deliverInvoice(`${text}q`, options)), {
      code: "INVALID_BECH32",
      offset: text.length,
    });
  });

  test("an invoice without a signature", async () => {
    const unsigned = rawText({ senderUma: "$alice@vasp1.com" });
    expectError(await rejectionOf(deliverInvoice(unsigned, options)), {
      code: "MISSING_SIGNATURE",
      field: "signature",
    });
  });

  test("a copy of an invoice", async () => {
    expectError(await rejectionOf(deliverInvoice({ ...invoice }, options)), {
      code: "INVALID_SIGNATURE",
      field: "signature",
    });
  });

  test("an invoice without a sender", async () => {
    const anybody = createInvoice(requiredFields, keys.first.secretKey);
    expectError(await rejectionOf(deliverInvoice(anybody, options)), {
      code: "MISSING_FIELD",
      field: "senderUma",
      fields: ["senderUma"],
    });
  });

  test("an invoice that has expired", async () => {
    const now = allFields.expiration;
    expectError(await rejectionOf(deliverInvoice(invoice, { ...options, now })), {
      code: "INVOICE_EXPIRED",
      field: "expiration",
    });
  });

  test("a sender on this very machine, if that is not allowed", async () => {
    const local = createInvoice({ ...allFields, senderUma: "$alice@localhost:3000" }, keys.first.secretKey);
    expectError(await rejectionOf(deliverInvoice(local, options)), {
      code: "INVALID_DOMAIN",
      field: "domain",
    });
  });

  test("a caller that has given up", async () => {
    const reason = new Error("changed my mind");
    const signal = AbortSignal.abort(reason);
    await expect(deliverInvoice(invoice, { ...options, signal })).rejects.toBe(reason);
  });
});

describe("options that are not what they have to be: nothing is sent for", () => {
  afterEach(() => expect(network.log).toEqual([]));

  test.each([null, 7, "https"])("%j", async (given) => {
    const error = await rejectionOf(deliverInvoice(invoice, given as unknown as object));
    expectError(error, { code: "INVALID_OPTION", field: "options" });
  });

  test("what throws where it is read", async () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect((await rejectionOf(deliverInvoice(invoice, proxy))).code).toBe("INVALID_OPTION");
  });

  test.each([Number.NaN, "soon", null, 1.7e12, () => "soon", () => 1.7e12])(
    "a time that is none: %s",
    async (now) => {
      const error = await rejectionOf(deliverInvoice(invoice, { ...options, now: now as number }));
      expect(error).toMatchObject({ code: "INVALID_OPTION", field: "now" });
    },
  );

  test("a clock that throws, and what it throws passes through", async () => {
    const reason = new Error("no clock");
    const now = () => {
      throw reason;
    };
    await expect(deliverInvoice(invoice, { ...options, now })).rejects.toBe(reason);
  });
});

describe("the invoice is not sent where the configuration", () => {
  afterEach(() => expect(network.log.filter((line) => line.startsWith("POST"))).toEqual([]));

  test("comes when the invoice has expired", async () => {
    let now = allFields.expiration - 1;
    await network.serve("vasp1.com", (request, response) => {
      now++;
      answerJson({ [configurationPath]: configuration })(request, response);
    });
    const error = await rejectionOf(deliverInvoice(invoice, { ...options, now: () => now }));
    expectError(error, { code: "INVOICE_EXPIRED", field: "expiration" });
    expect(network.log).toHaveLength(1);
  });

  test("names no endpoint", async () => {
    await network.serve("vasp1.com", answerJson({ [configurationPath]: { uma_major_versions: [1] } }));
    const error = await rejectionOf(deliverInvoice(invoice, options));
    expectError(error, { code: "REQUESTS_NOT_SUPPORTED", field: "umaRequestEndpoint" });
    expect(error).toMatchObject({ protocolCode: "NOT_IMPLEMENTED", httpStatus: 501 });
  });

  test.each([
    "http://vasp1.com/uma",
    "https://10.0.0.1/uma",
    "https://169.254.169.254/latest/meta-data",
    "https://localhost/uma",
    "https://user:pass@vasp1.com/uma",
    "https://vasp1.com:8443/uma",
    "ftp://vasp1.com/uma",
    "/uma",
    "",
  ])("names an endpoint that nobody should connect to: %j", async (hostile) => {
    const document = { uma_major_versions: [1], uma_request_endpoint: hostile };
    await network.serve("vasp1.com", answerJson({ [configurationPath]: document }));
    expect((await rejectionOf(deliverInvoice(invoice, options))).code).toBe("INVALID_DOMAIN");
  });

  test("names a host that the caller refuses", async () => {
    const document = { ...configuration, uma_request_endpoint: "https://internal.example/" };
    await network.serve("vasp1.com", answerJson({ [configurationPath]: document }));
    const checkHost = (host: string) => {
      if (host === "internal.example") throw new Error("private network");
    };
    const error = await rejectionOf(deliverInvoice(invoice, { ...options, checkHost }));
    expect(error.code).toBe("INVALID_DOMAIN");
  });

  test.each<[string, RequestListener, string]>([
    ["is missing", answering("{}", json, 404), "FETCH_FAILED"],
    ["is garbage", answering("<html>", { "content-type": "text/html" }), "INVALID_RESPONSE"],
    ["is no object", answering("[]"), "INVALID_RESPONSE"],
    ["is far too long", answering(`{"a":"${"a".repeat(70_000)}"}`), "INVALID_RESPONSE"],
    [
      "is elsewhere",
      (_request, response) => void response.writeHead(302, { location: "https://evil.example/" }).end(),
      "FETCH_FAILED",
    ],
  ])("%s, and asks once", async (_name, answer, code) => {
    await network.serve("vasp1.com", answerJson({ [configurationPath]: answer }));
    expect((await rejectionOf(deliverInvoice(invoice, options))).code).toBe(code);
    expect(network.log).toHaveLength(1);
  });

  test("never comes", async () => {
    await network.serve("vasp1.com", () => {});
    const error = await rejectionOf(deliverInvoice(invoice, { ...options, timeoutSeconds: 0.05 }));
    expectError(error, { code: "FETCH_TIMEOUT", says: ["0.05 s"] });
    expect(error).toMatchObject({ protocolCode: "UMA_CONFIGURATION_FETCH_ERROR", httpStatus: 424 });
  });
});

describe("where the network fails", () => {
  const hangUp: RequestListener = (request) => request.socket.destroy();

  test("the configuration is asked for once more", async () => {
    let asked = 0;
    const flaky: RequestListener = (request, response) => {
      if (asked++ === 0) return hangUp(request, response);
      response.setHeader("content-type", "application/json").end(JSON.stringify(configuration));
    };
    await network.serve(
      "vasp1.com",
      answerJson({ [configurationPath]: flaky, "/uma/requests": { status: "OK" } }),
    );
    expect((await deliverInvoice(invoice, options)).status).toBe(200);
  });

  test("the configuration is not asked for a third time", async () => {
    await network.serve("vasp1.com", hangUp);
    expect((await rejectionOf(deliverInvoice(invoice, options))).code).toBe("FETCH_FAILED");
    expect(network.log).toHaveLength(2);
  });

  test.each<[string, RequestListener]>([
    ["hangs up", hangUp],
    [
      "answers with a redirect",
      (_request, response) => void response.writeHead(307, { location: "/" }).end(),
    ],
  ])("the invoice is posted once, and may have been taken: the endpoint %s", async (_name, answer) => {
    await serveSender(answer);
    const error = await rejectionOf(deliverInvoice(invoice, options));
    expectError(error, { code: "DELIVERY_UNCONFIRMED", says: ["may have been taken"] });
    expect(error.cause).toMatchObject({ code: "FETCH_FAILED" });
    expect(network.log.filter((line) => line.startsWith("POST"))).toHaveLength(1);
  });

  test("the time for both requests together is over while the endpoint hangs", async () => {
    await serveSender(() => {});
    const error = await rejectionOf(deliverInvoice(invoice, { ...options, timeoutSeconds: 1.5 }));
    expectError(error, { code: "DELIVERY_UNCONFIRMED" });
    expect(error.cause).toMatchObject({ code: "FETCH_TIMEOUT" });
  });

  test("a caller who gives up meanwhile gets the reason", async () => {
    const controller = new AbortController();
    const reason = new Error("changed my mind");
    await serveSender(() => controller.abort(reason));
    await expect(deliverInvoice(invoice, { ...options, signal: controller.signal })).rejects.toBe(reason);
  });
});

describe("a refusal", () => {
  async function refusal(
    status: number,
    body: string,
    type = "application/json",
  ): Promise<DeliveryRefusedError> {
    await serveSender(answering(body, { "content-type": type }, status));
    const error = await rejectionOf(deliverInvoice(invoice, options));
    expect(error).toBeInstanceOf(DeliveryRefusedError);
    expect(error.code).toBe("DELIVERY_REFUSED");
    return error as DeliveryRefusedError;
  }

  test("gives the counterparty's status, code and reason", async () => {
    const error = await refusal(404, '{"status":"ERROR","reason":"No such user","code":"USER_NOT_FOUND"}');
    expect({ ...error }).toMatchObject({
      status: 404,
      counterpartyCode: "USER_NOT_FOUND",
      reason: "No such user",
    });
    expectError(error, { code: "DELIVERY_REFUSED", says: ['status 404, "USER_NOT_FOUND", "No such user"'] });
  });

  test("is one with status 200, where the body says that it is an error", async () => {
    expect(await refusal(200, '{"status":"ERROR","reason":"Not today"}')).toMatchObject({
      status: 200,
      reason: "Not today",
    });
  });

  test("means to others that a counterparty failed", async () => {
    expect(await refusal(400, "")).toMatchObject({ protocolCode: "INTERNAL_ERROR", httpStatus: 500 });
  });

  test.each([
    ["nothing", "", "application/json"],
    ["a page", "<h1>Bad Gateway</h1>", "text/html"],
    ["another type of code and reason", '{"code":7,"reason":{}}', "application/json"],
    ["a code that is none", '{"code":"</script>"}', "application/json"],
    ["a code without end", `{"code":"${"A".repeat(65)}"}`, "application/json"],
  ])("with %s for a body is the status alone", async (_name, body, type) => {
    const { name, code, ...rest } = { ...(await refusal(502, body, type)) };
    expect(rest).toEqual({ status: 502 });
  });

  test("cuts a long reason short", async () => {
    expect((await refusal(400, JSON.stringify({ reason: "a".repeat(9999) }))).reason).toBe("a".repeat(256));
  });

  test("has no control characters in its reason", async () => {
    expect((await refusal(400, JSON.stringify({ reason: "a\n\u001b[31mb\0" }))).reason).toBe("a  [31mb ");
  });
});
