/**
 * What has redeemed each payment that a package has handed over: by the very object, which is the same from the
 * settlement of one request to its end, so that each gives back what is its own and no other does.
 */
export const claims = /* @__PURE__ */ new WeakMap<object, string>();
