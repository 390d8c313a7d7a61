/** Builds the product once for all page tests, beside what `npm run build` makes. */

import { build } from "vite";

export const FOLDER = "node_modules/.cache/pages";

export default async function buildPages(): Promise<void> {
  // Vitest's own mode would be taken for the build's, and leave React's development half in it.
  process.env.NODE_ENV = "production";
  await build({ logLevel: "warn", mode: "production", build: { outDir: FOLDER } });
}
