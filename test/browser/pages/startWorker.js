import { show } from "./show.js";

const worker = new Worker("worker.js", { type: "module" });
worker.addEventListener("message", ({ data }) => show(data));
