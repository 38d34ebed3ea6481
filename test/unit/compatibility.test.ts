import { expect, test } from "vitest";
import { compatibilityPage } from "../support/compatibilityPage.js";

test("the page of who works with it says what the tests and the sources say", async () => {
  await expect(compatibilityPage()).toMatchFileSnapshot("../../docs/compatibility.md");
});
