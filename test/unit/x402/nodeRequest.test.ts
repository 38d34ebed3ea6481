import { describe, expect, test } from "vitest";
import { fromNodeRequest } from "../../../src/x402/paywall/nodeRequest.js";
import { expectRefusal } from "../../support/expectRefusal.js";

const request = {
  method: "GET",
  url: "/weather?city=Bern",
  rawHeaders: ["Host", "example.com:8080", "X-Own", "1", "X-Own", "2"],
  socket: {},
};
const withHost = (host: string) => ({ ...request, rawHeaders: ["Host", host] });

test("method, URL and headers are those of the request", () => {
  const { method, url, headers } = fromNodeRequest({ ...request, method: "DELETE" });
  expect([method, url, headers.get("x-own")]).toEqual([
    "DELETE",
    "http://example.com:8080/weather?city=Bern",
    "1, 2",
  ]);
});

test("the URL is one of https over TLS", () => {
  const { url } = fromNodeRequest({ ...request, socket: { encrypted: true } });
  expect(url).toBe("https://example.com:8080/weather?city=Bern");
});

test("the URL is one of http over a socket that says it is not encrypted", () => {
  expect(fromNodeRequest({ ...request, socket: { encrypted: false } }).url).toMatch(/^http:/);
});

test("what a router took off the URL is there", () => {
  expect(fromNodeRequest({ ...request, originalUrl: "/api/weather" }).url).toBe(
    "http://example.com:8080/api/weather",
  );
});

test.each(["example.com", "127.0.0.1:80", "[::1]:3000", "my_host", "xn--zrich-kva.example"])(
  "the host may be %s",
  (host) => {
    expect(fromNodeRequest(withHost(host))).toBeInstanceOf(Request);
  },
);

test.each(["", "x/cheap?", "x/cheap#", "x\\cheap?", "user@example.com", "a b", "example.com:99999", "[::1"])(
  "the host may not be %j",
  (host) => {
    expectRefusal(() => fromNodeRequest(withHost(host)), {
      code: "INVALID_REQUEST",
      field: expect.any(String),
    });
  },
);

test("there has to be a host", () => {
  expectRefusal(() => fromNodeRequest({ ...request, rawHeaders: [] }), {
    code: "INVALID_REQUEST",
    field: "host",
  });
});

test.each([
  "/",
  "//evil.com/a",
  "/a?b=../c",
  "/a?b=\\c",
  "/.well-known",
  "/a..b/...",
  "/a%2Fb",
  "/%2e%2e%2e",
])("the target may be %s, and stays what it is", (url) => {
  expect(fromNodeRequest({ ...request, url }).url).toBe(`http://example.com:8080${url}`);
});

test.each([
  "",
  "*",
  "weather",
  "http://example.com/dear/../cheap",
  "http://user@example.com/weather",
  "http:///weather",
  "http://example.com\\@evil.com/weather",
  "ftp://example.com/weather",
  "/dear/../cheap",
  "/dear/..",
  "/./cheap",
  "/.",
  "/dear/..?a=b",
  "/dear/%2e%2E/cheap",
  "/dear/.%2e/cheap",
  "/dear\\..\\cheap",
  "/cheap#/dear",
  "/cheap?a=b#c",
])("the target may not be %j, which URLs take for something else", (url) => {
  expectRefusal(() => fromNodeRequest({ ...request, url }), {
    code: "INVALID_REQUEST",
    field: expect.stringMatching(/^(?:url|host)$/),
  });
});

test("there has to be a target", () => {
  const { url: _url, ...rest } = request;
  expectRefusal(() => fromNodeRequest(rest), { code: "INVALID_REQUEST", field: "url" });
});

test.each(["TRACE", "CONNECT", "", undefined])("the method may not be %s", (method) => {
  expectRefusal(() => fromNodeRequest({ ...request, method }), {
    code: "INVALID_REQUEST",
    field: "request",
  });
});

describe("where raw headers are absent or empty, those of the object count", () => {
  const headers = { host: "example.com", "x-own": ["1", "2"], "set-cookie": undefined };
  test.each([{}, { rawHeaders: [] }])("%o", (raw) => {
    const { url, headers: read } = fromNodeRequest({ method: "GET", url: "/weather", headers, ...raw });
    expect([url, read.get("x-own"), read.has("set-cookie")]).toEqual([
      "http://example.com/weather",
      "1, 2",
      false,
    ]);
  });
});

describe("a target in absolute form", () => {
  test.each([
    ["http://example.com:8080/weather?city=Bern", "http://example.com:8080/weather?city=Bern"],
    ["HTTPS://api.example.com/weather", "https://api.example.com/weather"],
    ["http://example.com", "http://example.com/"],
    ["http://example.com?a=b", "http://example.com/?a=b"],
  ])("%s names %s", (url, named) => {
    expect(fromNodeRequest({ ...request, url }).url).toBe(named);
  });

  test("counts and not the header Host, which is made the same for what is behind the paywall", () => {
    const headers = { host: "dear.example.com" };
    const rawHeaders = ["Host", "dear.example.com"];
    const { url } = fromNodeRequest({ ...request, rawHeaders, headers, url: "http://cheap.example.com/a" });
    expect([url, headers.host]).toEqual(["http://cheap.example.com/a", "cheap.example.com"]);
  });
});

test("an authority of HTTP/2 counts, and its pseudo-headers are none of the Web's", () => {
  const rawHeaders = [
    ":method",
    "GET",
    ":authority",
    "example.com",
    ":scheme",
    "https",
    ":path",
    "/",
    "x-own",
    "1",
  ];
  const { url, headers } = fromNodeRequest({ ...request, rawHeaders, socket: { encrypted: true } });
  expect([url, [...headers]]).toEqual(["https://example.com/weather?city=Bern", [["x-own", "1"]]]);
});

test("there may be no socket", () => {
  const { socket: _socket, ...rest } = request;
  expect(fromNodeRequest(rest).url).toMatch(/^http:/);
});
