// Runs a program in a worker thread, with its arguments.
import { Worker } from "node:worker_threads";

const [program, ...argv] = process.argv.slice(2);
new Worker(new URL(program, import.meta.url), { argv });
