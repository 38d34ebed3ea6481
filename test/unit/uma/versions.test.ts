import { describe, expect, test } from "vitest";
import { selectUmaVersion } from "../../../src/index.js";
import { expectRefusal } from "../../support/expectRefusal.js";

describe("the highest version that both support", () => {
  test.each<[string, string[], string | undefined]>([
    ["1.0", ["1.0"], "1.0"],
    ["0.3,1.0", ["0.3", "1.0"], "1.0"],
    ["0.3,1.0", ["0.3"], "0.3"],
    ["0.3", ["0.3", "1.0"], "0.3"],
    ["0.3,1.2", ["1.1"], "1.1"],
    ["0.3,1.1", ["1.2"], "1.1"],
    ["1.0,0.3", ["1.0", "0.3"], "1.0"],
    ["1.0", ["2.0", "0.3"], undefined],
    ["0.3", ["1.0"], undefined],
    ["1.10,2.9", ["2.10", "10.0"], "2.9"],
    ["10.0,9.0", ["9.5", "10.1"], "10.0"],
    ["1.0,1.3,1.2", ["1.1", "1.9", "1.4"], "1.3"],
    ["0.0", ["0.0"], "0.0"],
  ])("theirs %s, ours %j: %s", (umaVersions, supported, expected) => {
    expect(selectUmaVersion({ umaVersions }, supported)).toBe(expected);
  });
});

describe("refuses", () => {
  test.each<[string[]]>([[["1"]], [["1.0", "x"]], [["v1.0"]], [["1.0 "]], [[""]]])(
    "%j for ours",
    (supported) => {
      expectRefusal(() => selectUmaVersion({ umaVersions: "1.0" }, supported), {
        code: "INVALID_OPTION",
        field: "supported",
        says: ["supported: expected ", "major.minor"],
      });
    },
  );

  test.each([undefined, null, "1.0", {}])("%j for ours", (supported) => {
    expectRefusal(() => selectUmaVersion({ umaVersions: "1.0" }, supported as unknown as string[]), {
      code: "INVALID_OPTION",
      field: "supported",
      says: ["supported: expected an array"],
    });
  });

  test.each([undefined, "", "1", "1.0,", "1.0;2.0"])("%j for theirs", (umaVersions) => {
    expectRefusal(() => selectUmaVersion({ umaVersions: umaVersions as string }, ["1.0"]), {
      code: "INVALID_FIELD",
      field: "umaVersions",
      says: ["umaVersions: expected ", "major.minor"],
    });
  });
});
