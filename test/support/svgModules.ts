/** Reads the modules of an SVG picture of a QR code back from its one path. */
export function svgModules(svg: string): boolean[][] {
  const size = Number(/ viewBox="0 0 (\d+) \1"/.exec(svg)![1]);
  const rows = Array.from({ length: size }, () => new Array<boolean>(size).fill(false));
  const [, path] = /<path d="([^"]*)"\/>/.exec(svg)!;
  for (const [, x, y, width] of path!.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g))
    rows[Number(y)]!.fill(true, Number(x), Number(x) + Number(width));
  return rows;
}
