/**
 * Whether the comment beside a value is right: bytes in hex, a date, plain text, or a literal of
 * JavaScript in which `…` stands for whatever is there. `undefined` if the comment is only words.
 */
export function saysSo(comment: string, actual: unknown): boolean | undefined {
  if (actual instanceof Uint8Array && /^[\da-f]{2}( [\da-f]{2})*$/.test(comment))
    return comment === Array.from(actual, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  if (actual instanceof Date) return actual.toISOString().startsWith(comment);
  // An explanation may follow, after a colon.
  const literal = parse(comment) ?? parse(comment.split(": ", 1)[0]!);
  if (literal && agrees(literal.value, actual)) return true;
  if (typeof actual === "string" && agrees(comment, actual)) return true;
  return literal && false;
}

function parse(literal: string): { readonly value: unknown } | undefined {
  try {
    return { value: new Function(`"use strict"; return (${literal});`)() };
  } catch {
    return undefined;
  }
}

function agrees(expected: unknown, actual: unknown): boolean {
  if (typeof expected === "string" && typeof actual === "string") {
    // A space stands for those that do not break, too.
    const pieces = expected
      .split("…")
      .map((piece) => piece.replace(/[^\w\s]/g, "\\$&").replace(/\s/g, "\\s"));
    return new RegExp(`^${pieces.join(".*")}$`, "s").test(actual);
  }
  if (typeof expected !== "object" || expected === null || typeof actual !== "object" || actual === null)
    return Object.is(expected, actual);
  const names = Object.keys(expected);
  return (
    names.length === Object.keys(actual).length &&
    names.every((name) =>
      agrees((expected as Record<string, unknown>)[name], (actual as Record<string, unknown>)[name]),
    )
  );
}
