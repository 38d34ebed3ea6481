/** Drops what is left of a response that nobody will read. */
export function discard(response: Response): void {
  response.body?.cancel().catch(() => undefined);
}
