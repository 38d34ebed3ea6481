import type { LightningNode } from "./node.js";

/** What something did to the money, by the nodes' own account: millisatoshi. */
export type Moved<Result> = {
  readonly result: Result;
  /** What the payer has less. */
  readonly paidMsat: bigint;
  /** What the payee has more. */
  readonly receivedMsat: bigint;
  /** How many payments the payer's node was told to make, whatever came of them. */
  readonly payments: number;
};

/** Does something, and looks at both nodes before, and after once nothing is in flight. */
export async function moved<Result>(
  { alice, bob }: { readonly alice: LightningNode; readonly bob: LightningNode },
  act: () => Promise<Result>,
): Promise<Moved<Result>> {
  const look = async () => ({
    alice: await alice.balanceMsat(),
    bob: await bob.balanceMsat(),
    payments: (await alice.payments()).length,
  });
  const before = await look();
  const result = await act();
  const after = await look();
  return {
    result,
    paidMsat: before.alice - after.alice,
    receivedMsat: after.bob - before.bob,
    payments: after.payments - before.payments,
  };
}
