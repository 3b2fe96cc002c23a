import type { AnyRecord, Sector } from "@/api/types";

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** The programme sectors that a helper's record names, by their own codes or by GB/T 4754 codes of theirs. */
export function sectorsOf(record: AnyRecord, programme: readonly { code: string }[], sectors: readonly Sector[]): string[] {
  const found = texts(record.sectors).flatMap((code) => {
    if (programme.some((sector) => sector.code === code)) return [code];
    const known = sectors.find((sector) => sector.code === code);
    if (known !== undefined && known.programme_sector !== "") return [known.programme_sector];
    return sectors.filter((sector) => sector.code.startsWith(code) && sector.programme_sector !== "").map((sector) => sector.programme_sector);
  });
  return [...new Set(found)];
}

/** What a helper would search needs by: the first of its fields of work. */
export function wordsOf(record: AnyRecord): string {
  return texts(record.fields)[0] ?? "";
}
