import { once } from "node:events";
import { readFileSync } from "node:fs";
import { parseDeepLink } from "uma-invoice/request";
import { expect, test } from "vitest";
import { qrPixels } from "../support/qrPixels.js";
import { readQr } from "../support/readQr.js";
import { startCommand } from "../support/startCommand.js";
import { terminalModules } from "../support/terminalModules.js";

const commands = ["npm run example requests/payer", "npm run example requests/merchant"] as const;

test("the README shows how to run the two examples", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  for (const command of commands) expect(readme).toContain(command);
});

test("the merchant's program gets its invoice to the payer's, and draws another for anybody", async () => {
  const payer = startCommand(commands[0]);
  await payer.saying("Waiting at localhost:4001");
  const merchant = startCommand(commands[1]);
  const output = await merchant.saying("Delivered to $alice@localhost:4001: 200");
  await payer.saying("$alice@localhost:4001, do you want to pay $10.00 to $shop@localhost:4002?");

  const lines = output.split("\n");
  const isDrawn = (line: string) => line.startsWith("\u001b[");
  const drawing = lines.filter(isDrawn).map((line) => line.replace(/[^ ▀▄█]|\[[\d;]+m/g, ""));
  const link = lines.find((line) => line.startsWith("uma:"))!;
  const scanned = readQr(qrPixels(terminalModules(`${drawing.join("\n")}\n`, true)))?.data;
  expect(parseDeepLink(scanned!)).toBe(parseDeepLink(link));
  if (merchant.process.exitCode === null) await once(merchant.process, "exit");
  expect(merchant.process.exitCode).toBe(0);
});
