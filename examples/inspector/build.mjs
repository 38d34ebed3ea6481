import { copyFile, mkdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = new URL("./", import.meta.url);
const pathOf = (file) => fileURLToPath(new URL(file, here));

/**
 * Builds the page's static files into a folder. Any server of static files may serve them.
 *
 * @param {string} folder
 */
export async function buildInspector(folder) {
  await mkdir(folder, { recursive: true });
  await Promise.all([
    build({
      entryPoints: [pathOf("page/main.ts")],
      outfile: `${folder}/inspector.js`,
      bundle: true,
      minify: true,
      format: "iife",
      target: "es2022",
      legalComments: "eof",
      define: { SAMPLES: JSON.stringify(await samples()) },
    }),
    ...["index.html", "styles.css", "icon.svg"].map((file) => copyFile(pathOf(file), `${folder}/${file}`)),
  ]);
}

/** An invoice of each published SDK, one that has expired, and one with a wrong character. */
async function samples() {
  const keys = await read("keys.json");
  const sample = async (title, language, caseName) => {
    const invoices = await read(`${language}/invoices.json`);
    const { text, key } = invoices.find(({ name }) => name === caseName);
    return { title, text, publicKey: keys[key].publicKey };
  };
  const whole = await Promise.all([
    sample("JavaScript", "javascript", "every optional field"),
    sample("Python", "python", "currency ₹"),
    sample("Kotlin", "kotlin", "8 payer data options"),
    sample("Go", "go", "every optional field"),
    sample("Expired", "python", "expiration 65536"),
  ]);
  const [first] = whole;
  const at = 150;
  const wrong = first.text[at] === "q" ? "p" : "q";
  const text = first.text.slice(0, at) + wrong + first.text.slice(at + 1);
  return [...whole, { ...first, title: "One wrong character", text }];
}

async function read(path) {
  return JSON.parse(await readFile(new URL(`../../fixtures/${path}`, here), "utf8"));
}
