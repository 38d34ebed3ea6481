import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../../../src/cli/run.js";
import { decodeInvoice, verifyInvoice } from "../../../src/index.js";
import { keyFiles } from "../../support/keyFiles.js";
import { keys } from "../../support/keys.js";
import { type CliWorld, runCli } from "../../support/runCli.js";
import { allFields, beforeExpiration } from "../../support/sampleFields.js";
import { temporaryFile } from "../../support/temporaryFile.js";

const { secretKey, publicKey } = keys.first;
const { pemOf, utf16 } = keyFiles(secretKey);
const env = { UMA_INVOICE_KEY: secretKey };

/** Options with values of their own for some; `undefined` leaves one out, `true` stands for a switch. */
function optionsOf(changes: { readonly [name: string]: string | true | undefined } = {}): string[] {
  const options: typeof changes = {
    receiver: "$bob@vasp2.com",
    amount: "10.00",
    currency: "USD",
    "expires-in": "15m",
    callback: "https://vasp2.com/payreq",
    ...changes,
  };
  return Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return [value === true ? `--${name}` : `--${name}=${value}`];
  });
}

function create(changes?: Parameters<typeof optionsOf>[0], world: CliWorld = {}) {
  return runCli(["create", ...optionsOf(changes)], { env, ...world });
}

/** The invoice that is created. */
async function invoiceOf(...args: Parameters<typeof create>) {
  const { code, stdout, stderr } = await create(...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^asks for .+\n$/) });
  return decodeInvoice(stdout.trimEnd());
}

/** What is said of options that cannot be used. */
async function refusalOf(...args: Parameters<typeof create>) {
  const { code, stdout, stderr } = await create(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  return stderr;
}

describe("from options", () => {
  test("an invoice with the required fields comes about", async () => {
    expect({ ...(await invoiceOf()) }).toEqual({
      receiverUma: "$bob@vasp2.com",
      invoiceUUID: expect.stringMatching(/^[\da-f-]{36}$/),
      amount: 1000n,
      receivingCurrency: { code: "USD", name: "US Dollar", symbol: "$", decimals: 2 },
      expiration: beforeExpiration + 900,
      isSubjectToTravelRule: false,
      umaVersions: "0.3,1.0",
      callback: "https://vasp2.com/payreq",
      signature: expect.any(Uint8Array),
    });
  });

  test("an invoice with every field comes about", async () => {
    const { receivingCurrency: _currency, ...fields } = allFields;
    const invoice = await invoiceOf({
      "travel-rule": true,
      "payer-data": "compliance,email?,name",
      sender: fields.senderUma,
      "comment-chars": "144",
      "max-payments": "3",
      kyc: "VERIFIED",
      uuid: fields.invoiceUUID,
      "uma-versions": fields.umaVersions,
      "expires-in": undefined,
      "expires-at": "2030-01-01T00:00:00Z",
    });
    expect(invoice).toMatchObject(fields);
  });

  test("the invoice is signed with the key", async () => {
    const { stdout } = await create();
    expect(verifyInvoice(stdout.trimEnd(), { publicKey, now: beforeExpiration }).amount).toBe(1000n);
  });

  test("integers may be decimal", async () => {
    const { stdout } = await create({ integers: "decimal", json: true });
    expect(JSON.parse(stdout)).toMatchObject({ integers: "decimal", invoice: { amount: "1000" } });
  });

  test("a dialect that there is not is refused", async () => {
    const { code, stdout, stderr } = await create({ integers: "roman" });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain('--integers: expected binary or decimal, found "roman"');
  });

  test("all that is missing is named at once", async () => {
    const { code, stderr } = await create({ receiver: undefined, callback: undefined });
    expect(stderr).toMatch(/MISSING_FIELD.*receiverUma.*callback/);
    expect(code).toBe(1);
  });

  test("an invoice that has expired comes with a warning", async () => {
    const { code, stderr } = await create({ "expires-in": undefined, "expires-at": "1600000000" });
    expect(stderr).toContain("warning: this invoice has expired already");
    expect(code).toBe(0);
  });

  test("a terminal is told what was signed, and with which key", async () => {
    const { stderr } = await create({}, { errorColumns: 200, env: { ...env, NO_COLOR: "1" } });
    expect(stderr).toBe(`asks for $10.00 (1000 in the smallest unit)
receiver    $bob@vasp2.com
expiration  expires in 15 min (2024-01-01T00:15:00Z)
public key  ${publicKey}
`);
  });
});

describe("what an invoice asks for", () => {
  test.each([
    ["10", "USD", "$0.10 (10 in the smallest unit)"],
    ["10.00", "USD", "$10.00 (1000 in the smallest unit)"],
    ["10", "SAT", "SAT 10 (10 in the smallest unit)"],
    ["10", "BTC", "₿0.0000001 (10 in the smallest unit)"],
  ])("is told before it is signed: %s of %s", async (amount, currency, says) => {
    const { code, stderr } = await create({ amount, currency });
    expect({ code, stderr }).toEqual({ code: 0, stderr: `asks for ${says}\n` });
  });

  test("is told before the invoice is written", async () => {
    const order: string[] = [];
    const output = (name: string) => ({
      write(text: string, done: () => void) {
        order.push(`${name} ${text.slice(0, 4)}`);
        done();
      },
      on: () => undefined,
    });
    const code = await run({
      argv: ["create", ...optionsOf()],
      env,
      stdin: (async function* () {})(),
      stdout: output("stdout"),
      stderr: output("stderr"),
      now: () => new Date(beforeExpiration * 1000),
      fetch,
    });
    expect({ code, order }).toEqual({ code: 0, order: ["stderr asks", "stdout uma1"] });
  });

  test("is not told of an invoice that is none", async () => {
    expect((await create({ receiver: undefined })).stderr).not.toContain("asks for");
  });
});

describe("the amount", () => {
  test.each([
    ["1000", "USD", 1000n],
    ["10.00", "USD", 1000n],
    ["0.05", "USD", 5n],
    ["1.234", "KWD", 1234n],
    ["9223372036854775807", "USD", 9223372036854775807n],
  ])("%s of %s is read", async (amount, currency, expected) => {
    expect((await invoiceOf({ amount, currency })).amount).toBe(expected);
  });

  test.each(["10.0", "10.", ".10", "10.000", "1,000", "1e3", "0x10", " 1", "١٠"])(
    "%s dollars is refused",
    async (amount) => {
      const found = amount === "١٠" ? "\\u0661\\u0660" : amount;
      expect(await refusalOf({ amount })).toContain(`a point with 2 digits behind it, found "${found}"`);
    },
  );

  test("with a point needs a currency", async () => {
    expect(await refusalOf({ currency: undefined })).toContain("--currency with it, which says what a point");
  });

  test("of a currency without digits behind the point has none", async () => {
    const refusal = await refusalOf({ amount: "1.0", currency: "JPY", decimals: "0" });
    expect(refusal).toContain('whole number of the smallest unit, found "1.0"');
  });
});

describe("the currency", () => {
  test("that is known needs no more than its code", async () => {
    const { receivingCurrency } = await invoiceOf({ currency: "EUR" });
    expect(receivingCurrency).toEqual({ code: "EUR", name: "Euro", symbol: "€", decimals: 2 });
  });

  test("may be described by hand", async () => {
    const described = { currency: "GEM", "currency-name": "Gem", decimals: "0", amount: "5" };
    expect((await invoiceOf(described)).receivingCurrency).toEqual({
      code: "GEM",
      name: "Gem",
      symbol: "",
      decimals: 0,
    });
    const { receivingCurrency } = await invoiceOf({ ...described, "currency-symbol": "丰" });
    expect(receivingCurrency.symbol).toBe("丰");
  });

  test.each([
    ["BTC", { code: "BTC", name: "Bitcoin", symbol: "₿", decimals: 8 }],
    ["SAT", { code: "SAT", name: "Satoshi", symbol: "", decimals: 0 }],
  ])("may be %s, of no country", async (currency, expected) => {
    expect((await invoiceOf({ currency, amount: "5" })).receivingCurrency).toEqual(expected);
  });

  test.each([
    ["usd", "USD"],
    ["Eur", "EUR"],
    ["btc", "BTC"],
    ["sats", "SAT"],
  ])("%s is not known, and %s suggested", async (currency, meant) => {
    expect(await refusalOf({ currency, amount: "5" })).toContain(
      `found "${currency}"; did you mean ${meant}?`,
    );
  });

  test("that is like no other comes without a suggestion", async () => {
    expect(await refusalOf({ currency: "GEM", amount: "5" })).not.toContain("did you mean");
  });

  test.each(["IQD", "JPY", "XDR"])("%s needs its decimals, which are not certain", async (currency) => {
    expect(await refusalOf({ currency })).toContain("give --decimals");
  });

  test("that is not known needs a name", async () => {
    expect(await refusalOf({ currency: "GEM", decimals: "0" })).toContain("--currency-name");
  });

  test.each(["currency-name", "currency-symbol", "decimals"])("--%s alone is refused", async (name) => {
    expect(await refusalOf({ currency: undefined, [name]: "2" })).toContain(`--${name} needs --currency`);
  });
});

describe("refused is", () => {
  test.each([
    ["a span of time without a unit", { "expires-in": "15" }, "such as 15m"],
    ["a span of no time", { "expires-in": "0m" }, "such as 15m"],
    ["a moment that is none", { "expires-in": undefined, "expires-at": "tomorrow" }, "--expires-at"],
    [
      "a day that its month does not have",
      { "expires-in": undefined, "expires-at": "2030-02-30T00:00:00Z" },
      "--expires-at",
    ],
    [
      "a moment in milliseconds",
      { "expires-in": undefined, "expires-at": "1893456000000" },
      "--expires-at: expected Unix time in seconds; this looks like milliseconds",
    ],
    ["an expiration given twice", { "expires-at": "2030-01-01T00:00:00Z" }, "either"],
    ["a number that is none", { "comment-chars": "many" }, "--comment-chars: expected a whole number"],
    ["payer data with a name twice", { "payer-data": "name,name?" }, "each name once"],
    ["an address that the shell has emptied", { receiver: "@vasp2.com" }, "single quotes"],
  ])("%s", async (_name, changes, says) => {
    expect(await refusalOf(changes)).toContain(says);
  });

  test("an argument that is no option", async () => {
    const { code, stderr } = await runCli(["create", "10", ...optionsOf()], { env });
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining("options alone") });
  });
});

describe("the key", () => {
  const sec1 = pemOf("sec1");
  const pkcs8 = pemOf("pkcs8");

  test.each([
    ["hex", secretKey],
    ["hex and a newline behind", `${secretKey}\n`],
    ["hex and 0x before", `0x${secretKey}`],
    ["hex in upper case", secretKey.toUpperCase()],
    ["hex and a byte order mark", `\ufeff${secretKey}\r\n`],
    ["hex in UTF-16", utf16(secretKey)],
    ["SEC 1", sec1],
    ["PKCS #8", pkcs8],
    ["PEM and a byte order mark", `\ufeff${pkcs8}`],
    ["PEM whose lines end in CRLF", sec1.replaceAll("\n", "\r\n")],
    ["PEM whose lines are joined by \\n", pkcs8.replaceAll("\n", "\\n")],
    ["PEM whose lines are joined by \\r\\n", sec1.replaceAll("\n", "\\r\\n")],
    ["PEM whose lines are joined by blanks", pkcs8.replaceAll("\n", " ")],
    [
      "PEM of parameters before it",
      `-----BEGIN EC PARAMETERS-----\nBgUrgQQACg==\n-----END EC PARAMETERS-----\n${sec1}`,
    ],
  ])("comes from a file or a variable with %s", async (_name, content) => {
    const path = await temporaryFile(content);
    if (typeof content === "string")
      expect((await create({}, { env: { UMA_INVOICE_KEY: content } })).code).toBe(0);
    const { stdout } = await create({ "key-file": path }, { env: {} });
    expect(verifyInvoice(stdout.trimEnd(), { publicKey, now: beforeExpiration }).amount).toBe(1000n);
  });

  test("comes from the standard input", async () => {
    expect((await create({ "key-file": "-" }, { env: {}, stdin: secretKey })).code).toBe(0);
  });

  test("in a file goes before the environment", async () => {
    const path = await temporaryFile(keys.second.secretKey);
    const { stdout } = await create({ "key-file": path });
    const { publicKey } = keys.second;
    expect(verifyInvoice(stdout.trimEnd(), { publicKey, now: beforeExpiration }).amount).toBe(1000n);
  });

  test.skipIf(process.platform === "win32")(
    "in a file that others can read comes with a warning",
    async () => {
      const asked = "asks for $10.00 (1000 in the smallest unit)\n";
      const path = await temporaryFile(secretKey, 0o644);
      const { code, stderr } = await create({ "key-file": path });
      expect(stderr).toBe(`warning: others can read ${path}, which chmod 600 would prevent\n${asked}`);
      expect(code).toBe(0);
    },
  );

  test("has to be given", async () => {
    expect(await refusalOf({}, { env: {} })).toContain("UMA_INVOICE_KEY");
  });

  test.each(["key", "secret-key", "key-file"])(
    "as the value of --%s is refused, and not repeated",
    async (name) => {
      const stderr = await refusalOf({ [name]: secretKey });
      expect(stderr).toContain(`--${name}: a secret key never goes here`);
      expect(stderr).not.toContain(secretKey);
    },
  );

  test.each([
    ["PEM", pkcs8],
    ["hex in two halves", `${secretKey.slice(0, 32)} ${secretKey.slice(32)}`],
    ["hex that lacks a digit", secretKey.slice(1)],
  ])("in an argument, as %s, comes with advice", async (_name, key) => {
    const stderr = await refusalOf({ "key-file": key });
    expect(stderr).toContain("--key-file: a secret key never goes here");
    expect(stderr.match(/take it for known/g)).toHaveLength(1);
  });

  test("in an argument of its own comes with advice, whatever is wrong besides", async () => {
    const { stderr } = await runCli(["create", "--key-file", pkcs8], { env });
    expect(stderr).toContain("--key-file needs a value");
    expect(stderr).toContain("in an argument, a secret key never goes here");
  });

  test("may be in a file that is called like one", async () => {
    const path = join(dirname(await temporaryFile()), secretKey);
    await writeFile(path, secretKey, { mode: 0o600 });
    expect((await create({ "key-file": path }, { env: {} })).code).toBe(0);
  });

  test("in a field that everybody may read is refused", async () => {
    const callback = `https://vasp2.com/payreq?key=${secretKey.toUpperCase()}`;
    const stderr = await refusalOf({ callback });
    expect(stderr).toContain("callback: expected what everybody may read, found the secret key");
    expect(stderr).not.toContain(secretKey.toUpperCase());
  });

  test("is not what an identifier in a callback is taken for", async () => {
    const callback = `https://vasp2.com/payreq/${keys.second.secretKey}`;
    expect((await invoiceOf({ callback })).callback).toBe(callback);
  });

  test.each(["--private-key", "--hex", "--signing-key"])(
    "behind %s, which there is not, is not repeated",
    async (name) => {
      const { code, stderr } = await runCli(["create", name, secretKey], { env });
      expect(code).toBe(2);
      expect(stderr).not.toContain(secretKey);
    },
  );

  test.each([
    ["too short", secretKey.slice(2)],
    ["zero", "00".repeat(32)],
    ["encrypted", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----"],
    ["prose", "correct horse battery staple"],
  ])("that is %s is refused, and not repeated", async (_name, key) => {
    const stderr = await refusalOf({}, { env: { UMA_INVOICE_KEY: key } });
    expect(stderr).toContain("UMA_INVOICE_KEY: expected a secret key");
    expect(stderr).not.toContain(key);
  });
});

describe("from JSON", () => {
  const json = JSON.stringify({ ...allFields, amount: "1000" });
  const fromJson = (content: string, ...more: string[]) =>
    runCli(["create", "--from", "-", ...more], { env, stdin: content });

  test("an invoice comes about", async () => {
    const { stdout } = await fromJson(json);
    expect(decodeInvoice(stdout.trimEnd())).toMatchObject(allFields);
  });

  test("a file will do as well", async () => {
    const { code } = await runCli(["create", "--from", await temporaryFile(json)], { env });
    expect(code).toBe(0);
  });

  test("what decode --json writes of an invoice makes the very same one", async () => {
    const { stdout: text } = await fromJson(json);
    const { stdout: decoded } = await runCli(["decode", "--json", text.trimEnd()]);
    expect((await fromJson(JSON.stringify(JSON.parse(decoded).invoice))).stdout).toBe(text);
  });

  test("what JSON.stringify writes of an invoice is taken back", async () => {
    const { stdout } = await fromJson(
      JSON.stringify({ ...JSON.parse(json), text: "uma1qq", signature: "00" }),
    );
    expect(decodeInvoice(stdout.trimEnd())).toMatchObject(allFields);
  });

  test.each([
    ["a byte order mark before it", `\ufeff${json}`],
    ["UTF-16, as PowerShell writes it", utf16(json)],
  ])("with %s is read", async (_name, content) => {
    const { code } = await runCli(["create", "--from", await temporaryFile(content)], { env });
    expect(code).toBe(0);
  });

  test("that is no UTF-8 is refused, and nothing in it replaced", async () => {
    const content = Buffer.from(json.replace("US Dollar", "US Doll\xe4r"), "latin1");
    const { code, stdout, stderr } = await runCli(["create", "--from", "-"], { env, stdin: content });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("--from: expected JSON in UTF-8");
  });

  test("with an expiration in milliseconds is refused", async () => {
    const { code, stderr } = await fromJson(json.replace("1893456000", "1893456000000"));
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("looks like milliseconds"),
    });
  });

  test("amounts may be numbers, and expirations in ISO 8601", async () => {
    const content = JSON.stringify({ ...allFields, amount: 1000, expiration: "2030-01-01T00:00:00Z" });
    const { stdout } = await fromJson(content);
    expect(decodeInvoice(stdout.trimEnd())).toMatchObject(allFields);
  });

  test("options go before what it says", async () => {
    const { stdout } = await fromJson(json, "--amount", "5.00", "--receiver", "$carol@vasp2.com");
    const { receiverUma, amount, kycStatus } = decodeInvoice(stdout.trimEnd());
    expect({ receiverUma, amount, kycStatus }).toEqual({
      receiverUma: "$carol@vasp2.com",
      amount: 500n,
      kycStatus: "VERIFIED",
    });
  });

  test("another currency needs another amount", async () => {
    const { code, stderr } = await fromJson(json, "--currency", "EUR");
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining("--amount") });
  });

  test.each([
    ["no JSON", "{"],
    ["a list", "[]"],
    ["null", "null"],
    ["text", '"uma1"'],
    ["a field twice", `{"amount":1,${json.slice(1)}`],
    ["a field that there is not", `{"amout":1,${json.slice(1)}`],
    ["an amount that JSON has rounded", json.replace('"1000"', "9007199254740993")],
    ["an amount that is no number", json.replace('"1000"', '"10.00"')],
    ["no field at all", "{}"],
    ["a currency of null", json.replace(/"receivingCurrency":\{.*?\}/, '"receivingCurrency":null')],
  ])("%s is refused", async (_name, content) => {
    expect(await fromJson(content)).toMatchObject({ code: 1, stdout: "" });
  });

  test("a field's name moves nothing in a terminal", async () => {
    const { stderr } = await fromJson(`{"\\u001b[2J\\u202e":1}`);
    expect(stderr).toContain("INVALID_FIELD \\u{1b}[2J\\u{202e}: expected a field of an invoice");
  });

  test("an expiration that is no time is refused", async () => {
    expect(await fromJson(json.replace("1893456000", '"soon"'))).toMatchObject({ code: 2, stdout: "" });
  });
});
