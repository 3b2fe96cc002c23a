import { createI18n } from "vue-i18n";

import { en, zh } from "./messages";

export type Language = "zh" | "en";
const STORED = "jiedui.language";

function storedLanguage(): Language {
  try {
    return window.localStorage.getItem(STORED) === "en" ? "en" : "zh";
  } catch {
    return "zh"; // storage may be switched off
  }
}

export const i18n = createI18n({
  legacy: false,
  locale: storedLanguage(),
  fallbackLocale: "zh",
  messages: { zh, en },
});

export function currentLanguage(): Language {
  return i18n.global.locale.value as Language;
}

export function setLanguage(language: Language): void {
  i18n.global.locale.value = language;
  document.documentElement.lang = language === "en" ? "en" : "zh-CN";
  try {
    window.localStorage.setItem(STORED, language);
  } catch {
    // the choice then lasts for this visit only
  }
}
