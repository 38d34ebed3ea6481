import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { startCommand } from "../support/startCommand.js";

const commands = {
  seller: "npm run example x402-packages/seller",
  buyer: "npm run example x402-packages/buyer",
};

test("the README shows how to run the two examples", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  for (const command of Object.values(commands)) expect(readme).toContain(command);
});

test("the buyer's program buys the weather from the seller's", async () => {
  await startCommand(commands.seller).saying("Selling at http://localhost:4003/weather");
  const output = await startCommand(commands.buyer).saying("network: 'uma:mainnet'");
  expect(output).toContain("{ weather: 'sunny' }");
  expect(output).toContain("success: true");
});
