import { connect, createServer, type Socket } from "node:net";

/** A proxy to a server on a socket, which loses replies. */
export type CuttingProxy = {
  /** Where it listens. */
  readonly socket: string;
  /** Says of which commands the reply is lost: they are forwarded, and the connection is cut when they are answered. */
  losesReplyTo: (command: string) => boolean;
  /** How many replies have been lost. */
  readonly lost: () => number;
  stop(): Promise<void>;
};

/** Puts a proxy before a server on a socket. */
export async function startCuttingProxy(socket: string, target: string): Promise<CuttingProxy> {
  const open = new Set<Socket>();
  let lost = 0;
  const server = createServer((client) => {
    const upstream = connect(target);
    let loses = false;
    for (const each of [client, upstream]) {
      open.add(each);
      each.on("error", () => {});
      each.on("close", () => {
        open.delete(each);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on("data", (bytes) => {
      loses = proxy.losesReplyTo(bytes.toString());
      upstream.write(bytes);
    });
    upstream.on("data", (bytes) => {
      if (!loses) {
        client.write(bytes);
        return;
      }
      lost++;
      client.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  const proxy: CuttingProxy = {
    socket,
    losesReplyTo: () => false,
    lost: () => lost,
    async stop() {
      for (const each of open) each.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}
