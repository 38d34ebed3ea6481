const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { refusedBy, refuses } = require("./refusedBy.cjs");

/**
 * Loads entries of the package one after the other, and says where they differ from one package.
 *
 * @param order - pairs of how an entry is loaded, `import` or `require`, and which
 * @param load - these two functions
 * @returns the names of what failed
 */
exports.compareCopies = async (order, load) => {
  const loaded = [];
  for (const [how, entry] of order) {
    const api = await load[how](`uma-invoice${entry.slice(1)}`);
    loaded.push({ name: `${how} ${entry}`, entry, api });
  }
  return [...differences(loaded), ...misunderstandings(loaded)];
};

/** What an entry exports that is something else when it is loaded in another way. */
function differences(loaded) {
  return loaded.flatMap(({ name, entry, api }) =>
    loaded
      .filter((other) => other.entry === entry)
      .flatMap((other) =>
        Object.keys(api)
          .filter((key) => api[key] !== other.api[key])
          .map((key) => `${key} of ${name} and ${other.name}`),
      ),
  );
}

/** What fails for an invoice, a message or an error that came from another way of loading. */
function misunderstandings(loaded) {
  const fixtures = JSON.parse(readFileSync(join(__dirname, "fixtures.json"), "utf8"));
  const { text, key } = fixtures.find(({ name }) => name.startsWith("javascript"));
  const of = (entry) => loaded.filter((one) => one.entry === entry);
  return of(".").flatMap(({ name, api: { decodeInvoice, UmaInvoiceError } }) => {
    const invoice = decodeInvoice(text);
    const checks = [
      ...of(".").flatMap(({ name, api }) => [
        [`${name} verifies`, () => api.verifyInvoiceSignature(invoice, key.publicKey)],
        [`${name} encodes`, () => api.encodeInvoice(invoice) === text],
      ]),
      ...of("./request").map(({ name, api }) => [
        `${name} makes a deep link`,
        () => api.toDeepLink(invoice) === `uma:${text}`,
      ]),
      ...of("./qr").map(({ name, api }) => [`${name} draws`, () => api.toQrSvg(invoice).startsWith("<svg")]),
      ...loaded
        .filter(({ entry }) => refuses(entry.slice(2)))
        .map(({ name, entry, api }) => [
          `${name} throws its error`,
          () => refusedBy(entry.slice(2), api) instanceof UmaInvoiceError,
        ]),
    ];
    return checks.filter(([, holds]) => !holds()).map(([check]) => `${check}, of ${name}`);
  });
}
