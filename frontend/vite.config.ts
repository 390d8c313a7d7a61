import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Where Django answers: `make dev` serves it there with the realtime server, on one port.
const SERVER = process.env.DJANGO_API ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  build: {
    manifest: true,
    // Monaco alone is larger than Vite's hint; scripts/check-bundle.mjs holds the real limits.
    chunkSizeWarningLimit: 4_000,
  },
  server: {
    host: "127.0.0.1",
    proxy: {
      "/api": { target: SERVER },
      "/ws": { target: SERVER, ws: true },
    },
  },
  preview: { host: "127.0.0.1" },
});
