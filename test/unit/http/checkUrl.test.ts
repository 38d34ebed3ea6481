import { describe, expect, test } from "vitest";
import { checkUrl } from "../../../src/http/url.js";
import { expectRefusal } from "../../support/expectRefusal.js";

const refusal = { code: "INVALID_DOMAIN", field: "endpoint" } as const;

test.each([
  ["https://vasp.com"],
  ["HTTPS://VASP.com/Path?a=b&c=%20#d"],
  ["https://vasp.com?query"],
  ["https://vasp.com/a//b/../c@d:e"],
])("%s is taken", (url) => {
  expect(checkUrl(url, {}, "endpoint").href).toBe(new URL(url).href);
});

describe.each([
  ["no text", 5],
  ["nothing", ""],
  ["no scheme", "vasp.com/x"],
  ["another scheme", "ftp://vasp.com"],
  ["script", "javascript:alert(1)"],
  ["http", "http://vasp.com/x"],
  ["one slash", "https:/vasp.com"],
  ["three slashes", "https:///vasp.com"],
  ["backslashes", "https:\\\\vasp.com"],
  ["a backslash behind the host", "https://vasp.com\\@evil.com/"],
  ["a backslash in the path", "https://vasp.com/a\\b"],
  ["user info", "https://vasp.com@evil.com/"],
  ["a space", "https://vasp.com/a b"],
  ["a tab in the host", "https://va\tsp.com/"],
  ["a line feed", "https://vasp.com/\n"],
  ["a path that is not ASCII", "https://vasp.com/é"],
  ["an IP address", "https://10.0.0.1/"],
  ["one label", "https://intranet/"],
  ["a trailing dot", "https://vasp.com./"],
])("%s", (_, url) => {
  test("is refused", () => {
    for (const options of [{}, { allowLoopback: true, allowPorts: true }])
      expectRefusal(() => checkUrl(url, options, "endpoint"), refusal);
  });
});

test("a port has to be allowed", () => {
  expectRefusal(() => checkUrl("https://vasp.com:8443/", {}, "endpoint"), refusal);
  expect(checkUrl("https://vasp.com:8443/", { allowPorts: true }).port).toBe("8443");
});

test("this very machine has to be allowed", () => {
  for (const url of ["http://localhost:3000/x", "https://127.0.0.1/x"]) {
    expectRefusal(() => checkUrl(url, { allowPorts: true }, "endpoint"), refusal);
    expect(checkUrl(url, { allowLoopback: true }).href).toBe(url);
  }
});
