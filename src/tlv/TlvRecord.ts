/** A record on its own: a tag, 0 to 255, and a value of up to 255 bytes. */
export type TlvRecord = {
  readonly tag: number;
  readonly value: Uint8Array;
};
