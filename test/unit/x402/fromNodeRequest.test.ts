import { expect, test } from "vitest";
import { fromNodeRequest } from "../../../src/x402/paywall/fromNodeRequest.js";

const request = {
  method: "GET",
  url: "/weather?city=Bern",
  rawHeaders: ["Host", "example.com:8080", "X-Own", "1", "X-Own", "2"],
  socket: {},
};
const withHost = (host: string) => ({ ...request, rawHeaders: ["Host", host] });

test("method, URL and headers are those of the request", () => {
  const { method, url, headers } = fromNodeRequest({ ...request, method: "DELETE" })!;
  expect([method, url, headers.get("x-own")]).toEqual([
    "DELETE",
    "http://example.com:8080/weather?city=Bern",
    "1, 2",
  ]);
});

test("the URL is one of https over TLS", () => {
  const { url } = fromNodeRequest({ ...request, socket: { encrypted: true } })!;
  expect(url).toBe("https://example.com:8080/weather?city=Bern");
});

test("the URL is one of http over a socket that says it is not encrypted", () => {
  expect(fromNodeRequest({ ...request, socket: { encrypted: false } })!.url).toMatch(/^http:/);
});

test("what a router took off the URL is there", () => {
  expect(fromNodeRequest({ ...request, originalUrl: "/api/weather" })!.url).toBe(
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
    expect(fromNodeRequest(withHost(host))).toBeUndefined();
  },
);

test("there has to be a host", () => {
  expect(fromNodeRequest({ ...request, rawHeaders: [] })).toBeUndefined();
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
  expect(fromNodeRequest({ ...request, url })!.url).toBe(`http://example.com:8080${url}`);
});

test.each([
  "",
  "*",
  "weather",
  "http://example.com/weather",
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
  expect(fromNodeRequest({ ...request, url })).toBeUndefined();
});

test("there has to be a target", () => {
  const { url: _url, ...rest } = request;
  expect(fromNodeRequest(rest)).toBeUndefined();
});

test.each(["TRACE", "CONNECT", "", undefined])("the method may not be %s", (method) => {
  expect(fromNodeRequest({ ...request, method })).toBeUndefined();
});
