import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { createInvoice, encodeInvoice } from "uma-invoice";
import { createVaspHandler } from "uma-invoice/vasp";
import { describe, expect, test } from "vitest";
import { version } from "../../package.json";
import { readFixtures } from "../support/fixtures.js";
import { keys } from "../support/keys.js";
import { requiredFields } from "../support/sampleFields.js";
import { serveWeb } from "../support/serve.js";
import { outcomeOf, program, spawnCli, startCli } from "../support/spawnCli.js";
import { temporaryFile } from "../support/temporaryFile.js";

const { secretKey, publicKey } = keys.first;
const text = encodeInvoice(createInvoice(requiredFields, secretKey));
const esc = "\x1b[";

test("the file starts as a command has to", async () => {
  expect(await readFile(program, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
});

test("--version says the version of the package", async () => {
  expect(await spawnCli(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
});

describe("the exit code", () => {
  test("is 0 if all is well", async () => {
    expect(await spawnCli(["verify", text, "--key", publicKey, "--at", "1704067200"])).toMatchObject({
      code: 0,
      stderr: "",
    });
  });

  test("is 1 if an invoice is not what it has to be", async () => {
    const { code, stdout } = await spawnCli(["verify", text, "--key", keys.second.publicKey]);
    expect({ code, stdout }).toMatchObject({ code: 1, stdout: expect.stringContaining("NOT VALID") });
  });

  test("is 3 if an invoice could not be checked, with the cause", async () => {
    // Port 1 of this machine: nobody listens there.
    const receiverUma = "$bob@127.0.0.1:1";
    const invoice = encodeInvoice(createInvoice({ ...requiredFields, receiverUma }, secretKey));
    const { code, stdout } = await spawnCli(["verify", invoice, "--fetch-key", "--allow-loopback"]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: expect.stringContaining("COULD NOT BE CHECKED") });
    expect(stdout).toContain("FETCH_FAILED");
  });

  test("is 2 if the command cannot be run as it was asked to", async () => {
    expect(await spawnCli(["verify", text])).toMatchObject({ code: 2, stdout: "" });
  });
});

test("every fixture of every SDK is decoded", async () => {
  const fixtures = (["javascript", "python", "kotlin", "go"] as const).flatMap(readFixtures);
  const { code, stdout } = await spawnCli(["decode", "--json", "-"], {
    stdin: fixtures.map((fixture) => `${fixture.text}\n`).join(""),
  });
  const decoded = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(code).toBe(0);
  expect(decoded.map(({ text }) => text)).toEqual(fixtures.map(({ text }) => text));
});

test("a key that was made signs an invoice that verifies", async () => {
  const path = await temporaryFile();
  const { stdout: madeKey } = await spawnCli(["keygen", "--pem", "--out", path]);
  const options = ["--receiver=$bob@vasp2.com", "--amount=10.00", "--currency=USD", "--expires-in=15m"];
  const created = await spawnCli([
    "create",
    ...options,
    "--callback=https://vasp2.com/payreq",
    "--key-file",
    path,
  ]);
  expect(created).toMatchObject({ code: 0, stderr: "asks for $10.00 (1000 in the smallest unit)\n" });
  const verified = await spawnCli(["verify", "-", "--key", madeKey.trim()], { stdin: created.stdout });
  expect(verified.code).toBe(0);
});

test("the key may come from the environment", async () => {
  const stdin = JSON.stringify({ ...requiredFields, amount: "1000" });
  const env = { UMA_INVOICE_KEY: secretKey };
  expect(await spawnCli(["create", "--from", "-"], { stdin, env })).toEqual({
    code: 0,
    stdout: `${text}\n`,
    stderr: "asks for $10.00 (1000 in the smallest unit)\n",
  });
});

test("what an invoice asks for is told before it is written", async () => {
  const stdin = JSON.stringify({ ...requiredFields, amount: "1000" });
  const command = `"${process.execPath}" "${program}" create --from - 2>&1`;
  const child = spawn("sh", ["-c", command], { env: { UMA_INVOICE_KEY: secretKey } });
  child.stdin.end(stdin);
  expect((await outcomeOf(child)).stdout).toBe(`asks for $10.00 (1000 in the smallest unit)\n${text}\n`);
});

test("a VASP on this machine is asked for its key", async () => {
  const handler = createVaspHandler({
    keys: { signingPublicKey: publicKey, encryptionPublicKey: publicKey },
    configuration: { name: "VASP", umaMajorVersions: [0, 1] },
  });
  const receiverUma = `$bob@${await serveWeb(handler)}`;
  const invoice = encodeInvoice(createInvoice({ ...requiredFields, receiverUma }, secretKey));
  const args = ["verify", invoice, "--fetch-key", "--at", "1704067200"];
  expect((await spawnCli([...args, "--allow-loopback"])).code).toBe(0);
  expect((await spawnCli(args)).stdout).toContain("INVALID_DOMAIN");
});

describe("whatever goes wrong, there is a reason and no stack", () => {
  test.each([
    ["a folder for a file", ["decode", "--file", "/"], 2],
    ["a folder for a key", ["create", "--key-file", "/"], 2],
    ["a name that is no option", ["decode", "--__proto__=x"], 2],
    ["a name that is no command", ["__proto__"], 2],
    ["an empty argument", [""], 2],
    ["an empty path", ["decode", "--file="], 2],
    ["an empty invoice", ["decode", ""], 1],
    ["a path that is too long", ["decode", "--file", "a/".repeat(50_000)], 2],
    ["bytes that are no text", ["decode", "-"], 1, "\ud800\0\x01"],
    ["a line of a megabyte", ["verify", "-", "--key", publicKey], 1, "q".repeat(1_000_000)],
  ] as const)("%s", async (_name, args, expected, stdin = "") => {
    const { code, stdout, stderr } = await spawnCli(args, { stdin });
    expect(code).toBe(expected);
    expect(stdout + stderr).not.toMatch(/^ +at /m);
    expect(stdout + stderr).not.toBe("");
  });
});

describe("colours", () => {
  test("are not written into a pipe", async () => {
    expect((await spawnCli(["decode", text])).stdout).not.toContain(esc);
  });

  test("are written where FORCE_COLOR asks for them", async () => {
    expect((await spawnCli(["decode", text], { env: { FORCE_COLOR: "1" } })).stdout).toContain(esc);
  });

  test.runIf(hasScript())("are written on a terminal, which is filled and not overfilled", async () => {
    const stdout = await onTerminal(`decode --tlv ${text}`, 60);
    expect(stdout).toContain(esc);
    const lines = withoutColours(stdout).split("\r\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(lines.filter((line) => line.endsWith("…")).length).toBeGreaterThan(0);
  });

  test.runIf(hasScript())("are not written on a terminal with NO_COLOR", async () => {
    expect(await onTerminal(`decode ${text}`, 80, { NO_COLOR: "1" })).not.toContain(esc);
  });
});

describe("a reader that goes away", () => {
  test("ends the command quietly, while more comes in", async () => {
    const child = startCli(["decode", "--json", "-"]);
    const outcome = outcomeOf(child);
    // It may be gone before it has taken everything.
    child.stdin.on("error", () => {});
    const feed = () => {
      while (!child.stdin.destroyed && child.stdin.write(`${text}\n`.repeat(100)));
    };
    child.stdin.on("drain", feed);
    feed();
    await once(child.stdout, "data");
    child.stdout.destroy();
    const { code, stderr } = await outcome;
    expect({ code, stderr }).toEqual({ code: 141, stderr: "" });
  });

  test("is head in a shell", async () => {
    const path = await temporaryFile(`${text}\n`.repeat(5000));
    const command = `"${process.execPath}" "${program}" decode --json --file "${path}" | head -1; echo "\${PIPESTATUS[*]}"`;
    const child = spawn("bash", ["-c", command]);
    const { stdout, stderr } = await outcomeOf(child);
    const [first, codes] = stdout.trimEnd().split("\n");
    expect(JSON.parse(first!)).toMatchObject({ line: 1, text });
    expect({ codes, stderr }).toEqual({ codes: "141 0", stderr: "" });
  });
});

describe("100,000 lines", () => {
  const count = 100_000;
  const reportMemory =
    'data:text/javascript,process.on("exit",()=>process.stderr.write("peak "+process.resourceUsage().maxRSS))';

  /** Runs through a file of so many invoices, a bad one in the middle. */
  async function decodeMany(lines: number) {
    const path = await temporaryFile("");
    const file = createWriteStream(path);
    for (let line = 1; line <= lines; line++)
      if (!file.write(line === lines / 2 ? "uma1bad\n" : `${text}\n`)) await once(file, "drain");
    await new Promise((resolve) => file.end(resolve));
    const child = startCli(["decode", "--json", "--file", path], {
      nodeOptions: ["--max-old-space-size=48", "--import", reportMemory],
    });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const closed = once(child, "close");
    let results = 0;
    let inOrder = true;
    const bad: number[] = [];
    for await (const result of createInterface(child.stdout)) {
      results++;
      inOrder &&= result.startsWith(`{"line":${results},`);
      if (result.includes('"error"')) bad.push(results);
    }
    const [code] = await closed;
    const megabytes = Number(/peak (\d+)/.exec(stderr)?.[1]) / 1024;
    return { code, results, inOrder, bad, stderr, megabytes };
  }

  test("are decoded in order, in memory that does not grow with them", async () => {
    const few = await decodeMany(count / 100);
    const many = await decodeMany(count);
    expect(many).toMatchObject({ code: 1, results: count, inOrder: true, bad: [count / 2] });
    expect(many.stderr).toContain(`1 of ${count} invoices cannot be read`);
    // The file alone has 30 MB, and its results have 80.
    expect(many.megabytes - few.megabytes).toBeLessThan(48);
  });
});

function withoutColours(output: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is taken away
  return output.replace(/\x1b\[[\d;]+m/g, "");
}

/** Whether there is the command of util-linux that opens a terminal for another; that of BSD differs. */
function hasScript(): boolean {
  try {
    return execFileSync("script", ["--version"], { encoding: "utf8" }).includes("util-linux");
  } catch {
    return false;
  }
}

/** What the command writes to a terminal. */
async function onTerminal(
  args: string,
  columns: number,
  env: { readonly [name: string]: string } = {},
): Promise<string> {
  const command = `stty cols ${columns}; "${process.execPath}" "${program}" ${args}`;
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    env: { PATH: process.env.PATH!, TERM: "xterm", ...env },
  });
  child.stdin.end();
  return (await outcomeOf(child)).stdout;
}
