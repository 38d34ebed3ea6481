import { getEventListeners, once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, test, vi } from "vitest";
import { fetchJson as fetchChecked, type HttpOptions, readHttpOptions } from "../../../src/http/fetch.js";
import { checkUrl } from "../../../src/http/url.js";
import { answering, json } from "../../support/answerJson.js";
import { revoked } from "../../support/broken.js";
import { rejectionOf } from "../../support/errorOf.js";
import { serve } from "../../support/serve.js";

const long = { timeoutSeconds: 60 };

/** Asks as callers do: their options have been read. */
const fetchJson = async (url: URL, init: Parameters<typeof fetchChecked>[1], options: HttpOptions) =>
  fetchChecked(url, init, readHttpOptions(options));

/** Asks a server on loopback for `/document`. */
async function ask(
  listener: RequestListener,
  options: HttpOptions = long,
  method?: "GET" | "POST",
  body?: unknown,
) {
  const url = checkUrl(`http://${await serve(listener)}/document`, { allowLoopback: true });
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  return fetchJson(url, { ...(method && { method }), ...sent }, options);
}

test("an answer in JSON is read", async () => {
  const answer = await ask(answering('{"a":1}', { ...json, "x-a": "b" }));
  expect(answer).toMatchObject({ status: 200, json: { a: 1 } });
  expect(new TextDecoder().decode(answer.bytes)).toBe('{"a":1}');
  expect(answer.headers.get("x-a")).toBe("b");
});

test("of many lines, the first is read, and the rest not waited for", async () => {
  const endless: RequestListener = (_, response) => {
    response.writeHead(200, json).write('{"a":1}\n{"a":2}\n{');
  };
  const url = checkUrl(`http://${await serve(endless)}/lines`, { allowLoopback: true });
  const answer = await fetchJson(url, { isLine: true }, long);
  expect([answer.json, new TextDecoder().decode(answer.bytes)]).toEqual([{ a: 1 }, '{"a":1}']);
});

test("of one line without an end, all is read", async () => {
  const url = checkUrl(`http://${await serve(answering('{"a":1}'))}/lines`, { allowLoopback: true });
  expect((await fetchJson(url, { isLine: true }, long)).json).toEqual({ a: 1 });
});

test("headers are sent beside its own", async () => {
  let headers: unknown;
  const url = checkUrl(
    `http://${await serve((request, response) => {
      headers = request.headers;
      response.writeHead(200, json).end("{}");
    })}/`,
    { allowLoopback: true },
  );
  await fetchJson(url, { method: "POST", body: "{}", headers: { "x-own": "1" } }, long);
  expect(headers).toMatchObject({ "x-own": "1", "content-type": "application/json" });
});

test.each([
  ["application/json; charset=utf-8"],
  ["Application/JSON"],
  ["application/problem+json"],
  ["text/html; charset=utf-8"],
  ["text/plain"],
  ["application/octet-stream"],
  ["binary/octet-stream"],
  ["application/json, application/json"],
  [""],
])("the content type %j is read", async (type) => {
  expect((await ask(answering("{}", type ? { "content-type": type } : {}))).json).toEqual({});
});

test.each([
  ["image/png"],
  ["application/octet-streams"],
  ["application/jsonp"],
  ["application/x+json+y"],
  ["image/png, application/json"],
])("the content type %j is refused", async (type) => {
  const error = await rejectionOf(ask(answering("{}", { "content-type": type })));
  expect(error.code).toBe("INVALID_RESPONSE");
  expect(error.message).toContain("expected the content type application/json");
});

test.each([["text/html"], ["application/octet-stream"], [""]])(
  "a page that says with status 200 and the type %j that something is wrong is refused",
  async (type) => {
    const page = "<!doctype html><title>Not found</title>";
    const error = await rejectionOf(ask(answering(page, type ? { "content-type": type } : {})));
    expect(error.code).toBe("INVALID_RESPONSE");
    expect(error.message).toContain("JSON in UTF-8");
  },
);

test.each([
  ["truncated JSON", '{"a":'],
  ["duplicate names", '{"a":1,"a":2}'],
  ["malformed UTF-8", Uint8Array.of(0x22, 0xff, 0x22)],
  ["no body", ""],
])("%s is refused", async (_, body) => {
  expect((await rejectionOf(ask(answering(body)))).code).toBe("INVALID_RESPONSE");
});

test("what is asked is shown to the server", async () => {
  let seen: unknown;
  await ask((request, response) => {
    seen = [request.method, request.url, request.headers["content-type"]];
    answering("{}")(request, response);
  });
  expect(seen).toEqual(["GET", "/document", undefined]);
});

test("a body is sent as JSON", async () => {
  const { json: echo } = await ask(
    (request, response) => {
      response.writeHead(200, { "content-type": request.headers["content-type"] });
      request.pipe(response);
    },
    long,
    "POST",
    { invoice: "uma1é" },
  );
  expect(echo).toEqual({ invoice: "uma1é" });
});

describe("whoever makes the requests", () => {
  /** What a `fetch` was called with, by a platform that has only what is said. */
  async function callOf(body?: unknown) {
    const fetch = vi.fn(async () => Response.json({}));
    await fetchJson(
      new URL("https://vasp.com/document"),
      body ? { method: "POST", body: JSON.stringify(body) } : {},
      { fetch },
    );
    const [url, init] = fetch.mock.calls[0] as unknown as [unknown, RequestInit];
    return { url, init };
  }

  test("gets text, plain objects and a signal", async () => {
    const { url, init } = await callOf();
    expect(url).toBe("https://vasp.com/document");
    expect(Object.keys(init).sort()).toEqual(["cache", "method", "redirect", "signal"]);
    expect(init.signal).toBeInstanceOf(AbortSignal);
    expect(await callOf({ a: 1 })).toMatchObject({
      init: { method: "POST", body: '{"a":1}', headers: { "content-type": "application/json" } },
    });
  });

  test("is told to keep caches out, in a header where the field is not known", async () => {
    expect((await callOf()).init).toMatchObject({ cache: "no-store" });
    vi.stubGlobal(
      "Request",
      class {
        constructor(_url: string, init: RequestInit) {
          if (init.cache)
            throw new Error("The 'cache' field on 'RequestInitializerDict' is not implemented.");
        }
      },
    );
    try {
      const { init } = await callOf();
      expect(init.cache).toBeUndefined();
      expect(init.headers).toEqual({ "cache-control": "no-cache" });
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test("may be of a platform without a Request", async () => {
    vi.stubGlobal("Request", undefined);
    try {
      expect((await callOf()).init).toMatchObject({ cache: "no-store" });
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test("has to be there", async () => {
    vi.stubGlobal("fetch", undefined);
    try {
      const error = await rejectionOf(fetchJson(new URL("https://vasp.com"), {}, {}));
      expect(error).toMatchObject({ code: "INVALID_OPTION", field: "fetch" });
    } finally {
      vi.unstubAllGlobals();
    }
  });

  const headers = new Headers(json);
  const hostile = (name: string) =>
    Object.defineProperty({ status: 200, headers, body: null }, name, {
      get() {
        throw new Error("hostile");
      },
    });

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a text", "{}"],
    ["no status", { headers }],
    ["no headers", { status: 200 }],
    ["headers that are none", { status: 200, headers: json }],
    ["headers that throw", hostile("headers")],
    ["a status that throws", hostile("status")],
    ["a body that throws", hostile("body")],
    ["a body that gives no bytes", { status: 200, headers, body: Readable.from([5]) }],
    ["no way to its body", { status: 200, headers }],
  ])("that answers %s is a failure", async (_, response) => {
    const fetch = async () => response as Response;
    const error = await rejectionOf(fetchJson(new URL("https://vasp.com"), {}, { fetch }));
    expect(error.code).toBe("FETCH_FAILED");
  });

  test("may answer with a stream of Node.js, as node-fetch does", async () => {
    const fetch = async () => ({ status: 200, headers, body: Readable.from(['{"a"', ":1}"]) }) as never;
    expect((await fetchJson(new URL("https://vasp.com"), {}, { fetch })).json).toEqual({ a: 1 });
  });

  test("may answer with what only gives its body as a whole, as on React Native", async () => {
    const fetch = async () => ({ status: 200, headers, text: async () => '{"a":1}' }) as never;
    expect((await fetchJson(new URL("https://vasp.com"), {}, { fetch })).json).toEqual({ a: 1 });
  });
});

test("a refusal is an answer, with its JSON", async () => {
  expect(await ask(answering('{"code":"X"}', json, 500))).toMatchObject({ status: 500, json: { code: "X" } });
});

test.each([
  ["another type", "no", { "content-type": "image/png" }],
  ["text", "Internal Server Error", { "content-type": "text/plain" }],
  ["too much", "1".repeat(100), json],
])("a refusal with %s is an answer without JSON", async (_, body, headers) => {
  expect(await ask(answering(body, headers, 500), { ...long, maxBytes: 10 })).toMatchObject({
    status: 500,
    json: undefined,
  });
});

test("what is posted may be answered by the status alone", async () => {
  expect(await ask(answering("", {}), long, "POST", {})).toMatchObject({ status: 200, json: undefined });
});

test.each([[301], [302], [303], [307], [308], [304]])(
  "a redirect with status %i is not followed",
  async (status) => {
    const visited = vi.fn(answering("{}"));
    const location = `http://${await serve(visited)}/`;
    const error = await rejectionOf(ask(answering("{}", { ...json, location }, status)));
    expect(error.code).toBe("FETCH_FAILED");
    expect(error.message).toContain("found a redirect");
    expect(visited).not.toHaveBeenCalled();
  },
);

test("a redirect that a browser hides is refused", async () => {
  // What browsers make of `redirect: "manual"` (Fetch standard, opaque-redirect filtered response).
  const hidden = { type: "opaqueredirect", status: 0, ok: false, redirected: false, headers: new Headers() };
  const fetch = async () => hidden as Response;
  expect((await rejectionOf(ask(answering(""), { fetch }))).message).toContain("found a redirect");
});

test("a redirect that a fetch of the caller's own followed is refused", async () => {
  const elsewhere = `http://${await serve(answering("{}"))}/`;
  const fetch: typeof globalThis.fetch = (url, init) =>
    globalThis.fetch(url, { ...init, redirect: "follow" });
  const error = await rejectionOf(ask(answering("", { location: elsewhere }, 302), { fetch }));
  expect(error.message).toContain("found a redirect");
});

test("a body as long as the limit is read", async () => {
  expect((await ask(answering('"12345678"'), { ...long, maxBytes: 10 })).json).toBe("12345678");
});

test("a longer body is refused", async () => {
  const error = await rejectionOf(ask(answering('"123456789"'), { ...long, maxBytes: 10 }));
  expect(error.code).toBe("INVALID_RESPONSE");
  expect(error.message).toContain("at most 10 bytes");
});

test("an endless body is refused, and the connection closed", async () => {
  let closed: Promise<unknown> | undefined;
  const error = await rejectionOf(
    ask((_, response) => {
      closed = new Promise((resolve) => response.on("close", resolve));
      response.writeHead(200, json);
      const more = () => {
        while (response.write(" ".repeat(1024)));
      };
      response.on("drain", more);
      more();
    }),
  );
  expect(error.message).toContain("at most 65536 bytes");
  await closed;
});

test("a compressed body is measured as it unfolds", async () => {
  const bomb = gzipSync(" ".repeat(10_000_000));
  const error = await rejectionOf(ask(answering(bomb, { ...json, "content-encoding": "gzip" })));
  expect(error.message).toContain("at most 65536 bytes");
});

test("a server that never answers is given up on", async () => {
  const error = await rejectionOf(ask(() => undefined, { timeoutSeconds: 0.05 }));
  expect(error.code).toBe("FETCH_TIMEOUT");
  expect(error.message).toContain("within 0.05 s");
});

test("a body that never ends is given up on", async () => {
  const error = await rejectionOf(
    ask((_, response) => response.writeHead(200, json).write("{"), { timeoutSeconds: 0.2 }),
  );
  expect(error.code).toBe("FETCH_TIMEOUT");
});

test("a look at the host that never ends is given up on", async () => {
  const checkHost = () => new Promise<void>(() => undefined);
  expect((await rejectionOf(ask(answering("{}"), { timeoutSeconds: 0.05, checkHost }))).code).toBe(
    "FETCH_TIMEOUT",
  );
});

test("a fetch that does not listen to its signal is given up on", async () => {
  const fetch = () => new Promise<Response>(() => undefined);
  expect((await rejectionOf(ask(answering("{}"), { timeoutSeconds: 0.05, fetch }))).code).toBe(
    "FETCH_TIMEOUT",
  );
});

test.each<[keyof HttpOptions, unknown]>([
  ...[0, -1, Number.NaN, 3601, 20_000, Number.POSITIVE_INFINITY, "50", null].map(
    (value) => ["timeoutSeconds", value] as [keyof HttpOptions, unknown],
  ),
  ...[0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, "10", null].map(
    (value) => ["maxBytes", value] as [keyof HttpOptions, unknown],
  ),
  ["fetch", {}],
  ["fetch", null],
  ["checkHost", true],
  ["allowLoopback", "false"],
  ["allowPorts", 1],
  ["signal", {}],
  ["signal", null],
  ["signal", { aborted: false, addEventListener() {} }],
  ["signal", { aborted: 1, addEventListener() {}, removeEventListener() {} }],
])("%s is not %j", async (field, value) => {
  const fetch = vi.fn();
  const options = { fetch, [field]: value } as HttpOptions;
  const error = await rejectionOf(fetchJson(new URL("https://vasp.com"), {}, options));
  expect(error).toMatchObject({ code: "INVALID_OPTION", field });
  expect(fetch).not.toHaveBeenCalled();
});

test.each([
  ["null", null],
  ["a number", 5],
  ["a revoked proxy", revoked({})],
])("%s is no options", async (_, options) => {
  const error = await rejectionOf(fetchJson(new URL("https://vasp.com"), {}, options as never));
  expect(error.code).toBe("INVALID_OPTION");
});

test("a connection that is reset is a failure", async () => {
  const error = await rejectionOf(ask((request) => request.socket.resetAndDestroy()));
  expect(error.code).toBe("FETCH_FAILED");
  expect(error.cause).toBeInstanceOf(Error);
});

test("a connection that is reset within the body is a failure", async () => {
  const error = await rejectionOf(
    ask((_, response) => {
      response.writeHead(200, { ...json, "content-length": "100" });
      response.write("{", () => response.socket!.resetAndDestroy());
    }),
  );
  expect(error.code).toBe("FETCH_FAILED");
});

test("headers without end are a failure", async () => {
  const error = await rejectionOf(ask(answering("{}", { ...json, "x-a": "a".repeat(100_000) })));
  expect(error.code).toBe("FETCH_FAILED");
});

test("what is no HTTP is a failure", async () => {
  const error = await rejectionOf(ask((request) => request.socket.end("SSH-2.0-OpenSSH\r\n")));
  expect(error.code).toBe("FETCH_FAILED");
});

test("a port where nobody listens is a failure", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  const error = await rejectionOf(fetchJson(new URL(`http://127.0.0.1:${port}/`), {}, long));
  expect(error.code).toBe("FETCH_FAILED");
});

describe("an aborted signal", () => {
  const reason = new Error("enough");

  test("ends the request with its reason", async () => {
    const controller = new AbortController();
    const asked = ask(() => controller.abort(reason), { ...long, signal: controller.signal });
    await expect(asked).rejects.toBe(reason);
  });

  test("that was aborted before lets nothing out", async () => {
    const fetch = vi.fn();
    const signal = AbortSignal.abort(reason);
    await expect(fetchJson(new URL("https://vasp.com"), {}, { fetch, signal })).rejects.toBe(reason);
    expect(fetch).not.toHaveBeenCalled();
  });

  test("is not listened to any more once the answer is there", async () => {
    const { signal } = new AbortController();
    const listen = vi.spyOn(signal, "addEventListener");
    await ask(answering("{}"), { ...long, signal });
    expect(listen).toHaveBeenCalledTimes(1);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});

test("no timer is left once the answer is there", async () => {
  const cleared = vi.spyOn(globalThis, "clearTimeout");
  const set = vi.spyOn(globalThis, "setTimeout");
  try {
    await ask(answering("{}"), { timeoutSeconds: 54.321 });
    const timer = set.mock.results[set.mock.calls.findIndex(([, delay]) => delay === 54_321)]!.value;
    expect(cleared).toHaveBeenCalledWith(timer);
  } finally {
    cleared.mockRestore();
    set.mockRestore();
  }
});

test("the signal of a package that gives no reason ends the request with an AbortError", async () => {
  const listeners = new Set<() => void>();
  const signal = {
    aborted: false,
    addEventListener: (_: string, listener: () => void) => listeners.add(listener),
    removeEventListener: (_: string, listener: () => void) => listeners.delete(listener),
  };
  const fetch = () => new Promise<Response>(() => undefined);
  const asked = fetchJson(new URL("https://vasp.com"), {}, { fetch, signal: signal as never });
  await vi.waitFor(() => expect(listeners.size).toBe(1));
  for (const listener of listeners) listener();
  await expect(asked).rejects.toMatchObject({ name: "AbortError" });
  expect(listeners.size).toBe(0);
});

describe("checkHost", () => {
  test("is told the host", async () => {
    const checkHost = vi.fn();
    await ask(answering("{}"), { ...long, checkHost });
    expect(checkHost.mock.calls).toEqual([["127.0.0.1"]]);
  });

  test.each([[() => false], [async () => false]])(
    "refuses the host where it gives false",
    async (checkHost) => {
      const fetch = vi.fn();
      const error = await rejectionOf(fetchJson(new URL("https://vasp.com"), {}, { fetch, checkHost }));
      expect(error.code).toBe("INVALID_DOMAIN");
      expect(fetch).not.toHaveBeenCalled();
    },
  );

  test.each([[() => true], [async () => undefined], [() => 0 as unknown as boolean]])(
    "lets the host through where it gives anything else",
    async (checkHost) => {
      expect((await ask(answering("{}"), { ...long, checkHost })).json).toEqual({});
    },
  );

  test.each([
    ["throws", () => Promise.reject(new Error("private"))],
    [
      "rejects",
      () => {
        throw new Error("private");
      },
    ],
  ])("refuses the host where it %s", async (_, checkHost) => {
    const fetch = vi.fn();
    const error = await rejectionOf(fetchJson(new URL("https://vasp.com"), {}, { fetch, checkHost }));
    expect(error).toMatchObject({ code: "INVALID_DOMAIN", cause: new Error("private") });
    expect(fetch).not.toHaveBeenCalled();
  });
});
