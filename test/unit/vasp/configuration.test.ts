import { describe, expect, test } from "vitest";
import { fetchVaspConfiguration } from "../../../src/vasp/index.js";
import { answerJson } from "../../support/answerJson.js";
import { rejectionOf } from "../../support/errorOf.js";
import { expectError } from "../../support/expectRefusal.js";
import { serve } from "../../support/serve.js";

const local = { allowLoopback: true };

async function fetchDocument(document: object) {
  const domain = await serve(answerJson({ "/.well-known/uma-configuration": document }));
  return fetchVaspConfiguration(domain, local);
}

test("a configuration is read", async () => {
  expect(
    await fetchDocument({
      name: "VASP 1",
      uma_major_versions: [0, 1],
      uma_request_endpoint: "https://vasp1.com/request",
      unknown_endpoint: "https://vasp1.com/unknown",
    }),
  ).toEqual({ name: "VASP 1", umaMajorVersions: [0, 1], umaRequestEndpoint: "https://vasp1.com/request" });
});

test("what it says of UMA Auth is passed on as it stands", async () => {
  const found = await fetchDocument({
    uma_major_versions: [1],
    authorization_endpoint: "http://vasp1.com:8080/oauth",
    token_endpoint: "",
    connection_management_endpoint: "/connections",
    revocation_endpoint: "https://vasp1.com/revoke",
    nwc_commands_supported: ["pay_invoice", "of_tomorrow"],
    grant_types_supported: [],
    code_challenge_methods_supported: null,
  });
  expect(found).toEqual({
    umaMajorVersions: [1],
    authorizationEndpoint: "http://vasp1.com:8080/oauth",
    tokenEndpoint: "",
    connectionManagementEndpoint: "/connections",
    revocationEndpoint: "https://vasp1.com/revoke",
    nwcCommandsSupported: ["pay_invoice", "of_tomorrow"],
    grantTypesSupported: [],
  });
});

test.each([[{}], [{ name: null, uma_request_endpoint: null }]])(
  "name and endpoint may be absent: %j",
  async (document) => {
    expect(await fetchDocument({ uma_major_versions: [1], ...document })).toEqual({ umaMajorVersions: [1] });
  },
);

test("the endpoint may be on loopback where that is allowed", async () => {
  const document = { uma_major_versions: [1], uma_request_endpoint: "http://localhost:3000/request" };
  expect((await fetchDocument(document)).umaRequestEndpoint).toBe("http://localhost:3000/request");
});

describe.each<[string, unknown[]]>([
  ["uma_major_versions", [undefined, null, "1", {}, [1, "0"], [-1], [0.5], [null]]],
  ["name", [5, {}, ["VASP"], false]],
  ["uma_request_endpoint", [5, {}, ["https://vasp1.com"]]],
  ["token_endpoint", [5, {}, ["https://vasp1.com"]]],
  ["nwc_commands_supported", [5, {}, "pay_invoice", [1]]],
])("%s", (field, values) => {
  test.each(values.map((value) => [value]))("cannot be %j", async (value) => {
    const error = await rejectionOf(fetchDocument({ uma_major_versions: [1], [field]: value }));
    expectError(error, { code: "INVALID_RESPONSE", field });
    expect(error).toMatchObject({ protocolCode: "UMA_CONFIGURATION_FETCH_ERROR", httpStatus: 424 });
  });
});

test.each([
  ["http://vasp1.com/request"],
  ["https://10.0.0.1/request"],
  ["https://vasp1.com:8443/"],
  ["/request"],
])("invoices are not sent to %s", async (endpoint) => {
  const error = await rejectionOf(fetchDocument({ uma_major_versions: [1], uma_request_endpoint: endpoint }));
  expectError(error, { code: "INVALID_DOMAIN", field: "uma_request_endpoint" });
});

test.each([["[]"], ["null"], ["5"]])("%s is no document", async (json) => {
  const domain = await serve((_, response) => {
    response.setHeader("content-type", "application/json").end(json);
  });
  const error = await rejectionOf(fetchVaspConfiguration(domain, local));
  expectError(error, { code: "INVALID_RESPONSE", field: "document" });
  expect(error).toMatchObject({ protocolCode: "UMA_CONFIGURATION_FETCH_ERROR", httpStatus: 424 });
});

test.each([[204], [404], [500]])("status %i is a failure", async (status) => {
  const domain = await serve((_, response) => {
    response.writeHead(status, { "content-type": "application/json" }).end(status === 204 ? undefined : "{}");
  });
  const error = await rejectionOf(fetchVaspConfiguration(domain, local));
  expectError(error, { code: status === 204 ? "INVALID_RESPONSE" : "FETCH_FAILED" });
  expect(error).toMatchObject({ protocolCode: "UMA_CONFIGURATION_FETCH_ERROR", httpStatus: 424 });
});

test("a domain that is none is refused before anything is asked", async () => {
  const error = await rejectionOf(fetchVaspConfiguration("vasp1.com/evil"));
  expectError(error, { code: "INVALID_DOMAIN", field: "domain" });
});
