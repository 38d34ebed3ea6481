import { runInNewContext } from "node:vm";
import { build } from "esbuild";
import { Miniflare } from "miniflare";
import { Agent, Request as UndiciRequest, fetch as undiciFetch } from "undici";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { receiptOf } from "../../../src/x402/index.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";
import { keys } from "../../support/keys.js";
import { sellWeather } from "../../support/sellWeather.js";

const versions = [1, 2] as const;
/** A form that the platform takes for an object like any other. */
const foreignForm = { [Symbol.toStringTag]: "FormData" };

const client = { fetch: undiciFetch as never };

describe.each(versions)("the fetch of the package undici, in version %i", (version) => {
  test("makes a purchase, and its dispatcher both requests", async () => {
    const { umaFetch, url } = await sellWeather({ version, client });
    const dispatcher = new Agent();
    onTestFinished(() => dispatcher.close());
    const dispatch = vi.spyOn(dispatcher, "dispatch");
    const response = await umaFetch(url, { dispatcher } as RequestInit);
    expect([response.status, await response.text(), dispatch.mock.calls.length]).toStrictEqual([
      200,
      "sunny",
      2,
    ]);
    expect(receiptOf(response)?.preimage).toBe("07".repeat(32));
  });

  test.each<[string, RequestInit]>([
    ["text", { body: "where=Zürich" }],
    ["bytes", { body: new Uint8Array([0, 255, 7]) }],
    ["a form", { body: new URLSearchParams({ where: "Zürich" }) }],
    ["a stream of one use", { body: new Blob(["where"]).stream(), duplex: "half" } as RequestInit],
    ["nothing, though it could have one", {}],
  ])("sends the same body twice: %s", async (_name, init) => {
    const { umaFetch, url, received } = await sellWeather({ version, client });
    await umaFetch(url, { method: "POST", headers: { "x-mine": "1" }, ...init });
    const [first, second] = received.map(({ method, headers, body }) => [
      method,
      headers["x-mine"],
      headers["content-type"],
      headers["content-length"],
      body.toString("latin1"),
    ]);
    expect(second).toStrictEqual(first);
  });

  test("takes a form of files, whose boundary stays the same", async () => {
    const { umaFetch, url, received } = await sellWeather({ version, client });
    const body = new FormData();
    body.append("where", new Blob(["Zürich"]), "place.txt");
    await umaFetch(url, { method: "POST", body });
    const [first, second] = received;
    expect(second!.body.toString()).toBe(first!.body.toString());
    expect(second!.headers["content-type"]).toBe(first!.headers["content-type"]);
    expect(first!.body.toString()).toContain("Zürich");
  });
});

describe("a Request", () => {
  test.each<[string, (url: string, init: RequestInit) => unknown]>([
    ["of the platform", (url, init) => new Request(url, init)],
    ["of a package", (url, init) => new UndiciRequest(url, init as never)],
    ["of another realm", (url, init) => runInNewContext("new Request(url, init)", { Request, url, init })],
  ])("%s is sent twice, whole", async (_name, make) => {
    const { umaFetch, url, received } = await sellWeather({ client });
    await umaFetch(make(url, { method: "PUT", headers: { "x-mine": "1" }, body: "where" }) as Request);
    expect(
      received.map(({ method, headers, body }) => [method, headers["x-mine"], body.toString()]),
    ).toStrictEqual([
      ["PUT", "1", "where"],
      ["PUT", "1", "where"],
    ]);
  });

  test("without a body has none", async () => {
    const { umaFetch, url, received } = await sellWeather();
    await umaFetch(new Request(url, { method: "POST" }));
    expect(received.map(({ body }) => body.length)).toStrictEqual([0, 0]);
  });

  test("gives way to the init beside it", async () => {
    const { umaFetch, url, received } = await sellWeather();
    const request = new Request(url, { method: "PUT", headers: { "x-mine": "1" }, body: "where" });
    await umaFetch(request, { method: "POST", headers: { "x-mine": "2" }, body: "there" });
    const [{ method, headers, body } = expect.fail()] = received;
    expect([method, headers["x-mine"], body.toString()]).toStrictEqual(["POST", "2", "there"]);
  });

  test("that has been read already is refused, as fetch refuses it", async () => {
    const { umaFetch, url } = await sellWeather();
    const request = new Request(url, { method: "POST", body: "where" });
    await request.text();
    expectError(await rejectionOf(umaFetch(request)), { code: "INVALID_FIELD", field: "request" });
  });

  test("says of itself what is not the default, and nothing else", async () => {
    const inner = vi.fn<typeof fetch>(async () => new Response("free"));
    const { umaFetch, url } = await sellWeather({ client: { fetch: inner } });
    await umaFetch(new Request(url, { credentials: "include", redirect: "error" }));
    await umaFetch(new Request(url), { credentials: "omit", mode: "cors", priority: "high" } as RequestInit);
    await umaFetch(Object.defineProperty(new Request(url), "mode", { value: "navigate" }));
    await umaFetch(
      Object.defineProperty(new Request(url), "cache", {
        get: () => {
          throw new Error("not implemented");
        },
      }),
    );
    const plain = { method: "GET", headers: {}, signal: expect.any(AbortSignal) };
    expect(inner.mock.calls).toStrictEqual([
      [url, { ...plain, credentials: "include", redirect: "error" }],
      [url, { ...plain, credentials: "omit", priority: "high" }],
      [url, { ...plain, mode: "same-origin" }],
      [url, plain],
    ]);
  });
});

describe("what no fetch takes is INVALID_FIELD", () => {
  test.each<[string, unknown, unknown?]>([
    ["no URL", "http://"],
    ["another scheme's URL in no form", "://"],
    ["a URL with a password", "https://bob:secret@example.com/"],
    ["null", null],
    ["a symbol", Symbol("url")],
    ["a proxy that has been revoked", revoked()],
    ["an object that throws", { toString: () => expect.fail("called") }],
    ["an init that is none", "https://example.com/", 7],
    ["an init that throws", "https://example.com/", thrower()],
    ["a method that is none", "https://example.com/", { method: "a b" }],
    ["headers that are none", "https://example.com/", { headers: { "a b": "c" } }],
    ["a body for GET", "https://example.com/", { body: "where" }],
    ["a signal that is none", "https://example.com/", { signal: {} }],
    ["a body that is an object", "https://example.com/", { method: "POST", body: { where: "there" } }],
    ["a form of a package", "https://example.com/", { method: "POST", body: foreignForm }],
  ])("%s", async (_name, input, init) => {
    const inner = vi.fn<typeof fetch>();
    const { umaFetch } = await sellWeather({ client: { fetch: inner } });
    const error = await rejectionOf(umaFetch(input as string, init as RequestInit));
    expectError(error, { code: "INVALID_FIELD", field: "request" });
    expect(error.message).not.toContain("secret");
    expect(inner).not.toHaveBeenCalled();
  });

  test.each([[undefined], [null], [7], [{}], [{ status: 402 }], [{ status: 200, headers: {} }]])(
    "and what is no response is INVALID_RESPONSE: %o",
    async (answer) => {
      const { umaFetch, url } = await sellWeather({ client: { fetch: async () => answer as never } });
      expectError(await rejectionOf(umaFetch(url)), { code: "INVALID_RESPONSE", says: ["a Response"] });
    },
  );
});

test("a response whose body is a stream of Node.js, as packages make them, is read", async () => {
  const { umaFetch, url } = await sellWeather({
    client: {
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        const { Readable } = await import("node:stream");
        const body = Buffer.from(await response.clone().arrayBuffer());
        const made = () =>
          Object.defineProperties(new Response(body, response), {
            body: { value: Readable.from([body]) },
            clone: { value: made },
          });
        return made();
      },
    },
  });
  expect(await (await umaFetch(url)).text()).toBe("sunny");
});

test("a long page of a package that is no x402 comes back as it is", async () => {
  const made = (): Response =>
    Object.defineProperties(new Response("x".repeat(70_000), { status: 402 }), {
      body: { value: {} },
      clone: { value: made },
    });
  const { umaFetch, url } = await sellWeather({ client: { fetch: async () => made() } });
  expect((await (await umaFetch(url)).text()).length).toBe(70_000);
});

test("in workerd of 2023, where fields of requests are missing, a purchase is made", async () => {
  const { url } = await sellWeather();
  const { outputFiles } = await build({
    stdin: {
      resolveDir: import.meta.dirname,
      contents: `
        import { createUmaFetch, receiptOf } from "../../../src/x402/index.ts";
        const umaFetch = createUmaFetch({
          pay: async () => "07".repeat(32),
          maxAmount: { USD: "10.00" },
          keyResolver: { resolve: async () => ({ publicKey: "${keys.first.publicKey}", cached: false }) },
          share: true,
        });
        export default {
          async fetch(request) {
            const bought = [await umaFetch("${url}"), await umaFetch(new Request("${url}", request))];
            const paid = bought.map((response) => receiptOf(response)?.preimage.length);
            return Response.json([await Promise.all(bought.map((response) => response.text())), paid]);
          },
        };`,
    },
    bundle: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    write: false,
  });
  const worker = new Miniflare({
    modules: true,
    script: outputFiles[0]!.text,
    compatibilityDate: "2023-01-01",
  });
  onTestFinished(() => worker.dispose());
  const answer = await worker.dispatchFetch("http://worker.example/", { method: "POST", body: "where" });
  expect(await answer.json()).toStrictEqual([
    ["sunny", "sunny"],
    [64, 64],
  ]);
});

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function thrower(): unknown {
  return {
    get method() {
      throw new Error("no method");
    },
  };
}
