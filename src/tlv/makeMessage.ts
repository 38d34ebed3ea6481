import { isInteger } from "./kind.js";
import type { Fields, Layout, Message, PlannedField } from "./message.js";

/** Declares a message of fields whose names and tags have been checked. */
export function makeMessage<const F extends Fields>(fields: F): Message<F> {
  const all: PlannedField[] = [];
  const layout = layOut(fields, "", all);
  const integers = all.filter(({ kind }) => isInteger(kind));
  return { fields, plan: { ...layout, slots: all.map(() => 0), integers } };
}

/** @param all - gets all fields, those inside first */
function layOut(fields: Fields, prefix: string, all: PlannedField[]): Layout {
  const names = Object.keys(fields);
  const byTag = Array<PlannedField | null>(256).fill(null);
  const planned = names.map((name) => {
    const { tag, kind, required } = fields[name]!;
    const path = prefix + name;
    const inside = kind.type === "nested" ? layOut(kind.message.fields, `${path}.`, all) : undefined;
    const field = { name, path, tag, kind, required, slot: all.length, inside };
    all.push(field);
    return (byTag[tag] = field);
  });
  return { names, fields: planned, byTag };
}
