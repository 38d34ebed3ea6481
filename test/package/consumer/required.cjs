module.exports = {
  "": require("uma-invoice"),
  pay: require("uma-invoice/pay"),
  qr: require("uma-invoice/qr"),
  request: require("uma-invoice/request"),
  tlv: require("uma-invoice/tlv"),
  vasp: require("uma-invoice/vasp"),
  wasm: require("uma-invoice/wasm"),
  x402: require("uma-invoice/x402"),
  "x402/scheme": require("uma-invoice/x402/scheme"),
};
