/** Something that each entry refuses; `wasm` has nothing that it could. */
const refused = {
  "": ({ decodeInvoice }) => decodeInvoice("lnbc1"),
  pay: ({ decodePayAmount }) => decodePayAmount("-5.USD"),
  qr: ({ toQrSvg }) => toQrSvg("lnbc1"),
  request: ({ parseDeepLink }) => parseDeepLink("lnbc1"),
  tlv: ({ decodeMessage, message }) => decodeMessage(message({}), Uint8Array.of(1)),
  vasp: ({ readCertificate }) => readCertificate("no certificate"),
  x402: ({ decodePayment }) => decodePayment("no payment"),
  "x402/scheme": ({ exactUmaClient }) => exactUmaClient({}),
};

exports.refuses = (entry) => entry in refused;

/** What an entry throws at something that it refuses. */
exports.refusedBy = (entry, api) => {
  try {
    return refused[entry](api);
  } catch (error) {
    return error;
  }
};
