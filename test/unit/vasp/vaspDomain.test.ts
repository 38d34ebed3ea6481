import { expect, test } from "vitest";
import { vaspDomain } from "../../../src/vasp/index.js";
import { expectRefusal } from "../../support/expectRefusal.js";

test.each([
  ["$bob@vasp2.com", "vasp2.com"],
  ["$bob@VASP2.Com", "vasp2.com"],
  ["$bob@localhost:3000", "localhost:3000"],
])("the domain of %s is %s", (address, domain) => {
  expect(vaspDomain(address)).toBe(domain);
});

test.each([
  [undefined],
  [""],
  ["vasp2.com"],
  ["bob@vasp2.com"],
  ["$bob@"],
  ["$bob@vasp2.com/x"],
  ["$bob@a@vasp2.com"],
  ["$bob@vas\u212a.com"],
])("%j is no UMA address", (address) => {
  expectRefusal(() => vaspDomain(address as string), { code: "INVALID_FIELD", field: "address" });
});
