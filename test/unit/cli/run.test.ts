import { describe, expect, test, vi } from "vitest";
import { version } from "../../../package.json";
import { commands } from "../../../src/cli/run.js";
import { createInvoice, encodeInvoice } from "../../../src/index.js";
import { keys } from "../../support/keys.js";
import { rawCurrency, rawText } from "../../support/rawInvoice.js";
import { runCli } from "../../support/runCli.js";
import { requiredFields } from "../../support/sampleFields.js";

const { secretKey, publicKey } = keys.first;
const text = encodeInvoice(createInvoice(requiredFields, secretKey));

test.each(["--version", "-V"])("%s says the version of the package", async (option) => {
  expect(await runCli([option])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
});

describe("help", () => {
  test.each(["--help", "-h", "help"])("on all commands comes with %s", async (option) => {
    const { code, stdout, stderr } = await runCli([option]);
    for (const [name, { summary }] of Object.entries(commands))
      expect(stdout).toMatch(new RegExp(`^  ${name} +${summary}$`, "m"));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  describe.each(Object.keys(commands))("on %s", (name) => {
    test("names every option that is meant to be used, and no other", async () => {
      const { stdout } = await runCli([name, "--help"]);
      for (const [option, { help }] of Object.entries(commands[name]!.options))
        expect(new RegExp(`^  --${option} `, "m").test(stdout), option).toBe(help !== undefined);
    });

    test("is the same behind and before its name", async () => {
      expect(await runCli(["help", name])).toEqual(await runCli([name, "-h"]));
    });

    test("fits 100 columns", async () => {
      const { stdout } = await runCli([name, "--help"]);
      expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    });
  });

  test("comes without being asked for where there is no command, as an error", async () => {
    const { code, stdout, stderr } = await runCli([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Usage: uma-invoice <command>");
  });
});

describe("a usage error", () => {
  test.each([
    [["decoed"], "did you mean decode?"],
    [["frobnicate"], "unknown command: decode, verify, pay, create, keygen, qr, interop"],
    [["toString"], "unknown command"],
    [["help", "nothing"], "unknown command"],
    [["decode", "--jsn", text], "unknown option --jsn; did you mean --json?"],
    [["decode", "--toString", text], "unknown option --toString"],
    [["decode", "-x", text], "unknown option -x"],
    [["decode", "--json=yes", text], "--json takes no value"],
    [["decode", "--file"], "--file needs a value: --file=<path>"],
    [["decode", "--file", "--json"], "--file needs a value"],
    [["decode", "--json", "--json", text], "--json is given twice"],
    [["decode"], "expected invoices"],
    [["decode", text, "--file", "-"], "expected invoices"],
    [["decode", "-", "-"], "there is one standard input"],
    [["decode", "--file", "/nowhere"], "ENOENT"],
  ])("in %j is explained", async (argv, says) => {
    const { code, stdout, stderr } = await runCli(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(says);
  });

  test("leads to the help of the command", async () => {
    expect((await runCli(["decode"])).stderr).toContain('"uma-invoice decode --help" says more.');
    expect((await runCli(["x"])).stderr).toContain('"uma-invoice --help" says more.');
  });
});

test("an argument that looks like an option may stand behind --", async () => {
  const { code, stderr } = await runCli(["decode", "--", "--json"]);
  expect({ code, stderr }).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/INVALID_(?:BECH32|DEEP_LINK)/),
  });
});

describe("colours", () => {
  const isColoured = async (env: { [name: string]: string }, columns?: number) =>
    (await runCli(["decode", text], { env, ...(columns && { columns }) })).stdout.includes("\x1b[");

  test.each([
    ["a terminal", {}, 80, true],
    ["a pipe", {}, undefined, false],
    ["a dumb terminal", { TERM: "dumb" }, 80, false],
    ["a terminal with NO_COLOR", { NO_COLOR: "1" }, 80, false],
    ["a terminal with an empty NO_COLOR", { NO_COLOR: "" }, 80, true],
    ["a pipe with FORCE_COLOR", { FORCE_COLOR: "1" }, undefined, true],
    ["a terminal with FORCE_COLOR=0", { FORCE_COLOR: "0" }, 80, false],
    ["a terminal with FORCE_COLOR=false", { FORCE_COLOR: "false" }, 80, false],
    ["a pipe with an empty FORCE_COLOR", { FORCE_COLOR: "" }, undefined, false],
    ["a pipe with FORCE_COLOR and NO_COLOR", { FORCE_COLOR: "1", NO_COLOR: "1" }, undefined, true],
  ])("on %s", async (_name, env, columns, expected) => {
    expect(await isColoured(env, columns)).toBe(expected);
  });

  test("change nothing but colours", async () => {
    const options = ["decode", "--tlv", text];
    const { stdout } = await runCli(options, { env: { FORCE_COLOR: "1" } });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is taken away
    expect(stdout.replace(/\x1b\[[\d;]+m/g, "")).toBe((await runCli(options)).stdout);
  });
});

describe("what an invoice holds that cannot be seen", () => {
  const hostile = "\x1b[31m\x07\r\x85\u202e\u2066\u200b\u00ad\ufeff\u2028\u3164\u2800\u{e0041}\ue000";
  const invoice = rawText({
    receivingCurrency: rawCurrency({ code: hostile, name: hostile, symbol: `${hostile}$` }),
    requiredPayerData: `${hostile}:1`,
  });
  const unsafe = /(?![ \n])[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;

  test.each([
    [["decode", invoice]],
    [["decode", "--tlv", invoice]],
    [["decode", "--json", invoice]],
    [["decode", "--json", "--tlv", invoice]],
    [["decode", rawText({ receiverUma: hostile, kycStatus: hostile })]],
    [["decode", `uma1${hostile}`]],
    [["decode", `uma:${hostile}`]],
    [["verify", rawText({ receiverUma: hostile }), "--key", publicKey]],
    [["verify", invoice, "--key", `/nowhere/${hostile}`]],
    [["interop", invoice]],
    [["decode", `--${hostile}`]],
    [[hostile]],
  ])("never reaches the terminal: %#", async (argv) => {
    const { stdout, stderr } = await runCli(argv);
    expect(stdout + stderr).not.toMatch(unsafe);
  });

  test("is shown by its number", async () => {
    const { stdout } = await runCli(["decode", invoice]);
    expect(stdout).toContain(
      "\\u{1b}[31m\\u{7}\\u{d}\\u{85}\\u{202e}\\u{2066}\\u{200b}\\u{ad}\\u{feff}\\u{2028}",
    );
  });

  test("comes out of JSON as it was", async () => {
    const { stdout } = await runCli(["decode", "--json", invoice]);
    expect(JSON.parse(stdout).invoice.receivingCurrency.code).toBe(hostile);
  });
});

describe("an output that fails", () => {
  const failing = (code: string) => ({
    write: (_text: string, done: (error: Error) => void) =>
      done(Object.assign(new Error(`${code}: it failed`), { code })),
  });

  test("because its reader went away ends the command quietly, as SIGPIPE would", async () => {
    expect(await runCli(["decode", text], failing("EPIPE"))).toEqual({ code: 141, stdout: "", stderr: "" });
  });

  test("for another reason is an error", async () => {
    const { code, stderr } = await runCli(["decode", text], failing("ENOSPC"));
    expect({ code, stderr }).toEqual({ code: 2, stderr: "uma-invoice: ENOSPC: it failed\n" });
  });
});

test("what nobody foresaw is thrown", async () => {
  const write = () => {
    throw new RangeError("a bug");
  };
  await expect(runCli(["decode", text], { write })).rejects.toThrow("a bug");
});

test("results are written no faster than they are taken", async () => {
  let waiting = 0;
  let most = 0;
  const { code } = await runCli(["decode", "--json", "-"], {
    stdin: `${text}\n`.repeat(20),
    write(_text, done) {
      most = Math.max(most, ++waiting);
      setImmediate(() => {
        waiting--;
        done();
      });
    },
  });
  expect({ code, most }).toEqual({ code: 0, most: 1 });
});

test("the program runs the command in its process", async () => {
  const write = vi.spyOn(process.stdout, "write").mockImplementation(((_text: string, done: () => void) => {
    done();
    return true;
  }) as typeof process.stdout.write);
  const { argv, exitCode } = process;
  process.argv = ["node", "uma-invoice", "decode", text];
  try {
    await import("../../../src/cli/main.js");
    expect(write).toHaveBeenCalledWith(expect.stringContaining("$bob@vasp2.com"), expect.any(Function));
  } finally {
    process.argv = argv;
    process.exitCode = exitCode;
    write.mockRestore();
  }
});
