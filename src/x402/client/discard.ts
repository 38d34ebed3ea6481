/** Drops what is left of a response that nobody will read, whatever implementation made it. */
export function discard(response: Response): void {
  drop(response).catch(() => undefined);
}

async function drop(response: Response): Promise<void> {
  const stream = response.body as DroppableBody | null;
  await (stream?.cancel ? stream.cancel() : stream?.destroy?.());
}

/** A stream of the Web, or of Node.js. */
type DroppableBody = { readonly cancel?: () => unknown; readonly destroy?: () => unknown };
