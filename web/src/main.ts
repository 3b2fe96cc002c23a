import "element-plus/theme-chalk/base.css";
import "@/styles/theme.css";
import "@/styles/base.css";

import { createPinia } from "pinia";
import { createApp } from "vue";

import App from "@/App.vue";
import { currentLanguage, i18n, setLanguage } from "@/i18n";
import { router } from "@/router";

setLanguage(currentLanguage());
createApp(App).use(createPinia()).use(i18n).use(router).mount("#app");
