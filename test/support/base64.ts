/** The base64 of text in UTF-8, of bytes, or of a value as JSON. */
export function base64(value: unknown): string {
  const bytes = value instanceof Uint8Array || typeof value === "string" ? value : JSON.stringify(value);
  return Buffer.from(bytes).toString("base64");
}

/** The JSON value behind base64. */
export function fromBase64(text: string): unknown {
  return JSON.parse(Buffer.from(text, "base64").toString());
}
