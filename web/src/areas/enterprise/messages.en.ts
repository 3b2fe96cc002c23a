import type { Messages } from "./messages.zh";

const en: Messages = {};

export default en;
