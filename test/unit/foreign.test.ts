import { expect, test } from "vitest";
import { foreignName } from "../../src/foreign.js";

test.each([
  ["lnbc2500u1pvjluezpp5qqqsyqcyq5rqwzqf", "a Lightning invoice (BOLT 11)"],
  ["LNBC2500U1PVJLUEZPP5QQQSYQCYQ5RQWZQF", "a Lightning invoice (BOLT 11)"],
  ["lightning:lnbc1pvjluezpp5qqqsyqcyq5rqwzqf", "a Lightning invoice (BOLT 11)"],
  ["lntb20m1pvjluezpp5qqqsyqcyq5rqwzqf", "a Lightning invoice (BOLT 11)"],
  ["lnbcrt1pvjluezpp5qqqsyqcyq5rqwzqf", "a Lightning invoice (BOLT 11)"],
  ["lno1pgx9getnwss8vetrw3hhyuck", "a Lightning offer (BOLT 12)"],
  [
    "lni1qqgds4gweqxey37gexf5jus4kcrwuq3qqc3xu3s3rg94nj40zfsy866mhu5vxne6tcej5878k2mneuvgjy8s",
    "a Lightning invoice or invoice request (BOLT 12)",
  ],
  [
    "LNURL1DP68GURN8GHJ7UM9WFMXJCM99E3K7MF0V9CXJ0M385EKVCENXC6R2C35XVUKXEFCV5MKVV34X5EKZD3EV56NYD3HXQURZEPEXEJXXEPNXSCRVWFNV9NXZCN9XQ6XYEFHVGCXXCMYXYMNSERXFQ5FNS",
    "an LNURL (LUD-01)",
  ],
  ["lnurlp://vasp.com/.well-known/lnurlp/bob", "an LNURL (LUD-17)"],
  ["bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "a Bitcoin address"],
  ["1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "a Bitcoin address"],
  ["bitcoin:?pay=x", "a Bitcoin link (BIP-21)"],
  ["npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg", "a Nostr entity (NIP-19)"],
  ["nostr+walletconnect://b889ff?relay=wss://relay.example", "a wallet connection (NIP-47)"],
  [" $bob@vasp.com\n", "an UMA address, which no invoice comes with"],
  ["bob@vasp.com", "an address, of e-mail or Lightning"],
])("%s is named", (text, name) => {
  expect(foreignName(text)).toBe(name);
});

test.each(["", "uma1qqqqqq", "uma:uma1qqqqqq", "hello", "https://vasp.com/bob"])("%j is not", (text) => {
  expect(foreignName(text)).toBeUndefined();
});
