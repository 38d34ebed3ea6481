/**
 * Puts a build of the library through the whole fixture set. Plain JavaScript without an import, so
 * that it runs wherever the build does.
 *
 * @param api - the build: its module namespace, what `require` returns, or its global
 * @param fixtures - what `fixtureSet` holds
 * @returns a `Report`
 */
export function checkBuild(api, fixtures) {
  const failures = Object.entries(checks).map(([check, holds]) => {
    const failing = fixtures.filter((fixture) => !attempt(() => holds(api, fixture)));
    return [check, failing.map(({ name }) => name)];
  });
  const [{ key, otherKey }] = fixtures;
  return {
    exports: Object.keys(api).sort(),
    fixtures: fixtures.length,
    failures: Object.fromEntries(failures),
    created: [createdUUID(api, key), createdUUID(api, otherKey)],
  };
}

const checks = {
  "decodes to the meant fields": ({ decodeInvoice }, { text, fields }) =>
    JSON.stringify(comparable({ ...decodeInvoice(text), signature: undefined })) ===
    JSON.stringify(comparable(fields)),
  "verifies with the right key": ({ decodeInvoice, verifyInvoiceSignature }, { text, key }) =>
    verifyInvoiceSignature(decodeInvoice(text), key.publicKey),
  "does not verify with another key": ({ decodeInvoice, verifyInvoiceSignature }, { text, otherKey }) =>
    !verifyInvoiceSignature(decodeInvoice(text), otherKey.publicKey),
  "encodes to the same text": ({ decodeInvoice, encodeInvoice }, { text }) =>
    encodeInvoice(decodeInvoice(text)) === text,
};

function attempt(holds) {
  try {
    return holds();
  } catch {
    return false;
  }
}

/** With integers as decimal strings, as fixtures have them, and names in order. */
function comparable(value) {
  if (typeof value === "bigint" || typeof value === "number") return value.toString();
  if (typeof value !== "object") return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, comparable(value[name])]),
  );
}

/** The UUID that an invoice gets from the platform's randomness; or what went wrong. */
function createdUUID({ createInvoice, encodeInvoice, verifyInvoice }, { secretKey, publicKey }) {
  try {
    const invoice = createInvoice(
      {
        receiverUma: "$bob@vasp2.com",
        amount: 1000n,
        receivingCurrency: { code: "USD", name: "US Dollar", symbol: "$", decimals: 2 },
        expiration: new Date(Date.now() + 60_000),
        isSubjectToTravelRule: true,
        callback: "https://vasp2.com/api/uma/payreq",
      },
      secretKey,
    );
    return verifyInvoice(encodeInvoice(invoice), { publicKey }).invoiceUUID;
  } catch (error) {
    return `${error}`;
  }
}
