import { readFileSync } from "node:fs";
import { decodePaymentRequired } from "uma-invoice/x402";
import { expect, test } from "vitest";
import { startCommand } from "../support/startCommand.js";

const commands = { shop: "npm run example paywall/shop", agent: "npm run example paywall/agent" };

test("the README shows how to run the two examples", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  for (const command of Object.values(commands)) expect(readme).toContain(command);
});

test("the agent's program buys the weather from the shop's", async () => {
  await startCommand(commands.shop).saying("Selling at http://localhost:4005/weather");
  const unpaid = await fetch("http://localhost:4005/weather");
  expect(unpaid.status).toBe(402);
  expect(decodePaymentRequired(await unpaid.text()).accepts).toMatchObject([{ maxAmountRequired: "5" }]);
  await startCommand(commands.agent).saying("{ weather: 'sunny' }");
});
