import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";

// Playwright's own download is not to be had everywhere: the system's browser is used.
const CHROMIUM = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          environment: "node",
        },
      },
      {
        test: {
          name: "pages",
          include: ["test/pages/**/*.test.ts"],
          environment: "node",
          globalSetup: "test/pages/build.ts",
          // Each waits for a page with Monaco, on machines with two cores.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // One browser at a time.
          fileParallelism: false,
        },
      },
      {
        // Found by the first run otherwise, which would then reload in the middle of a test.
        optimizeDeps: {
          include: ["yjs", "y-protocols/awareness", "zod/mini", "lib0/decoding", "lib0/encoding"],
          exclude: ["monaco-editor"],
        },
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          // The fuzz does thousands of edits in a real editor.
          testTimeout: 120_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            api: { host: "127.0.0.1" },
            provider: playwright({
              launchOptions: {
                executablePath: CHROMIUM,
                args: [
                  "--no-sandbox",
                  "--disable-background-networking",
                  "--disable-component-update",
                  "--disable-sync",
                ],
              },
            }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
});
