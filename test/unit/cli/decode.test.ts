import { describe, expect, test } from "vitest";
import { createInvoice, encodeInvoice } from "../../../src/index.js";
import { wrap } from "../../support/bech32.js";
import { concat, hex, toHex } from "../../support/bytes.js";
import { keys } from "../../support/keys.js";
import { rawCurrency, rawRecords, rawText, tlv } from "../../support/rawInvoice.js";
import { runCli } from "../../support/runCli.js";
import { allFields, beforeExpiration, requiredFields } from "../../support/sampleFields.js";
import { temporaryFile } from "../../support/temporaryFile.js";

const { secretKey } = keys.first;
const whole = encodeInvoice(createInvoice(allFields, secretKey));
const small = encodeInvoice(createInvoice(requiredFields, secretKey));
const broken = `${small.slice(0, -1)}${small.endsWith("q") ? "p" : "q"}`;

/** The rows of the output: what stands behind each label. */
function rowsOf(stdout: string): { [label: string]: string } {
  return Object.fromEntries(
    stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split(/ {2,}/)),
  );
}

describe("an invoice", () => {
  test("is shown field by field, for people", async () => {
    const { code, stdout, stderr } = await runCli(["decode", whole]);
    expect(rowsOf(stdout)).toEqual({
      receiverUma: "$bob@vasp2.com",
      invoiceUUID: "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f",
      amount: "$10.00 (1000 in the smallest unit)",
      "receivingCurrency.code": "USD",
      "receivingCurrency.name": "US Dollar",
      "receivingCurrency.symbol": "$",
      "receivingCurrency.decimals": "2",
      expiration: "expires in 6 years (2030-01-01T00:00:00Z)",
      isSubjectToTravelRule: "yes",
      requiredPayerData: "compliance, email (optional), name",
      umaVersions: "0.3,1.0",
      commentCharsAllowed: "144",
      senderUma: "$alice@vasp1.com",
      maxNumPayments: "3",
      kycStatus: "VERIFIED",
      callback: "https://vasp2.com/payreq",
      signature: expect.stringMatching(/^7[012] bytes, not verified$/),
      integers: "binary",
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("comes out the same of a deep link, in upper case, with space around it", async () => {
    const { stdout } = await runCli(["decode", ` UMA:${whole.toUpperCase()}\n`]);
    expect(stdout).toBe((await runCli(["decode", whole])).stdout);
  });

  test("in one argument that was wrapped is read as one", async () => {
    const wrapped = whole.match(/.{1,60}/g)!.join("\n");
    expect(await runCli(["decode", wrapped])).toEqual(await runCli(["decode", whole]));
  });

  test("in upper case is read without a link as well", async () => {
    expect((await runCli(["decode", whole.toUpperCase()])).code).toBe(0);
  });

  test("in the decimal dialect is said to be", async () => {
    const text = encodeInvoice(createInvoice(requiredFields, secretKey, { integers: "decimal" }));
    expect(rowsOf((await runCli(["decode", text])).stdout).integers).toBe("decimal");
  });

  test("outside of the travel rule is said to be", async () => {
    const { stdout } = await runCli(["decode", rawText({ isSubjectToTravelRule: hex("00") })]);
    expect(rowsOf(stdout).isSubjectToTravelRule).toBe("no");
  });

  test("without a signature is said to have none", async () => {
    expect(rowsOf((await runCli(["decode", rawText()])).stdout).signature).toBe("none");
  });

  test("that has expired is said to have", async () => {
    const { code, stdout } = await runCli(["decode", small, "--at", "2030-01-04T00:00:00Z"]);
    expect(rowsOf(stdout).expiration).toBe("expired 3 days ago (2030-01-01T00:00:00Z)");
    expect(code).toBe(0);
  });

  describe("whose expiration is in milliseconds", () => {
    const text = rawText({ expiration: hex("0000018bcfe56800") });
    const says =
      "expiration: expected Unix time in seconds; this looks like milliseconds, found 1700000000000";

    test("is shown with the problem", async () => {
      const { code, stdout } = await runCli(["decode", text], { env: { FORCE_COLOR: "1" } });
      expect(stdout).toContain(`\x1b[31m${says}\x1b[0m`);
      expect(code).toBe(0);
    });

    test("comes with the problem in JSON", async () => {
      const { code, stdout } = await runCli(["decode", "--json", text]);
      const { expired, invoice, problems } = JSON.parse(stdout);
      expect({ code, expired, expiration: invoice.expiration, problems }).toEqual({
        code: 0,
        expired: true,
        expiration: 1_700_000_000_000,
        problems: [{ code: "INVALID_FIELD", message: says, field: "expiration" }],
      });
    });
  });

  test("that has expired has no problem in JSON", async () => {
    const { stdout } = await runCli(["decode", "--json", small, "--at", "2031-01-01T00:00:00Z"]);
    expect(JSON.parse(stdout)).toMatchObject({ expired: true });
    expect(JSON.parse(stdout).problems).toBeUndefined();
  });

  test("shows texts of no length, options of none, and unknown tags", async () => {
    const currency = concat(rawCurrency({ symbol: "" }), hex("0901aa"));
    const records = rawRecords({ requiredPayerData: "", receivingCurrency: currency });
    const { stdout } = await runCli(["decode", wrap(tlv([...records, { tag: 200, value: hex("0102") }]))]);
    expect(rowsOf(stdout)).toMatchObject({
      "receivingCurrency.symbol": "(empty)",
      requiredPayerData: "none",
      "receivingCurrency.tag 9": "unknown, 1 byte",
      "tag 200": "unknown, 2 bytes",
    });
  });
});

describe("a broken invoice", () => {
  test("is refused with the code and the reason", async () => {
    const { code, stdout, stderr } = await runCli(["decode", broken]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("INVALID_BECH32 expected a checksum that matches");
  });

  test.each([10, 50, small.length - 1])("has its wrong character %s pointed at", async (index) => {
    const { stderr } = await runCli(["decode", `${small.slice(0, index)}#${small.slice(index + 1)}`]);
    const [, excerpt, mark] = stderr.split("\n");
    expect(excerpt).toContain(small.slice(index - 10, index));
    expect(excerpt![mark!.indexOf("^")]).toBe("#");
  });

  test("shows what can be read all the same, and marks the rest", async () => {
    const currency = rawCurrency({ code: undefined, decimals: hex("7f") });
    const text = rawText({ receivingCurrency: currency, callback: undefined, umaVersions: "one" });
    const { code, stdout, stderr } = await runCli(["decode", text]);
    expect(rowsOf(stdout)).toMatchObject({
      receiverUma: "$bob@vasp2.com",
      amount: "1000 in the smallest unit",
      "receivingCurrency.code": "missing",
      "receivingCurrency.decimals": expect.stringContaining("expected"),
      umaVersions: expect.stringContaining("umaVersions: expected versions"),
      callback: "missing",
    });
    expect(stderr).toContain("MISSING_FIELD");
    expect(code).toBe(1);
  });

  test("without a currency shows the bare amount", async () => {
    const { stdout } = await runCli(["decode", rawText({ receivingCurrency: undefined })]);
    expect(rowsOf(stdout)).toMatchObject({
      amount: "1000 in the smallest unit",
      receivingCurrency: "missing",
    });
  });
});

describe("what could be a key", () => {
  test("among the arguments is refused with advice", async () => {
    const { code, stdout, stderr } = await runCli(["decode", small, secretKey]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("argument 2: a secret key never goes here");
  });

  test("is no invoice that has something wrong with it, or a link to one", async () => {
    const mixed = small.replace(/[a-z]/g, (letter, at: number) => (at % 2 ? letter : letter.toUpperCase()));
    expect(await runCli(["decode", mixed])).toMatchObject({ code: 1 });
    const link = `https://wallet.example/${secretKey}?invoice=${small}`;
    expect(await runCli(["decode", link])).toMatchObject({ code: 0 });
  });

  test("on a line of a file is named by its size", async () => {
    const { stderr } = await runCli(["decode", "-"], { stdin: `${secretKey}\n${secretKey.slice(0, 32)}` });
    expect(stderr).toContain("(32 characters, not shown)");
  });

  test("is left of an invoice's own content as it is", async () => {
    const text = rawText({ callback: `https://vasp2.com/${keys.second.secretKey}` });
    expect((await runCli(["decode", text])).stdout).toContain(keys.second.secretKey);
  });
});

describe("several invoices", () => {
  test("as arguments are told apart", async () => {
    const { code, stdout, stderr } = await runCli(["decode", small, broken, whole]);
    expect(stdout.match(/^argument \d$/gm)).toEqual(["argument 1", "argument 3"]);
    expect(stderr).toMatch(/^argument 2: INVALID_BECH32 .*\n1 of 3 invoices cannot be read\n$/s);
    expect(code).toBe(1);
  });

  test("come from the standard input line by line, whatever the chunks", async () => {
    const bytes = new TextEncoder().encode(`${small}\r\n\n  \n${whole}`);
    async function* chunks() {
      for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
    }
    const { code, stdout } = await runCli(["decode", "-"], { stdin: chunks() });
    expect(stdout.match(/^line \d$/gm)).toEqual(["line 1", "line 4"]);
    expect(code).toBe(0);
  });

  test("come from a file", async () => {
    const path = await temporaryFile(`${small}\n${whole}\n`);
    const { stdout } = await runCli(["decode", "--file", path]);
    expect(stdout.match(/^line \d$/gm)).toEqual(["line 1", "line 2"]);
  });

  test("come as JSON Lines in order, the bad ones with their numbers", async () => {
    const { code, stdout, stderr } = await runCli(["decode", "--json", "-"], {
      stdin: `${small}\n${broken}\n\n${whole}\n`,
    });
    const results = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(results).toMatchObject([
      { line: 1, text: small },
      { line: 2, error: { code: "INVALID_BECH32" } },
      { line: 4, text: whole },
    ]);
    expect(stderr).toBe("1 of 3 invoices cannot be read\n");
    expect(code).toBe(1);
  });

  test("may follow a line of any length, which is bad but does no harm", async () => {
    async function* chunks() {
      for (let i = 0; i < 20; i++) yield new Uint8Array(10_000).fill(0x71);
      yield new TextEncoder().encode(`\n${small}\n`);
    }
    const { stdout } = await runCli(["decode", "--json", "-"], { stdin: chunks() });
    const results = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(results).toMatchObject([
      { line: 1, error: { code: "TOO_LONG", message: expect.stringContaining("65536") } },
      { line: 2, text: small },
    ]);
  });

  test.each([
    ["wrapped", (line: string) => line],
    ["quoted in a reply", (line: string) => `> > ${line}`],
  ])("that are one, %s, are said to be", async (_name, quote) => {
    const lines = small.match(/.{1,60}/g)!.map(quote);
    const { code, stderr } = await runCli(["decode", "-"], {
      stdin: ["garbage", ...lines, "", whole].join("\n"),
    });
    expect(stderr).toContain(
      `line 2 to line ${lines.length + 1} are one invoice that was wrapped: put it on one line\n`,
    );
    expect(code).toBe(1);
  });

  test("that a shell has made of one are said to be one", async () => {
    const { stderr } = await runCli(["decode", ...small.match(/.{1,60}/g)!]);
    expect(stderr).toMatch(/argument 1 to argument \d are one invoice that was wrapped/);
  });

  test("are not put together from pieces that make none", async () => {
    const lines = [...broken.match(/.{1,60}/g)!, "uma1qq", "!", "qqqq", "q".repeat(9000)];
    const { stderr } = await runCli(["decode", "-"], { stdin: lines.join("\n") });
    expect(stderr).not.toContain("wrapped");
  });

  test("may come with a byte order mark, or in UTF-16", async () => {
    for (const encoding of ["utf8", "utf16le"] as const) {
      const path = await temporaryFile(Buffer.from(`\ufeff${small}\r\n${whole}\r\n`, encoding));
      expect(await runCli(["decode", "--file", path])).toMatchObject({ code: 0, stderr: "" });
    }
  });

  test("that are no text are refused one by one", async () => {
    const stdin = Buffer.concat([Buffer.from([0xff, 0xc0, 0x80, 0x0a]), Buffer.from(small)]);
    expect(await runCli(["decode", "-"], { stdin })).toMatchObject({ code: 1 });
  });

  test("are none in an empty input, which is an error", async () => {
    expect(await runCli(["decode", "-"], { stdin: "\n" })).toMatchObject({ code: 2, stdout: "" });
  });
});

describe("progress", () => {
  /** A clock that is half a second further whenever it is looked at. */
  function slowClock(): () => Date {
    let time = beforeExpiration * 1000;
    return () => new Date((time += 500));
  }
  const stdin = `${small}\n`.repeat(5);

  test("is shown on a terminal when it takes long, and taken away", async () => {
    const { stderr } = await runCli(["decode", "--json", "-"], { stdin, errorColumns: 80, now: slowClock() });
    expect(stderr).toContain("\r\x1b[K4 invoices");
    expect(stderr.endsWith("\r\x1b[K")).toBe(true);
  });

  test("makes room for an error", async () => {
    const { stderr } = await runCli(["decode", "--json", "-"], {
      stdin: `${stdin}${broken}\n`,
      errorColumns: 80,
      now: slowClock(),
    });
    expect(stderr).toContain("\r\x1b[K1 of 6 invoices cannot be read");
  });

  test("is not shown before a second has gone by", async () => {
    expect((await runCli(["decode", "--json", "-"], { stdin, errorColumns: 80 })).stderr).toBe("");
  });

  test("is not shown elsewhere than on a terminal", async () => {
    expect((await runCli(["decode", "--json", "-"], { stdin, now: slowClock() })).stderr).toBe("");
  });

  test("is not shown where the results are", async () => {
    const terminal = { columns: 80, errorColumns: 80 };
    expect((await runCli(["decode", "-"], { stdin, ...terminal, now: slowClock() })).stderr).toBe("");
  });
});

describe("--json", () => {
  test("gives the fields, the amount as text and bytes as hex", async () => {
    const { stdout } = await runCli(["decode", "--json", whole]);
    const invoice = createInvoice(allFields, secretKey);
    expect(JSON.parse(stdout).invoice).toMatchObject({
      amount: "1000",
      signature: toHex(invoice.signature!),
      text: whole,
    });
    const about = `"text":"${whole}","integers":"binary","expired":false,"signed":true`;
    expect(stdout).toBe(`{${about},"invoice":${JSON.stringify(invoice)}}\n`);
  });

  test("gives an error's field, fields and offset", async () => {
    const { code, stdout } = await runCli(["decode", "--json", rawText({ callback: undefined })]);
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: "MISSING_FIELD",
        message: expect.any(String),
        field: "callback",
        fields: ["callback"],
      },
    });
    expect(code).toBe(1);
  });

  test("with --tlv gives every record, those inside the currency among them", async () => {
    const { stdout } = await runCli(["decode", "--json", "--tlv", rawText({ umaVersions: "one" })]);
    const { records } = JSON.parse(stdout);
    expect(records[2]).toEqual({
      tag: 2,
      name: "amount",
      offset: 54,
      length: 2,
      bytes: "03e8",
      value: "1000",
    });
    expect(records[3].records[1]).toMatchObject({ name: "name", value: "US Dollar" });
    expect(records[6]).toMatchObject({ name: "umaVersions", problem: { code: "INVALID_FIELD" } });
  });
});

describe("--tlv", () => {
  /** The bytes that a dump shows, and the field that each is said to belong to. */
  function read(dump: string): { name: string; bytes: string }[] {
    const fields: { name: string; bytes: string }[] = [];
    for (const line of dump.trimEnd().split("\n")) {
      const [, offset, digits, rest] = /^ *(\d+) +((?:[\da-f]{2} )*[\da-f]{2}) +(.*)$/.exec(line)!;
      const known = fields.map(({ bytes }) => bytes).join("").length / 2;
      expect(Number(offset)).toBe(known);
      const [, name] = /^(\w+) \(tag/.exec(rest!) ?? [];
      if (name !== undefined) fields.push({ name, bytes: "" });
      fields.at(-1)!.bytes += digits!.replaceAll(" ", "");
    }
    return fields;
  }

  const currency = concat(rawCurrency(), hex("0902aabb"));
  const bytes = tlv([
    ...rawRecords({ receivingCurrency: currency }),
    { tag: 201, value: new Uint8Array(40) },
  ]);

  test.each([undefined, 80, 50, 30])(
    "puts every byte at its offset under a field's name, %s columns wide",
    async (columns) => {
      const { stdout } = await runCli(["decode", "--tlv", wrap(bytes)], {
        ...(columns && { columns }),
        env: { NO_COLOR: "1" },
      });
      const fields = read(stdout);
      expect(fields.map((field) => field.bytes).join("")).toBe(toHex(bytes));
      if (columns !== 30)
        expect(fields.map(({ name }) => name)).toEqual([
          ...["receiverUma", "invoiceUUID", "amount", "receivingCurrency"],
          ...["code", "name", "symbol", "decimals", "unknown"],
          ...["expiration", "isSubjectToTravelRule", "umaVersions", "callback", "unknown"],
        ]);
    },
  );

  test.each([80, 50, 20])("keeps to %s columns", async (columns) => {
    const { stdout } = await runCli(["decode", "--tlv", whole], { columns, env: { NO_COLOR: "1" } });
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(columns);
  });

  test("says what each field holds, and what is wrong with it", async () => {
    const { code, stdout } = await runCli(["decode", "--tlv", rawText({ umaVersions: "one" })]);
    expect(stdout).toContain("amount (tag 2, 2 bytes)  1000\n");
    expect(stdout).toContain("isSubjectToTravelRule (tag 5, 1 byte)  yes\n");
    expect(stdout).toContain(
      'umaVersions (tag 7, 3 bytes)  umaVersions: expected versions (major.minor, joined with commas), found "one"\n',
    );
    expect(code).toBe(1);
  });
});

describe("on a terminal", () => {
  test.each([
    [100, 100],
    [40, 40],
    [28, 28],
    [5, 28],
  ])("of %s columns lines have at most %s characters", async (columns, most) => {
    const { stdout } = await runCli(["decode", whole], { columns, env: { NO_COLOR: "1" } });
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(most);
  });

  test("that does not say how wide it is nothing is wrapped", async () => {
    const { stdout } = await runCli(["decode", whole], { columns: 0, env: { NO_COLOR: "1" } });
    expect(stdout).toBe((await runCli(["decode", whole])).stdout);
  });

  test("a character of two halves is not torn apart where a line ends", async () => {
    const text = rawText({ receivingCurrency: rawCurrency({ name: "🐝".repeat(30) }) });
    const { stdout } = await runCli(["decode", text], { columns: 59, env: { NO_COLOR: "1" } });
    expect(stdout.match(/🐝/gu)).toHaveLength(30);
  });
});
