/**
 * A decoder for text whose first bytes are these: UTF-8, or UTF-16 where a byte order mark says so, as
 * PowerShell writes it. The mark is no part of the text.
 */
export function decoderFor([first, second]: Uint8Array, options?: TextDecoderOptions): TextDecoder {
  return new TextDecoder(first === 0xff && second === 0xfe ? "utf-16le" : "utf-8", options);
}

/**
 * The text of a file.
 *
 * @param options - `fatal` for text in which nothing may be replaced
 * @throws TypeError if it is fatal and there are bytes that are no text
 */
export function textOf(bytes: Uint8Array, options?: TextDecoderOptions): string {
  return decoderFor(bytes, options).decode(bytes);
}
