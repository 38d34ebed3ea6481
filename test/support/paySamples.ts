import type {
  CurrentPayResponse,
  LnurlpRequest,
  LnurlpResponse,
  OldPayResponse,
  PayRequest,
  PostTransactionCallback,
  signLnurlpRequest,
  signLnurlpResponse,
  signPostTransactionCallback,
  UnsignedPayRequest,
  UnsignedPayResponse,
} from "../../src/pay/index.js";

const signed = {
  signature: `3045${"ab".repeat(68)}`,
  signatureNonce: "2715847316",
  signatureTimestamp: 1_704_067_200,
};

/** A message of each kind, with every property that it may have; none of them is really signed. */
export const paySamples = {
  lnurlpRequest: {
    receiverAddress: "$bob@vasp2.com",
    vaspDomain: "vasp1.com",
    umaVersion: "1.0",
    isSubjectToTravelRule: true,
    nonce: signed.signatureNonce,
    timestamp: signed.signatureTimestamp,
    signature: signed.signature,
    backingSignatures: [{ domain: "backing.com:8443", signature: signed.signature }],
  },
  lnurlpResponse: {
    tag: "payRequest",
    callback: "https://vasp2.com/api/uma/payreq/$bob?id=1",
    minSendable: 1000n,
    maxSendable: 10_000_000_000n,
    metadata: '[["text/plain","Pay to $bob"]]',
    currencies: [
      {
        code: "USD",
        name: "US Dollar",
        symbol: "$",
        multiplier: { numerator: 23400n, scale: 0 },
        decimals: 2,
        convertible: { min: 1n, max: 1_000_000n },
      },
      {
        code: "USDC",
        name: "USDC",
        symbol: "",
        multiplier: { numerator: 234n, scale: 2 },
        decimals: 6,
        convertible: { min: 1_000_000n, max: 1_000_000_000_000n },
      },
    ],
    payerData: {
      identifier: { mandatory: true },
      compliance: { mandatory: true },
      name: { mandatory: false },
    },
    compliance: {
      kycStatus: "VERIFIED",
      isSubjectToTravelRule: true,
      receiverIdentifier: "$bob@vasp2.com",
      ...signed,
      backingSignatures: [{ domain: "backing.com", signature: signed.signature }],
    },
    umaVersion: "1.0",
    commentAllowed: 144,
    settlementOptions: [
      {
        settlementLayer: "spark",
        assets: [{ identifier: "btkn1", multipliers: { USD: { numerator: 100n, scale: 0 } } }],
      },
    ],
  },
  payRequest: {
    umaMajorVersion: 1,
    convert: "USD",
    amount: { value: 1000n, currency: "USD" },
    payerData: {
      identifier: "$alice@vasp1.com",
      name: "Alice",
      email: "alice@vasp1.com",
      compliance: {
        kycStatus: "VERIFIED",
        utxos: ["ab".repeat(32)],
        nodePubKey: `02${"cd".repeat(32)}`,
        utxoCallback: "https://vasp1.com/api/uma/utxos?id=1",
        encryptedTravelRuleInfo: "04abcdef",
        travelRuleFormat: "IVMS@101.2023",
        ...signed,
        backingSignatures: [{ domain: "backing.com", signature: signed.signature }],
      },
    },
    payeeData: { identifier: { mandatory: true }, name: { mandatory: false } },
    comment: "for the coffee",
    invoiceUUID: "7f2c9d4e-8a1b-4c6d-9e3f-0a5b7c8d9e1f",
    settlement: { layer: "ln", assetIdentifier: "BTC" },
  },
  payResponse: {
    umaMajorVersion: 1,
    pr: "lnbc139230n1pj…",
    routes: [],
    converted: {
      amount: 1000n,
      currencyCode: "USD",
      decimals: 2,
      multiplier: { numerator: 23400n, scale: 0 },
      fee: 250n,
    },
    payeeData: {
      identifier: "$bob@vasp2.com",
      name: "Bob",
      email: "bob@vasp2.com",
      compliance: {
        utxos: [],
        nodePubKey: `03${"cd".repeat(32)}`,
        utxoCallback: "https://vasp2.com/api/uma/utxos?id=1",
        ...signed,
        backingSignatures: [{ domain: "backing.com", signature: signed.signature }],
      },
    },
    disposable: true,
    successAction: { tag: "message", message: "Thank you" },
  },
  oldPayResponse: {
    umaMajorVersion: 0,
    pr: "lnbc139230n1pj…",
    routes: [],
    converted: {
      currencyCode: "USD",
      decimals: 2,
      multiplier: { numerator: 234n, scale: 2 },
      fee: 250n,
    },
    compliance: { utxos: [`${"ab".repeat(32)}:0`], utxoCallback: "https://vasp2.com/utxos" },
    payeeData: { identifier: "$bob@vasp2.com" },
  },
  postTransactionCallback: {
    utxos: [{ utxo: `${"ab".repeat(32)}:1`, amountMsats: 23_400_000n }],
    vaspDomain: "vasp1.com",
    transactionStatus: "FAILED",
    errorCode: "INTERNAL_ERROR",
    errorReason: "no route",
    ...signed,
  },
} as const satisfies {
  lnurlpRequest: LnurlpRequest;
  lnurlpResponse: LnurlpResponse;
  payRequest: PayRequest;
  payResponse: CurrentPayResponse;
  oldPayResponse: OldPayResponse;
  postTransactionCallback: PostTransactionCallback;
};

/** Messages with hardly more than there has to be, before they are signed. */
export const unsignedPaySamples = {
  lnurlpRequest: {
    receiverAddress: "$bob@vasp2.com",
    vaspDomain: "vasp1.com",
    umaVersion: "1.0",
    isSubjectToTravelRule: true,
  },
  lnurlpResponse: {
    ...paySamples.lnurlpResponse,
    compliance: { kycStatus: "VERIFIED", isSubjectToTravelRule: true, receiverIdentifier: "$bob@vasp2.com" },
  },
  payRequest: {
    umaMajorVersion: 1,
    convert: "USD",
    amount: { value: 1000n, currency: "USD" },
    payerData: { identifier: "$alice@vasp1.com", compliance: { kycStatus: "VERIFIED", utxos: [] } },
  },
  payResponse: {
    ...paySamples.payResponse,
    payeeData: { identifier: "$bob@vasp2.com", compliance: { utxos: [] } },
  },
  postTransactionCallback: {
    utxos: paySamples.postTransactionCallback.utxos,
    vaspDomain: "vasp2.com",
  },
} as const satisfies {
  lnurlpRequest: Parameters<typeof signLnurlpRequest>[0];
  lnurlpResponse: Parameters<typeof signLnurlpResponse>[0];
  payRequest: UnsignedPayRequest;
  payResponse: UnsignedPayResponse;
  postTransactionCallback: Parameters<typeof signPostTransactionCallback>[0];
};
