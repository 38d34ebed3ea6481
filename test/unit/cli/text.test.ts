import { expect, test } from "vitest";
import { timeLeft } from "../../../src/cli/output/text.js";

const expiration = 1_893_456_000;

test.each([
  [-0.5, "expires in 1 s"],
  [-1, "expires in 1 s"],
  [-90, "expires in 90 s"],
  [-119, "expires in 119 s"],
  [-120, "expires in 2 min"],
  [-14 * 60 - 59, "expires in 14 min"],
  [-7199, "expires in 119 min"],
  [-7200, "expires in 2 h"],
  [-47 * 3600, "expires in 47 h"],
  [-48 * 3600, "expires in 2 days"],
  [-366 * 86_400, "expires in 366 days"],
  [-731 * 86_400, "expires in 2 years"],
  [0, "expired 0 s ago"],
  [0.5, "expired 0 s ago"],
  [59, "expired 59 s ago"],
  [3 * 86_400, "expired 3 days ago"],
])("%s s from its expiration, an invoice %s", (seconds, expected) => {
  expect(timeLeft(expiration, new Date((expiration + seconds) * 1000))).toBe(
    `${expected} (2030-01-01T00:00:00Z)`,
  );
});
