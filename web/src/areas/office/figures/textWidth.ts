const HAN = /[\u2e80-\u9fff\uff00-\uffef]/u;
/** Of the letter's height, about: what a Chinese character and what a Latin letter take. */
const WIDE = 1;
const NARROW = 0.56;

/** How wide a text becomes at that size, near enough to leave room for it before it is drawn. */
export function textWidth(text: string, size: number): number {
  return [...text].reduce((sum, letter) => sum + (HAN.test(letter) ? WIDE : NARROW), 0) * size;
}
