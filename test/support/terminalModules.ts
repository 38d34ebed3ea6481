const halves: { readonly [block: string]: readonly [boolean, boolean] } = {
  " ": [false, false],
  "▄": [false, true],
  "▀": [true, false],
  "█": [true, true],
};

/**
 * Reads the modules of a QR code back from lines of half blocks as a reader sees them.
 *
 * @param isInkDark - whether the ink is dark on light, or light on dark
 */
export function terminalModules(lines: string, isInkDark: boolean): boolean[][] {
  const blocks = lines
    .slice(0, -1)
    .split("\n")
    .map((line) => [...line].map((block) => halves[block]!));
  return blocks.flatMap((line) => [0, 1].map((half) => line.map((block) => block[half] === isInkDark)));
}
