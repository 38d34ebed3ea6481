// Who may import whom, types included; docs/architecture.md says why. `npm run lint:layers` checks it.

/** The layers from the bottom up: each imports from itself and from those before it. */
const layers = {
  // The rooms that stand by themselves in src: errors, bytes, time, bech32, …
  bottom: "^src/(?!index)[^/]+[.]ts$",
  tlv: "^src/tlv/",
  ecdsa: "^src/ecdsa/",
  wasm: "^src/wasm/",
  uma: "^src/uma/",
  invoice: "^src/invoice/",
  http: "^src/http/",
  vasp: "^src/vasp/",
  request: "^src/request/",
  qr: "^src/qr/",
  pay: "^src/pay/",
  // What all of x402 shares, such as its table of codes.
  x402: "^src/x402/(?!index)[^/]+[.]ts$",
  messages: "^src/x402/messages/",
  settlements: "^src/x402/settlements/",
  client: "^src/x402/client/",
  paywall: "^src/x402/paywall/",
  scheme: "^src/x402/scheme/",
  umaaas: "^src/umaaas/",
};

/** What users import. */
const face = "^src/.*index[.]ts$";

const upward = Object.entries(layers).map(([name, path], i) => ({
  name: `${name}-knows-nothing-above-it`,
  from: { path },
  to: { path: "^src/", pathNot: Object.values(layers).slice(0, i + 1) },
}));

/** What is narrower than the order of the layers. */
const narrower = [
  {
    name: "codec-and-engines-know-no-bech32",
    from: { path: [layers.tlv, layers.ecdsa] },
    to: { path: "^src/bech32[.]ts$" },
  },
  {
    // By its path it would be noble's in the build for Node.js, too.
    name: "default-engine-by-its-name-in-package-json",
    from: { path: "^src/" },
    to: { path: "^src/ecdsa/(?:default|node)[.]ts$", dependencyTypesNot: ["aliased-subpath-import"] },
  },
  { name: "engines-know-no-codec", from: { path: layers.ecdsa }, to: { path: layers.tlv } },
  { name: "payers-and-sellers-are-apart", from: { path: layers.client }, to: { path: layers.settlements } },
  { name: "sellers-and-payers-are-apart", from: { path: layers.paywall }, to: { path: layers.client } },
];

const faces = [
  {
    name: "main-face-shows-invoices-alone",
    from: { path: "^src/index[.]ts$" },
    to: { path: "^src/(?:http|vasp|request|qr|pay|x402|umaaas|cli)/" },
  },
  {
    name: "codec-face-shows-the-codec-alone",
    from: { path: "^src/tlv/index[.]ts$" },
    to: { path: "^src/(?!tlv/|errors[.]ts$)" },
  },
  {
    // What stands behind a face imports the rooms themselves: else a cycle is near, and bundles grow.
    name: "faces-are-for-outsiders",
    from: { path: "^src/(?!cli/)" },
    to: { path: face },
  },
  {
    name: "command-reads-invoices-by-the-public-face",
    from: { path: "^src/cli/" },
    to: { path: ["^src/tlv/", "^src/bech32[.]ts$"], pathNot: "^src/tlv/index[.]ts$" },
  },
  { name: "nobody-imports-the-command", from: { path: "^src/(?!cli/)" }, to: { path: "^src/cli/" } },
];

/** Packages, by the rooms that they were chosen for; the README gives the reasons. */
const packages = [
  {
    name: "nothing-of-node-in-the-library",
    from: { path: "^src/", pathNot: ["^src/cli/", "^src/ecdsa/node[.]ts$"] },
    to: { dependencyTypes: ["core"] },
  },
  {
    // A Lightning invoice has its payee's key recovered from its signature, which no engine does.
    name: "curve-belongs-to-signatures",
    from: { path: "^src/", pathNot: [layers.ecdsa, layers.pay, "^src/cli/"] },
    to: { path: "node_modules/@noble/secp256k1/" },
  },
  {
    name: "certificates-belong-to-vasp",
    from: { path: "^src/", pathNot: layers.vasp },
    to: { path: "node_modules/@peculiar/" },
  },
  {
    name: "pictures-belong-to-qr",
    from: { path: "^src/", pathNot: layers.qr },
    to: { path: "node_modules/qr/" },
  },
  {
    name: "only-what-users-install",
    from: { path: "^src/" },
    to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown", "undetermined"] },
  },
  {
    name: "nothing-from-outside-src",
    from: { path: "^src/" },
    to: { path: "^(?!src/|node_modules/|package[.]json$)", dependencyTypes: ["local"] },
  },
  { name: "what-is-imported-is-there", from: {}, to: { couldNotResolve: true } },
];

/** Where everything is reached from: the faces, the command, and what package.json chooses from. */
const entries = [face, "^src/cli/main[.]ts$", "^src/ecdsa/(?:default|node)[.]ts$"];

const whole = [
  { name: "no-cycle", from: {}, to: { circular: true } },
  {
    name: "every-room-is-used",
    from: { path: entries },
    to: { path: "^src/", pathNot: entries, reachable: false },
  },
  {
    // A folder that is missing in the list above would be free to import anything.
    name: "every-room-is-in-a-layer",
    from: { path: "^src/", pathNot: [...Object.values(layers), "^src/cli/", face] },
    to: {},
  },
];

export default {
  forbidden: [...whole, ...upward, ...narrower, ...faces, ...packages].map((rule) => ({
    ...rule,
    severity: "error",
  })),
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["types", "import", "default"] },
  },
};
