export interface Tile {
  code: string;
  column: number;
  row: number;
}

/** Where areas lie to one another, roughly: north is up. Others than these stand in rows, in the register's order. */
const KNOWN: Record<string, [column: number, row: number]> = {
  "140521": [0, 0],
  "140581": [2, 0],
  "140524": [3, 0],
  "140522": [0, 1],
  "140502": [1, 1],
  "140571": [2, 1],
  "140525": [3, 1],
};
const COLUMNS = 4;

export function tilesOf(codes: string[]): Tile[] {
  if (codes.every((code) => KNOWN[code] !== undefined)) {
    return codes.map((code) => ({ code, column: KNOWN[code]?.[0] ?? 0, row: KNOWN[code]?.[1] ?? 0 }));
  }
  return codes.map((code, at) => ({ code, column: at % COLUMNS, row: Math.floor(at / COLUMNS) }));
}

/** Five shades from light to dark for a share of 0 … 1; text on them keeps its contrast. */
export const SHADES = ["#e3eef2", "#b9d6df", "#7fb3c4", "#3d8aa3", "#14566d"] as const;

export function shadeOf(share: number | null): { fill: string; ink: string } {
  if (share === null) return { fill: "#f2f4f7", ink: "#566070" };
  const step = Math.min(SHADES.length - 1, Math.floor(Math.max(0, share) * SHADES.length));
  return { fill: SHADES[step] ?? SHADES[0], ink: step >= 3 ? "#ffffff" : "#1d232c" };
}
