// Draws every *.pikchr in this folder as an SVG of the same name: node docs/images/render.mjs
// Pikchr does the layout. This program adds a title and a description for screen readers, a generic
// font, a size, and a panel behind the picture. In dark mode, the panel turns dark and each color keeps
// its hue. Circles are canaries, which stay light.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PIKCHR = "pikchr-js@0.1.4";
const PADDING = 20;
const here = dirname(fileURLToPath(import.meta.url));

const xml = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Returns the text of the comment line "# name: text". */
function comment(source, name) {
  const found = source.match(new RegExp(`^# ${name}: (.+)$`, "m"));
  if (!found) throw new Error(`the source must have a line "# ${name}: …"`);
  return xml(found[1]);
}

function draw(source) {
  const drawn = execFileSync("npx", ["--yes", PIKCHR, "-"], { input: source, encoding: "utf8" });
  const [, width, height, shapes] =
    drawn.match(/viewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*>([\s\S]*)<\/svg>/) ?? [];
  if (!shapes) throw new Error(`Pikchr drew nothing:\n${drawn}`);
  const w = Math.ceil(Number(width) + 2 * PADDING);
  const h = Math.ceil(Number(height) + 2 * PADDING);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img" aria-labelledby="title desc" font-family="sans-serif" font-size="18">
<title id="title">${comment(source, "title")}</title>
<desc id="desc">${comment(source, "desc")}</desc>
<style>@media (prefers-color-scheme: dark) { svg, circle { filter: invert(0.92) hue-rotate(180deg) } }</style>
<rect x="0.5" y="0.5" width="${w - 1}" height="${h - 1}" rx="12" fill="#ffffff" stroke="#cbd5e1"/>
<g transform="translate(${PADDING} ${PADDING})">${shapes.trimEnd()}
</g>
</svg>
`;
}

for (const file of readdirSync(here).filter((name) => name.endsWith(".pikchr"))) {
  const picture = file.replace(/\.pikchr$/, ".svg");
  writeFileSync(join(here, picture), draw(readFileSync(join(here, file), "utf8")));
  console.log(picture);
}
