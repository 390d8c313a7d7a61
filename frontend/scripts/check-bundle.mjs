// Holds each page's first JavaScript to its limit, and Monaco out of it; reads Vite's manifest.

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const KB = 1000;
const MONACO = "src/editor/monaco.chunk.ts";
const PAGES = [
  { name: "Home", entries: ["index.html"], limit: 115 * KB },
  {
    name: "Room analytics",
    entries: ["index.html", "src/routes/analytics.tsx"],
    limit: 120 * KB,
  },
  { name: "Room, before Monaco", entries: ["index.html", "src/routes/room.tsx"], limit: 200 * KB },
];

const manifest = JSON.parse(readFileSync("dist/.vite/manifest.json", "utf8"));

/** All chunks that a browser must have before these entries run. */
function staticClosure(keys, found = new Set()) {
  for (const key of keys) {
    if (found.has(key)) continue;
    if (!manifest[key])
      throw new Error(`The manifest has no ${key}: was it renamed, or made part of another chunk?`);
    found.add(key);
    staticClosure(manifest[key].imports ?? [], found);
  }
  return found;
}

const monacoChunks = [...staticClosure([MONACO])];
const monaco = new Set(monacoChunks.filter((key) => isMonacoOnly(key)));

/** Shared helpers may sit in Monaco's closure; its own chunk is what must not be preloaded. */
function isMonacoOnly(key) {
  return key === MONACO || readFileSync(`dist/${manifest[key].file}`).length > 500 * KB;
}

let failed = false;
for (const { name, entries, limit } of PAGES) {
  const closure = [...staticClosure(entries)];
  const files = closure.map((key) => manifest[key].file).filter((file) => file.endsWith(".js"));
  const size = files.reduce((sum, file) => sum + gzipSync(readFileSync(`dist/${file}`)).length, 0);
  const strays = closure.filter((key) => monaco.has(key));
  const ok = size <= limit && strays.length === 0;
  failed ||= !ok;
  console.log(
    `${ok ? "ok  " : "FAIL"} ${name}: ${(size / KB).toFixed(1)} of ${limit / KB} kB gzipped in ${files.length} files` +
      (strays.length > 0 ? `, with Monaco by ${strays.join(", ")}` : ""),
  );
}
process.exitCode = failed ? 1 : 0;
