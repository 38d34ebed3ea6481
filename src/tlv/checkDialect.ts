import { invalidField } from "../invalidField.js";
import type { IntegerDialect } from "./IntegerDialect.js";

/** Refuses what is no dialect. */
export function checkDialect(integers: IntegerDialect): void {
  if (integers !== "binary" && integers !== "decimal")
    throw invalidField("integers", "binary or decimal", integers);
}
