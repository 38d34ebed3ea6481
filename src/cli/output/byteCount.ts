/** How many bytes there are, in words. */
export function byteCount(length: number): string {
  return `${length} ${length === 1 ? "byte" : "bytes"}`;
}
