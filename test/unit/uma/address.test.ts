import { expect, test } from "vitest";
import { canonicalAddress, isSameAddress } from "../../../src/uma/address.js";
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
