// Writes .br and .gz beside what compresses well, so that no server has to do it for each visitor.

import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const FOLDER = "dist";
const COMPRESSIBLE = /\.(js|css|svg|json|txt)$/;
// Below one packet there is nothing to win.
const MIN_BYTES = 1_400;
// Of 11: the last two steps take ten times as long for two per cent.
const BROTLI_QUALITY = 9;

async function compress(path) {
  const data = readFileSync(path);
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY };
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(data, { params }),
    promisify(gzip)(data, { level: 9 }),
  ]);
  writeFileSync(`${path}.br`, br);
  writeFileSync(`${path}.gz`, gz);
}

const files = readdirSync(FOLDER, { recursive: true })
  .map((name) => join(FOLDER, name))
  .filter((path) => COMPRESSIBLE.test(path) && !path.includes(".vite"))
  .filter((path) => statSync(path).size >= MIN_BYTES);
for (const path of files) await compress(path);
console.log(`compressed ${files.length} files`);
