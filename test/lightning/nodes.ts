import { describe, inject } from "vitest";
import { type LightningNode, lightningNode } from "./node.js";

/** Describes what two Lightning nodes with a channel between them do; skipped where there are none. */
export function describeWithNodes(
  name: string,
  tests: (nodes: { readonly alice: LightningNode; readonly bob: LightningNode }) => void,
): void {
  const nodes = inject("lightning");
  if (nodes)
    describe(name, () => tests({ alice: lightningNode(nodes.alice), bob: lightningNode(nodes.bob) }));
  else describe.skip(name, () => {});
}
