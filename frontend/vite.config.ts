import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Where `make dev` serves Django and the realtime server, on one port.
const SERVER = "http://127.0.0.1:8000";

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
