import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { createInvoice, encodeInvoice, type InvoiceFields } from "../../../src/index.js";
import { keys } from "../../support/keys.js";
import { pendingPayment } from "../../support/paymentsContract.js";
import { type Lies, payReceiver, receiverUma } from "../../support/payReceiver.js";
import { type CliWorld, runCli } from "../../support/runCli.js";
import { beforeExpiration, requiredFields } from "../../support/sampleFields.js";
import { temporaryFile } from "../../support/temporaryFile.js";

const macaroon = "0201";
const payerJson = {
  identifier: "$alice@vasp1.com",
  compliance: { kycStatus: "VERIFIED" },
  payerData: { name: "Alice" },
  keyFile: "key.hex",
  lnd: { url: "https://node.example:8080", macaroonFile: "macaroon" },
};

function textOf(changes: Partial<InvoiceFields> = {}): string {
  return encodeInvoice(createInvoice({ ...requiredFields, ...changes }, keys.first.secretKey));
}

/** What lnd answers, asked to pay or what became of it. */
type Node = {
  readonly send?: (preimage: string) => Response;
  readonly track?: (preimage: string) => Response;
};

const result = (status: string, payment_preimage = "") =>
  Response.json({ result: { status, payment_preimage } });

/** A payer's file, a node, and the receiver's VASP: all that there is of a network. */
async function setUp(lies: Lies = {}, changes: object = {}) {
  const path = await temporaryFile(JSON.stringify({ ...payerJson, ...changes }));
  await writeFile(join(dirname(path), "key.hex"), keys.second.secretKey, { mode: 0o600 });
  await writeFile(join(dirname(path), "macaroon"), macaroon, { mode: 0o600 });
  const receiver = payReceiver(() => beforeExpiration, lies);
  const node: { answers: Node; readonly asked: [path: string, body: object, macaroon: string | null][] } = {
    answers: {},
    asked: [],
  };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { host, pathname } = new URL(String(input));
    if (host !== "node.example:8080") return receiver.fetch(input, init);
    const { preimage = "" } = receiver.invoices.at(-1) ?? {};
    const { send = (paid: string) => result("SUCCEEDED", paid), track = send } = node.answers;
    const body = init?.body ? JSON.parse(String(init.body)) : {};
    node.asked.push([pathname, body, new Headers(init?.headers).get("grpc-metadata-macaroon")]);
    return pathname === "/v2/router/send" ? send(preimage) : track(preimage);
  };
  const run = (args: readonly string[], world: CliWorld = {}) =>
    runCli(["pay", ...args, "--payer", path], { fetch, ...world });
  return { run, receiver, node, folder: join(dirname(path), "payments"), path, fetch };
}

const most = ["--yes", "--max", "24000"];
/** Node.js collapses nothing: the labels stand in a column. */
const collapsed = (text: string) => text.replaceAll(/ {2,}/g, "  ");

describe("an invoice", () => {
  test("is paid once it has been shown, and somebody said yes", async () => {
    const { run, node, receiver } = await setUp();
    const { code, stdout, stderr } = await run([textOf()], { stdin: "y\n" });
    expect(collapsed(stderr)).toBe(`pays  $bob@vasp2.com
amount  $10.00 (1000 in the smallest unit)
costs  23,400.25 sat, and at most 234.002 sat for routing
of which fee  0.25 sat of the receiver's VASP
Lightning  expires in 10 min (2024-01-01T00:10:00Z)
Pay? [y/N] `);
    const [{ preimage, paymentHash, text: lightning }] = receiver.invoices as [never];
    expect(collapsed(stdout)).toBe(`paid  now
receiver  $bob@vasp2.com
amount  $10.00 (1000 in the smallest unit)
cost  23,400.25 sat, without routing
preimage  ${preimage}
payment hash  ${paymentHash}
kept as  invoice/vasp2.com/${requiredFields.invoiceUUID}
`);
    expect(code).toBe(0);
    expect(node.asked).toEqual([
      ["/v2/router/send", expect.objectContaining({ payment_request: lightning }), macaroon],
    ]);
  });

  test.each(["n\n", "\n", "", "yes please\n", "no\ny\n", "y".repeat(200)])(
    "is not paid on the word %j",
    async (stdin) => {
      const { run, node, folder } = await setUp();
      const { code, stdout, stderr } = await run([textOf()], { stdin });
      expect({ code, stdout, last: stderr.split(" ").slice(-3).join(" ") }).toEqual({
        code: 1,
        stdout: "",
        last: "nothing was paid\n",
      });
      expect(node.asked).toEqual([]);
      await expect(readdir(folder)).rejects.toMatchObject({ code: "ENOENT" });
    },
  );

  test("is paid without a word within --max, and told to programs", async () => {
    const { run, receiver } = await setUp();
    const { code, stdout, stderr } = await run([textOf(), ...most, "--json"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const [{ preimage, paymentHash, text: lightningInvoice }] = receiver.invoices as [never];
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ preimage, paymentHash, lightningInvoice, isRepeated: false },
      agreed: { payer: "$alice@vasp1.com", receiverUma, amount: "1000", amountMsat: "23400250" },
    });
  });

  test("of more than --max is not paid", async () => {
    const { run, node } = await setUp();
    const { code, stderr } = await run([textOf(), "--yes", "--max", "23400"]);
    expect({ code, asked: node.asked }).toEqual({ code: 1, asked: [] });
    expect(stderr).toContain("QUOTE_REFUSED amountMsat: expected at most 23400000, the limit");
  });

  test("is paid within --max-fee of routing", async () => {
    const { run, node } = await setUp();
    expect((await run([textOf(), ...most, "--max-fee", "5"])).code).toBe(0);
    expect(node.asked[0]![1]).toMatchObject({ fee_limit_msat: "5000" });
  });

  test("is paid once: the same gives the same receipt, even once it has expired", async () => {
    const { run, node } = await setUp();
    const first = await run([textOf(), ...most, "--json"]);
    const now = () => new Date("2031-01-01T00:00:00Z");
    const second = await run([textOf()], { now });
    expect(second.code).toBe(0);
    expect(second.stdout).toContain(`preimage      ${JSON.parse(first.stdout).preimage}`);
    expect(second.stdout).toContain("before, and not again");
    expect(node.asked).toHaveLength(1);
  });

  test("that comes on the standard input is paid without a word", async () => {
    const { run } = await setUp();
    expect((await run(["-", ...most], { stdin: `uma:${textOf()}\n` })).code).toBe(0);
  });

  test("comes with a comment", async () => {
    const { run, receiver } = await setUp();
    expect((await run([textOf({ commentCharsAllowed: 20 }), ...most, "--comment", "Thanks"])).code).toBe(0);
    expect(receiver.requests[0]).toMatchObject({ comment: "Thanks" });
  });

  test("that the wallet fails to pay says why, and may be tried again", async () => {
    const { run, node } = await setUp();
    node.answers = {
      send: () => Response.json({ result: { status: "FAILED", failure_reason: "FAILURE_REASON_NO_ROUTE" } }),
    };
    const { code, stderr } = await run([textOf(), ...most]);
    expect({ code, says: stderr.includes("FAILURE_REASON_NO_ROUTE") }).toEqual({ code: 1, says: true });
    node.answers = {};
    expect((await run([textOf(), ...most])).code).toBe(0);
  });

  test("of which nobody knows whether it is paid is asked for again, and not paid twice", async () => {
    const { run, node, folder } = await setUp();
    node.answers = { send: () => new Response("", { status: 502 }), track: () => result("IN_FLIGHT") };
    const { code, stdout, stderr } = await run([textOf(), ...most]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toContain("PAYMENT_UNKNOWN");
    expect(stderr).toContain("run it again the same: that asks the wallet, and does not pay twice");
    node.answers = { track: (preimage) => result("SUCCEEDED", preimage) };
    const again = await run([textOf(), ...most]);
    expect({ code: again.code, sent: node.asked.filter(([path]) => path.endsWith("send")) }).toMatchObject({
      code: 0,
      sent: [expect.anything()],
    });
    expect(JSON.parse(await readFile(join(folder, "00000002.json"), "utf8"))).toMatchObject({
      state: "paid",
    });
  });

  test("of a VASP that cannot be reached says why", async () => {
    const { run } = await setUp();
    const fetch = () =>
      Promise.reject(new TypeError("failed", { cause: Object.assign(new Error(), { code: "ENOTFOUND" }) }));
    const { code, stderr } = await run([textOf(), ...most], { fetch });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^FETCH_FAILED .*: its name is not to be found in the DNS/);
  });

  test("shows what the receiver's VASP says of its name, and what is worth a look", async () => {
    const { run } = await setUp({
      unsigned: (response) => ({
        ...response,
        payeeData: { ...response.payeeData, name: "Bob\u202e", compliance: { utxos: [] } },
      }),
    });
    const { stderr } = await run([textOf()], { stdin: "n\n" });
    expect(collapsed(stderr)).toContain("says to be  Bob\\u{202e}\n");
    expect(collapsed(stderr)).toContain("note  the receiver's VASP does not say which node is paid\n");
  });
});

describe("an address", () => {
  const order = ["$bob@vasp2.com", "10.00 USD"];

  test("is paid a sum", async () => {
    const { run, receiver } = await setUp();
    const { code, stdout, stderr } = await run(order, { stdin: "yes\n" });
    expect(code).toBe(0);
    expect(collapsed(stderr)).toContain("amount  $10.00 (1000 in the smallest unit)\n");
    expect(collapsed(stdout)).toMatch(/kept as {2}address\/[0-9a-f-]{36}\n$/);
    expect(receiver.requests[0]).toMatchObject({ amount: { value: 1000n, currency: "USD" } });
  });

  test.each([
    [["$bob@vasp2.com", "10.00", "USD"], 1000n],
    [["$bob@vasp2.com", "7USD"], 7n],
    [["$bob@vasp2.com", "0.07 USD", "--decimals", "2"], 7n],
  ])("and a sum may be written as %j", async (args, value) => {
    const { run, receiver } = await setUp();
    expect((await run([...args, ...most])).code).toBe(0);
    expect(receiver.requests[0]!.amount.value).toBe(value);
  });

  test("is paid each time, but what has a name once", async () => {
    const { run, node } = await setUp();
    for (const _ of [1, 2]) expect((await run([...order, ...most])).code).toBe(0);
    for (const _ of [1, 2]) expect((await run([...order, ...most, "--id", "rent"])).code).toBe(0);
    expect(node.asked).toHaveLength(3);
    expect((await run(["$bob@vasp2.com", "9.00 USD", ...most, "--id", "rent"])).code).toBe(1);
  });

  test("is not paid again while nobody knows of the last time, but by another name", async () => {
    const { run, node } = await setUp();
    node.answers = { send: () => new Response("", { status: 502 }), track: () => result("IN_FLIGHT") };
    const { code, stderr } = await run([...order, ...most]);
    const [, id] = /with --id (\S+): /.exec(stderr)!;
    expect(code).toBe(3);
    const upper = await run(["$BOB@vasp2.com", "5.00 USD", ...most]);
    expect({ code: upper.code, names: upper.stderr.includes(id!) }).toEqual({ code: 3, names: true });
    node.answers = { track: (preimage) => result("SUCCEEDED", preimage) };
    expect((await run([...order, ...most, "--id", "another"])).code).toBe(0);
    node.answers = { track: () => Response.json({ error: { code: 5 } }, { status: 404 }) };
    expect((await run([...order, ...most, "--id", id!])).code).toBe(3);
    expect(node.asked.filter(([path]) => path.endsWith("send"))).toHaveLength(2);
  });

  test("is paid while nobody knows of a payment to another", async () => {
    let identifier = "$carol@vasp2.com";
    const { run, node } = await setUp({
      unsigned: (response) => ({ ...response, payeeData: { ...response.payeeData, identifier } }),
    });
    node.answers = { send: () => new Response("", { status: 502 }), track: () => result("IN_FLIGHT") };
    expect((await run(["$carol@vasp2.com", "1.00 USD", ...most])).code).toBe(3);
    node.answers = { track: () => result("IN_FLIGHT") };
    identifier = receiverUma;
    expect((await run([...order, ...most])).code).toBe(0);
  });

  test("is paid beside an invoice of which nobody knows", async () => {
    const { run, node } = await setUp();
    node.answers = { send: () => new Response("", { status: 502 }), track: () => result("IN_FLIGHT") };
    expect((await run([textOf(), ...most])).code).toBe(3);
    node.answers = {};
    expect((await run([...order, ...most])).code).toBe(0);
  });

  test("is paid again once the last time is known", async () => {
    const { run, node } = await setUp();
    node.answers = { send: () => new Response("", { status: 502 }), track: () => result("IN_FLIGHT") };
    expect((await run([...order, ...most])).code).toBe(3);
    node.answers = {};
    expect((await run([...order, ...most])).code).toBe(0);
    expect(node.asked.map(([path]) => path.split("/")[3])).toEqual(["send", "track", "track", "send"]);
  });
});

describe("is not run:", () => {
  test.each<[string, string[], string]>([
    ["nothing to pay", [], "expected invoices"],
    ["an address without a sum", ["$bob@vasp2.com"], 'expected a sum such as "10.00 USD"'],
    ["a sum without a currency", ["$bob@vasp2.com", "10.00"], 'expected a sum such as "10.00 USD"'],
    [
      "a sum that is a guess",
      ["$bob@vasp2.com", "10.5 USD"],
      "amount: expected a whole number of the smallest unit",
    ],
    ["a currency in lower case", ["$bob@vasp2.com", "10.00 usd"], "did you mean USD?"],
    ["a currency that nobody knows", ["$bob@vasp2.com", "10 XYZW"], "give --decimals"],
    ["an address that the shell took apart", ["@vasp2.com", "10.00 USD"], "put the address in single quotes"],
    ["--yes without --max", [textOf(), "--yes"], "--yes needs --max"],
    ["a limit that is none", [textOf(), "--max", "1.5"], "--max: expected a whole number"],
    ["--decimals of an invoice", [textOf(), "--decimals", "2"], "--decimals is of an amount to an address"],
    ["nobody to ask", ["-"], "it needs --yes and --max"],
  ])("%s", async (_, args, says) => {
    const { run } = await setUp();
    const { code, stdout, stderr } = await run(args, { stdin: textOf() });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(says);
  });

  test.each<[string, object, string]>([
    ["no node", { lnd: undefined }, "lnd: expected a JSON object"],
    ["a node that is a list", { lnd: [] }, "lnd: expected a JSON object"],
    ["a misspelt property", { identifer: "$alice@vasp1.com" }, "did you mean identifier?"],
    ["an unknown property", { secret: "x" }, "unknown property: identifier, compliance"],
    ["a key that is no path", { keyFile: 5 }, "keyFile: expected a path"],
    ["a folder without a name", { payments: "" }, "payments: expected a path"],
    [
      "a macaroon that is not there",
      { lnd: { ...payerJson.lnd, macaroonFile: "none" } },
      "lnd.macaroonFile: ENOENT",
    ],
  ])("a payer with %s", async (_, changes, says) => {
    const { run } = await setUp({}, changes);
    const { code, stderr } = await run([textOf(), ...most]);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });

  test.each<[string, object, string]>([
    ["no address", { identifier: undefined }, "identifier: expected"],
    ["a node at no URL", { lnd: { url: "node.example" } }, "url: expected an https URL"],
    ["no network", { network: "moon" }, "network: expected one of"],
  ])("a payer with %s, which the library refuses", async (_, changes, says) => {
    const { run } = await setUp({}, changes);
    const { code, stderr } = await run([textOf(), ...most]);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });

  test.each([
    ["", "expected --payer, or the path of its file in the environment as UMA_INVOICE_PAYER"],
    ["-", "UMA_INVOICE_PAYER: expected a file, found the standard input"],
  ])("a payer at %j", async (path, says) => {
    const { code, stderr } = await runCli(["pay", textOf(), ...most], { env: { UMA_INVOICE_PAYER: path } });
    expect({ code, says: stderr.includes(says) }).toEqual({ code: 2, says: true });
  });

  test("a file that is no JSON, and what is in it is not repeated", async () => {
    const path = await temporaryFile(`{"keyFile": "${keys.first.secretKey}`);
    const { code, stderr } = await runCli(["pay", textOf(), ...most, "--payer", path]);
    expect({ code, stderr: stderr.split("\n")[0] }).toEqual({
      code: 2,
      stderr: "uma-invoice: --payer: expected JSON in UTF-8, found something else",
    });
  });
});

test("nothing is paid to an address beside a payment whose terms cannot be read", async () => {
  const { run, node, folder } = await setUp();
  await mkdir(folder);
  const damaged = { ...pendingPayment("address/rent"), state: "pending", agreement: "{" };
  await writeFile(join(folder, "00000001.json"), JSON.stringify(damaged));
  node.answers = { track: () => result("IN_FLIGHT") };
  const { code, stderr } = await run(["$bob@vasp2.com", "10.00 USD", ...most]);
  expect({ code, says: stderr.includes("address/rent: expected JSON") }).toEqual({ code: 2, says: true });
  expect(node.asked.filter(([path]) => path.endsWith("send"))).toEqual([]);
});

test("nothing is paid where what was paid cannot be read", async () => {
  const { run, node, folder } = await setUp();
  await mkdir(folder);
  await writeFile(join(folder, "00000001.json"), "{");
  const { code, stderr } = await run([textOf(), ...most]);
  expect({ code, asked: node.asked }).toEqual({ code: 2, asked: [] });
  expect(stderr).toContain("00000001.json: expected JSON in UTF-8, found something else: nothing is paid");
});

describe("the payer", () => {
  test("may stand in the environment: the file, the key and the macaroon", async () => {
    const { path, fetch, node } = await setUp({}, { keyFile: undefined, lnd: { url: payerJson.lnd.url } });
    const env = {
      UMA_INVOICE_PAYER: path,
      UMA_INVOICE_KEY: keys.second.secretKey,
      UMA_INVOICE_LND_MACAROON: "0303",
    };
    expect((await runCli(["pay", textOf(), ...most], { fetch, env })).code).toBe(0);
    expect(node.asked[0]![2]).toBe("0303");
  });

  test("needs no macaroon where the node asks for none", async () => {
    const { run, node } = await setUp({}, { lnd: { url: payerJson.lnd.url } });
    expect((await run([textOf(), ...most])).code).toBe(0);
    expect(node.asked[0]![2]).toBeNull();
  });

  test("has its macaroon as lnd writes it, and its payments where it likes", async () => {
    const elsewhere = await temporaryFile();
    await mkdir(elsewhere);
    const { run, node, path } = await setUp({}, { payments: join(elsewhere, "mine") });
    await writeFile(join(dirname(path), "macaroon"), new Uint8Array([2, 1, 255]));
    expect((await run([textOf(), ...most])).code).toBe(0);
    expect(node.asked[0]![2]).toBe("0201ff");
    expect(await readdir(join(elsewhere, "mine"))).toHaveLength(2);
  });
});
