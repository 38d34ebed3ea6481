import { expect, test } from "vitest";
import { canonicalAddress, isSameAddress, umaAddress, vaspDomain } from "../../../src/uma/address.js";
import { expectRefusal } from "../../support/expectRefusal.js";

test.each([
  ["$bob@vasp.com", "$BOB@vasp.com"],
  ["$bob@vasp.com", "$bob@VASP.com"],
  ["$bob@vasp.com:8443", "$Bob@Vasp.Com:8443"],
])("%s is %s", (one, other) => {
  expect(isSameAddress(one, other)).toBe(true);
  expect(canonicalAddress(other)).toBe(one);
});

test.each([
  ["$bob@vasp.com", "$bob@vasp.co"],
  ["$bob@vasp.com", "$bobby@vasp.com"],
  ["$bob@vasp.com", "$bob@vasp.com:8443"],
  ["$b.ob@vasp.com", "$bob@vasp.com"],
])("%s is not %s", (one, other) => {
  expect(isSameAddress(one, other)).toBe(false);
});

test.each([undefined, null, "bob@vasp.com", "$bob@vasp.com ", "$\u212aob@vasp.com"])(
  "%s is no address",
  (address) => {
    expectRefusal(() => canonicalAddress(address as string), {
      code: "INVALID_FIELD",
      field: "address",
      says: ["address: expected an UMA address"],
    });
  },
);

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
])("%j has no domain", (address) => {
  expectRefusal(() => vaspDomain(address as string), { code: "INVALID_FIELD", field: "address" });
});

test("the domain of an address may be written in Punycode that stands for something", () => {
  expect(umaAddress.test("$bob@xn--bcher-kva.com:8443")).toBe(true);
  expect(umaAddress.test("$bob@xn--a.com")).toBe(false);
  expect(umaAddress.test("$xn--a@vasp.com")).toBe(true);
});
