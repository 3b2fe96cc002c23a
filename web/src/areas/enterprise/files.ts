import { CSRF_HEADER, csrfToken, loggedInAgain, ProblemError } from "@/api/client";
import type { EvidenceCategory, EvidenceFile, Problem } from "@/api/types";
import { formatNumber } from "@/lib/format";

/** What the service takes; it looks at the bytes itself, this only spares the way there. */
export const EVIDENCE_ENDINGS = [".pdf", ".jpg", ".jpeg", ".png", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx"];

export function hasEvidenceEnding(name: string): boolean {
  return EVIDENCE_ENDINGS.some((ending) => name.toLowerCase().endsWith(ending));
}

export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${formatNumber(Math.round(bytes / 102.4) / 10)} KB`;
  return `${formatNumber(Math.round(bytes / 104857.6) / 10)} MB`;
}

/**
 * The category that a file's name speaks of, most telling word first: names are what people have chosen already. What
 * each word means is data of the caller's language file.
 */
export function guessCategory(name: string, words: Partial<Record<EvidenceCategory, readonly string[]>>): EvidenceCategory {
  for (const [category, list] of Object.entries(words)) {
    if (list.some((word) => name.includes(word))) return category as EvidenceCategory;
  }
  return /\.(jpe?g|png)$/i.test(name) ? "photo" : "other";
}

function answerOf(request: XMLHttpRequest): unknown {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return null;
  }
}

/** fetch() tells nothing of what is on its way up, so this is the one request that is made otherwise. */
function send(address: string, file: File, progress: (share: number) => void): Promise<XMLHttpRequest> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader(CSRF_HEADER, csrfToken());
    request.upload.onprogress = (event) => progress(event.lengthComputable ? event.loaded / event.total : 0);
    request.onerror = () => reject(new ProblemError({ code: "network" }));
    request.onload = () => resolve(request);
    request.send(file);
  });
}

/** Hands a file in, saying how far it is; once more after a new login where the session had ended. */
export async function uploadEvidence(enterprise: string, category: EvidenceCategory, file: File, progress: (share: number) => void): Promise<EvidenceFile> {
  const query = new URLSearchParams({ enterprise, category, file_name: file.name });
  const address = `/api/v1/evidence_files?${query}`;
  let request = await send(address, file, progress);
  if (request.status === 401 && (await loggedInAgain())) request = await send(address, file, progress);
  const answer = answerOf(request);
  if (request.status === 201) return answer as EvidenceFile;
  throw new ProblemError((answer as Problem | null) ?? { code: request.status === 413 ? "too_large" : "unavailable", status: request.status });
}
