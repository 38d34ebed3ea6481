import { expect, test } from "vitest";
import { createInvoice, encodeInvoice } from "../../../src/index.js";
import { toQrSvg, toQrTerminal } from "../../../src/qr/index.js";
import { keys } from "../../support/keys.js";
import { rawText } from "../../support/rawInvoice.js";
import { runCli } from "../../support/runCli.js";
import { requiredFields } from "../../support/sampleFields.js";

const text = encodeInvoice(createInvoice(requiredFields, keys.first.secretKey));

test("a terminal with colours gets black on white", async () => {
  expect(await runCli(["qr", text], { columns: 200 })).toEqual({
    code: 0,
    stdout: toQrTerminal(text),
    stderr: "",
  });
});

test("a terminal without colours gets a code for a dark background", async () => {
  const { stdout } = await runCli(["qr", text], { columns: 200, env: { NO_COLOR: "1" } });
  expect(stdout).toBe(toQrTerminal(text, { background: "dark" }));
});

test("--light draws for a light one", async () => {
  expect((await runCli(["qr", text, "--light"])).stdout).toBe(toQrTerminal(text, { background: "light" }));
});

test("--svg writes a picture", async () => {
  expect((await runCli(["qr", text, "--svg"], { columns: 20 })).stdout).toBe(`${toQrSvg(text)}\n`);
});

test("a terminal that is too narrow for the code is told so", async () => {
  const { code, stdout, stderr } = await runCli(["qr", text], { columns: 40 });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/takes \d+ columns, and the terminal has 40/);
});

test("an invoice that names its sender is drawn where that is wanted", async () => {
  const addressed = encodeInvoice(
    createInvoice({ ...requiredFields, senderUma: "$alice@vasp1.com" }, keys.first.secretKey),
  );
  const { code, stderr } = await runCli(["qr", addressed, "--svg"]);
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining("senderUma") });
  for (const [option, draw] of [
    ["--svg", (text: string) => `${toQrSvg(text, { allowSenderUma: true })}\n`],
    ["--light", (text: string) => toQrTerminal(text, { allowSenderUma: true, background: "light" })],
  ] as const)
    expect((await runCli(["qr", addressed, "--allow-sender", option])).stdout).toBe(draw(addressed));
});

test("an invoice without a signature is refused", async () => {
  const { code, stderr } = await runCli(["qr", rawText()]);
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining("MISSING_SIGNATURE") });
});
