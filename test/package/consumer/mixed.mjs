// Prints what differs between the package as it is imported and as it is required, for bundlers to bundle.
import * as api from "uma-invoice";
import * as pay from "uma-invoice/pay";
import * as qr from "uma-invoice/qr";
import * as request from "uma-invoice/request";
import * as tlv from "uma-invoice/tlv";
import * as vasp from "uma-invoice/vasp";
import * as wasm from "uma-invoice/wasm";
import * as x402 from "uma-invoice/x402";
import * as scheme from "uma-invoice/x402/scheme";
import required from "./required.cjs";

const imported = { "": api, pay, qr, request, tlv, vasp, wasm, x402, "x402/scheme": scheme };
const differences = Object.entries(imported).flatMap(([entry, api]) =>
  Object.keys(required[entry])
    .filter((name) => api[name] !== required[entry][name])
    .map((name) => `${name} of uma-invoice/${entry}`),
);
console.log(JSON.stringify(differences));
