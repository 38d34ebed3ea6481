import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

type NostrEvent = {
  readonly id: string;
  readonly kind: number;
  readonly pubkey: string;
  readonly created_at: number;
  readonly tags: readonly (readonly string[])[];
};
type Filter = { readonly [name: string]: readonly unknown[] | number | undefined };

function fits(event: NostrEvent, filter: Filter): boolean {
  const has = (wanted: unknown, found: readonly unknown[]) =>
    !Array.isArray(wanted) || wanted.some((value) => found.includes(value));
  return (
    has(filter.ids, [event.id]) &&
    has(filter.kinds, [event.kind]) &&
    has(filter.authors, [event.pubkey]) &&
    (typeof filter.since !== "number" || event.created_at >= filter.since) &&
    Object.entries(filter)
      .filter(([name]) => name.startsWith("#"))
      .every(([name, wanted]) =>
        has(
          wanted,
          event.tags.filter(([tag]) => tag === name.slice(1)).map(([, value]) => value),
        ),
      )
  );
}

/** A relay of nostr (NIP-01) on loopback, as far as Nostr Wallet Connect needs one. */
export async function startRelay() {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await new Promise((resolve) => server.once("listening", resolve));
  const events: NostrEvent[] = [];
  const subscriptions = new Map<WebSocket, Map<string, readonly Filter[]>>();
  /** Whether events get through. */
  let isOpen = true;

  function send(socket: WebSocket, ...message: unknown[]): void {
    socket.send(JSON.stringify(message));
  }
  function receive(socket: WebSocket, [kind, first, ...rest]: [string, never, ...never[]]): void {
    const own = subscriptions.get(socket)!;
    if (kind === "CLOSE") own.delete(first);
    if (kind === "REQ") {
      own.set(first, rest);
      for (const event of events)
        if (rest.some((filter) => fits(event, filter))) send(socket, "EVENT", first, event);
      send(socket, "EOSE", first);
    }
    if (kind === "EVENT") {
      const event: NostrEvent = first;
      events.push(event);
      send(socket, "OK", event.id, true, "");
      if (!isOpen) return;
      for (const [other, filters] of subscriptions)
        for (const [name, wanted] of filters)
          if (wanted.some((filter) => fits(event, filter))) send(other, "EVENT", name, event);
    }
  }

  server.on("connection", (socket) => {
    subscriptions.set(socket, new Map());
    socket.on("close", () => subscriptions.delete(socket));
    socket.on("message", (data) => receive(socket, JSON.parse(String(data))));
  });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    letThrough(open: boolean) {
      isOpen = open;
    },
    async close() {
      for (const socket of server.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
