import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

// Absolute asset paths: pages live at real paths of any depth (`/lineages/…/passage`), so a
// relative path would break there. Every asset has its hash in its name and can be cached for ever.
export default defineConfig({
  base: "/",
  plugins: [svelte()],
  build: {
    target: "es2022",
    outDir: "dist",
    emptyOutDir: true,
    // No inlined data: URLs and no preload polyfill, so that `script-src 'self'` suffices.
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: true,
  },
  server: {
    port: 5173,
    // `npm run mock` serves the fictional archive here; point it at a real server if you like.
    proxy: { "/api": process.env["THROUGHLINE_URL"] ?? "http://127.0.0.1:5180" },
  },
  test: { include: ["tests/unit/**/*.test.ts"], environment: "node" },
});
