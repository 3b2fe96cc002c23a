/** Read aloud and typed once: without characters that look alike. */
const SIGNS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const GROUPS = 4;
const GROUP = 4;

/** A password of four groups of four, some 93 bits, that meets the rules for passwords: letters or digits, and hyphens. */
export function generatedPassword(): string {
  const groups: string[] = [];
  for (let i = 0; i < GROUPS; ++i) {
    let group = "";
    while (group.length < GROUP) {
      const [drawn = 0] = crypto.getRandomValues(new Uint8Array(1));
      const fair = Math.floor(256 / SIGNS.length) * SIGNS.length; // beyond it some signs would come more often
      if (drawn < fair) group += SIGNS[drawn % SIGNS.length];
    }
    groups.push(group);
  }
  return groups.join("-");
}
