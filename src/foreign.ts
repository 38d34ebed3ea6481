/**
 * Names a text that is no UMA invoice for what it is, so that whoever pasted it need not guess.
 *
 * @returns `undefined` if it is nothing that is known here
 */
export function foreignName(text: string): string | undefined {
  // Nothing that is known here is told by more, and patterns take their time on what is long.
  const start = text.trim().slice(0, 512);
  const link = start.replace(/^lightning:(?:\/\/)?/i, "");
  return foreign.find(([pattern]) => pattern.test(link))?.[1];
}

/** What people paste where an invoice is expected, by how it begins or looks, from the most to the least telling. */
const foreign: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^ln(?:bcrt|bc|tbs|tb|sb)\d*[munp]?1/i, "a Lightning invoice (BOLT 11)"],
  [/^lno1/i, "a Lightning offer (BOLT 12)"],
  [/^ln[ir]1/i, "a Lightning invoice or invoice request (BOLT 12)"],
  [/^lnurl1/i, "an LNURL (LUD-01)"],
  [/^(?:lnurl[pwc]|keyauth):/i, "an LNURL (LUD-17)"],
  [/^(?:bitcoin:)?(?:bc|tb|bcrt)1[a-z\d]{6,}/i, "a Bitcoin address"],
  [/^(?:bitcoin:)?[13][1-9A-HJ-NP-Za-km-z]{25,34}(?:\?.*)?$/, "a Bitcoin address"],
  [/^bitcoin:/i, "a Bitcoin link (BIP-21)"],
  [/^(?:nsec|npub|note|nevent|nprofile)1/i, "a Nostr entity (NIP-19)"],
  [/^nostr\+walletconnect:/i, "a wallet connection (NIP-47)"],
  [/^\$[^\s@]+@[^\s@]+$/, "an UMA address, which no invoice comes with"],
  [/^[^\s@$]+@[^\s@]+\.[^\s@]+$/, "an address, of e-mail or Lightning"],
];
