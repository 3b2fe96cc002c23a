import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";

import { describe, expect, it } from "vitest";

interface Chunk {
  file: string;
  css?: string[];
  imports?: string[];
}

const root = join(import.meta.dirname, "..");
const manifest = JSON.parse(readFileSync(join(root, "../build/web-manifest.json"), "utf8")) as Record<string, Chunk>;

/** The files that a browser fetches for these chunks, with all they import. */
function filesOf(names: string[], seen = new Set<string>()): Set<string> {
  const files = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) continue;
    seen.add(name);
    const chunk = manifest[name];
    if (chunk === undefined) throw new Error(`the bundle has no ${name}`);
    files.add(chunk.file);
    for (const file of chunk.css ?? []) files.add(file);
    for (const file of filesOf(chunk.imports ?? [], seen)) files.add(file);
  }
  return files;
}

function gzippedBytes(file: string): number {
  return gzipSync(readFileSync(join(root, "dist", file)), { level: 9 }).length;
}

/** The text of all files of the bundle with that ending. */
function textOf(ending: string): string {
  const names = dist.filter((name) => name.endsWith(ending));
  return names.map((name) => readFileSync(join(root, "dist", name), "utf8")).join("\n");
}

/** What matches, short enough to be shown when it should not be there. */
function found(text: string, pattern: RegExp): string[] {
  return text.match(pattern) ?? [];
}

const dist = readdirSync(join(root, "dist"), { recursive: true, encoding: "utf8" });
const FIRST_LOAD_MOST_BYTES = 250_000;

describe("the bundle", () => {
  it("needs no more than 250 kB gzipped until the own list is shown after logging in", () => {
    const files = filesOf(["index.html", "src/areas/home/LoginView.vue", "src/areas/home/TasksView.vue"]);
    const bytes = [...files].reduce((sum, file) => sum + gzippedBytes(file), gzippedBytes("index.html"));
    console.log(`first load: ${files.size} files, ${(bytes / 1000).toFixed(1)} kB gzipped`);
    expect(bytes).toBeGreaterThan(50_000); // it really was measured
    expect(bytes).toBeLessThanOrEqual(FIRST_LOAD_MOST_BYTES);
  });

  it("names files by their content, so that they can be cached for ever", () => {
    const assets = dist.filter((name) => name.startsWith("assets/"));
    expect(assets.length).toBeGreaterThan(10);
    for (const name of assets) expect(name).toMatch(/^assets\/[\w.-]+-[\w-]{8}\.(js|css)(\.gz|\.br)?$/);
  });

  it("carries compressed copies of the same content", () => {
    const copies = dist.filter((name) => name.endsWith(".gz"));
    expect(copies.length).toBeGreaterThan(10);
    for (const copy of copies) {
      const path = join(root, "dist", copy);
      expect(gunzipSync(readFileSync(path)).equals(readFileSync(path.replace(/\.gz$/, "")))).toBe(true);
    }
  });

  it("runs under a content security policy of 'self': nothing inline, nothing from elsewhere but images in data: URLs", () => {
    const page = readFileSync(join(root, "dist/index.html"), "utf8");
    expect(found(page, /<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|(?:src|href)="(?:https?:)?\/\//g)).toEqual([]);
    expect(found(textOf(".css"), /url\((?!#|"?data:image)[^)]{0,40}|@import/g)).toEqual([]);
  });

  it("calls nothing newer than Chrome 87", () => {
    const code = textOf(".js");
    expect(found(code, /\bstatic\s*\{/g)).toEqual([]); // class static blocks: 94
    // Vue's reactive arrays name the newer methods, but only pass calls on.
    const ownCalls = code.replaceAll(/\w+\(\w*\)\{return \w+\(this[^}]*\}/g, "");
    expect(found(ownCalls, /.{0,30}(?:\.(?:findLast|findLastIndex|toSorted|toReversed)|[\w)\]]\.at|\bstructuredClone|\bObject\.hasOwn)\(/g)).toEqual([]);
  });
});
