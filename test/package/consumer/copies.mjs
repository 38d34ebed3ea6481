import { createRequire } from "node:module";
import { compareCopies } from "./compareCopies.cjs";

const load = { import: (name) => import(name), require: createRequire(import.meta.url) };
console.log(JSON.stringify(await compareCopies(JSON.parse(process.argv[2]), load)));
