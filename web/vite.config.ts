import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import vue from "@vitejs/plugin-vue";
import Components from "unplugin-vue-components/vite";
import { ElementPlusResolver } from "unplugin-vue-components/resolvers";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Smaller files are sent as they are: a compressed copy would save less than its header costs. */
const LEAST_COMPRESSED_BYTES = 1024;

/** Writes `.gz` and `.br` beside every text file of the bundle, for a server that sends them as they are. */
function precompress(): Plugin {
  let folder = "";
  return {
    name: "jiedui:precompress",
    apply: "build",
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    closeBundle() {
      for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
        if (!/\.(js|css|html|svg|json)$/.test(name)) continue;
        const path = join(folder, name);
        const bytes = readFileSync(path);
        if (bytes.length < LEAST_COMPRESSED_BYTES) continue;
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
        const quality = constants.BROTLI_MAX_QUALITY;
        const params = { [constants.BROTLI_PARAM_QUALITY]: quality };
        writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
      }
    },
  };
}

/** Takes the manifest, which tests read, out of the folder that is served. */
function moveManifest(): Plugin {
  let root = "";
  return {
    name: "jiedui:manifest",
    apply: "build",
    configResolved(config) {
      root = config.root;
    },
    closeBundle() {
      const target = join(root, "../build");
      mkdirSync(target, { recursive: true });
      renameSync(join(root, "dist/.vite/manifest.json"), join(target, "web-manifest.json"));
      rmSync(join(root, "dist/.vite"), { recursive: true });
    },
  };
}

export default defineConfig({
  plugins: [
    vue(),
    Components({
      dirs: [],
      dts: false,
      resolvers: [ElementPlusResolver({ importStyle: "css" })],
    }),
    moveManifest(),
    precompress(),
  ],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  define: {
    __VUE_OPTIONS_API__: true, // Element Plus' message and loading parts use it
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
    __INTLIFY_DROP_MESSAGE_COMPILER__: false,
    __INTLIFY_JIT_COMPILATION__: true, // no `new Function`: the page's CSP forbids it
  },
  build: {
    target: "chrome87", // intranet browsers run old Chromium
    outDir: "dist",
    manifest: true,
    assetsInlineLimit: 0, // no data: URLs, so that the CSP can stay at 'self'
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
  },
  server: {
    proxy: { "/api": process.env.JIEDUI_SERVICE ?? "http://127.0.0.1:8080" },
  },
  test: {
    environment: "happy-dom",
    include: ["tests/**/*.test.ts"],
    reporters: ["default", ["junit", { outputFile: "../build/web-junit.xml" }]],
    server: { deps: { inline: ["element-plus"] } },
  },
});
