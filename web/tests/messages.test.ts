import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { en, PARTS_EN, PARTS_ZH, zh } from "@/i18n/messages";

/** `a.b.c` of every text, with the text; a list counts as one. */
function flatten(tree: object, prefix = ""): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const path = prefix === "" ? key : `${prefix}.${key}`;
    if (typeof value === "string") texts.set(path, value);
    else if (Array.isArray(value)) texts.set(path, value.join("\n"));
    else for (const [inner, text] of flatten(value as object, path)) texts.set(inner, text);
  }
  return texts;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(vue|ts)$/.test(name) && !name.startsWith("i18n") && !/messages\.(zh|en)\.ts$/.test(name) && !name.endsWith("schema.ts"))
    .map((name) => readFileSync(join(folder, name), "utf8"));
}

const files = sources(join(import.meta.dirname, "../src"));
const code = files.join("\n");
const chinese = flatten(zh);
const english = flatten(en);

/** Keys written out, in calls or in tables of labels. */
const literal = new Set([...code.matchAll(/["'`]([a-z][A-Za-z]*(?:\.[A-Za-z0-9_]+)+)["'`]/g)].map((match) => match[1] ?? ""));
/** Beginnings of keys that are put together: `problem.advice.${code}`. */
const prefixes = [...code.matchAll(/`([a-z][A-Za-z]*(?:\.[A-Za-z0-9_]+)*\.)\$\{/g)].map((match) => match[1] ?? "");
const called = [...code.matchAll(/\b(?:t|tm)\(\s*["']([^"']+)["']/g)].map((match) => match[1] ?? "");

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "").sort();
}

describe("messages", () => {
  it("of two areas never share a first name, where one would hide the other", () => {
    for (const parts of [PARTS_ZH, PARTS_EN]) {
      const names = parts.flatMap((part) => Object.keys(part));
      expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    }
  });

  it("are the same in both languages", () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
  });

  it("take the same values in both languages", () => {
    for (const [key, text] of chinese) expect([key, placeholders(english.get(key) ?? "")]).toEqual([key, placeholders(text)]);
  });

  it("are translated", () => {
    const han = /\p{Script=Han}/u;
    expect([...english].filter(([, text]) => han.test(text)).map(([key]) => key)).toEqual([]);
    expect([...chinese].filter(([, text]) => !han.test(text) && /[a-z]{2}/i.test(text.replaceAll(/\{\w+\}/g, ""))).map(([key]) => key)).toEqual([]);
  });

  it("exist where the pages ask for them", () => {
    expect(called.length).toBeGreaterThan(100);
    expect(called.filter((key) => !chinese.has(key))).toEqual([]);
    for (const prefix of prefixes) expect([prefix, [...chinese.keys()].some((key) => key.startsWith(prefix))]).toEqual([prefix, true]);
  });

  it("are all asked for", () => {
    const used = (key: string) => literal.has(key) || prefixes.some((prefix) => key.startsWith(prefix));
    expect([...chinese.keys()].filter((key) => !used(key))).toEqual([]);
  });

  it("are not written into the pages", () => {
    const templates = files.map((file) => (/<template>[\s\S]*<\/template>/.exec(file)?.[0] ?? "").replaceAll(/<!--[\s\S]*?-->/g, ""));
    const han = templates.flatMap((template) => template.match(/\p{Script=Han}+/gu) ?? []);
    expect(han).toEqual(["中文"]); // the language switch names the other language in itself
  });
});
