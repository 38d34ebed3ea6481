import { invalidField, invalidOption } from "../errors.js";
import { type Invalid, read, readList } from "../options.js";
import { format } from "./format.js";

/** UMA versions, `major.minor` joined with commas. */
export const umaVersions = /* @__PURE__ */ (() => {
  const number = "(?:0|[1-9]\\d{0,8})";
  return format(
    "versions (major.minor, joined with commas)",
    `${number}\\.${number}(?:,${number}\\.${number})*`,
  );
})();

/** The version that is spoken here of each major one. */
export const spokenVersions = { 0: "0.3", 1: "1.0" } as const;

/**
 * Reads the major versions that a caller wants spoken.
 *
 * @throws UmaInvoiceError `INVALID_OPTION`
 */
export function readMajorVersions(majors: readonly (0 | 1)[]): readonly (0 | 1)[] {
  const expected = "[1], [0] or both";
  const list = readList(majors, "umaMajorVersions", expected, invalidOption);
  if (list.length > 0 && list.every((major) => major === 0 || major === 1)) return list;
  throw invalidOption("umaMajorVersions", expected, majors);
}

/**
 * Selects the highest UMA version that both sides support. Both name the highest minor version of
 * each major; all below it are supported too.
 *
 * @param invoice - the invoice
 * @param supported - the payer's versions: `["0.3", "1.0"]`
 * @returns the version, or `undefined` if there is none in common
 * @throws UmaInvoiceError `INVALID_FIELD` if the invoice is no object, or its versions are not `major.minor`;
 * `INVALID_OPTION` if the payer's are not
 * @see UMAD-09, `umaVersions`
 *
 * @example
 * ```ts
 * selectUmaVersion({ umaVersions: "0.3,1.2" }, ["0.3", "1.1", "2.0"]); // "1.1"
 * ```
 */
export function selectUmaVersion(
  invoice: { readonly umaVersions: string },
  supported: readonly string[],
): string | undefined {
  const known = readList(supported, "supported", "an array of versions", invalidOption);
  for (const version of known)
    if (typeof version !== "string") throw invalidOption("supported", umaVersions.expected, version);
  const ours = highestMinors(known.join(","), "supported", invalidOption);
  const theirs = highestMinors(
    read(invoice, "invoice", "umaVersions").umaVersions,
    "umaVersions",
    invalidField,
  );
  const common = [...ours.keys()].filter((major) => theirs.has(major));
  if (common.length === 0) return undefined;
  const major = Math.max(...common);
  return `${major}.${Math.min(ours.get(major)!, theirs.get(major)!)}`;
}

function highestMinors(versions: string, name: string, invalid: Invalid): Map<number, number> {
  if (typeof versions !== "string" || !umaVersions.test(versions))
    throw invalid(name, umaVersions.expected, versions);
  const minors = new Map<number, number>();
  for (const version of versions.split(",")) {
    const [major, minor] = version.split(".").map(Number) as [number, number];
    minors.set(major, Math.max(minor, minors.get(major) ?? 0));
  }
  return minors;
}
