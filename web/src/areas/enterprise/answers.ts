import type { FieldFinding, Form, FormQuestion } from "@/api/types";

/** One row of a table while it is typed; `key` tells rows apart while they move. */
export interface DraftRow {
  key: number;
  cells: Record<string, string>;
}

/** A survey while it is filled in, by `part.question`: numbers stay text, so that nothing typed is lost. */
export interface Draft {
  texts: Record<string, string>;
  ticks: Record<string, string[]>;
  rows: Record<string, DraftRow[]>;
}

export type Cell = string | number;
export type AnswerRow = Record<string, Cell>;
export type Answers = Record<string, Record<string, Cell | string[] | AnswerRow[]>>;

/** Where and how what was typed cannot be an answer. */
export interface Fault {
  field: string;
  kind: "number" | "whole" | "low" | "high" | "long";
  limit: number;
}

const LONGEST = 4000;
export const MOST_ROWS = 200;
let keys = 0;

export function newRow(cells: Record<string, string> = {}): DraftRow {
  keys += 1;
  return { key: keys, cells };
}

export function isEmptyRow(row: DraftRow): boolean {
  return Object.values(row.cells).every((text) => text.trim() === "");
}

export function isNumeric(question: FormQuestion): boolean {
  return question.type === "integer" || question.type === "number";
}

/** Every question of the form with its path. */
export function questionsOf(form: Form): { path: string; part: string; question: FormQuestion }[] {
  return form.parts.flatMap((part) => part.questions.map((question) => ({ path: `${part.code}.${question.code}`, part: part.code, question })));
}

function textOf(value: unknown): string {
  return typeof value === "number" || typeof value === "string" ? String(value) : "";
}

export function answerAt(answers: Answers, path: string): unknown {
  const [part = "", question = ""] = path.split(".");
  return answers[part]?.[question];
}

/** The answers of a record, which may be an empty text. */
export function answersOf(stored: unknown): Answers {
  return typeof stored === "object" && stored !== null ? (stored as Answers) : {};
}

export function rowsAt(answers: Answers, path: string): AnswerRow[] {
  const rows = answerAt(answers, path);
  return Array.isArray(rows) ? (rows as AnswerRow[]) : [];
}

export function ticksAt(answers: Answers, path: string): string[] {
  const codes = answerAt(answers, path);
  return Array.isArray(codes) ? codes.filter((code): code is string => typeof code === "string") : [];
}

export function textAt(answers: Answers, path: string): string {
  return textOf(answerAt(answers, path));
}

export function draftOf(form: Form, answers: Answers): Draft {
  const draft: Draft = { texts: {}, ticks: {}, rows: {} };
  for (const { path, question } of questionsOf(form)) {
    if (question.type === "table") {
      const rows = rowsAt(answers, path).map((row) => newRow(Object.fromEntries(question.columns.map((column) => [column.code, textOf(row[column.code])]))));
      draft.rows[path] = rows.length > 0 ? rows : [newRow()];
    } else if (question.type === "ticks") draft.ticks[path] = ticksAt(answers, path);
    else draft.texts[path] = textAt(answers, path);
  }
  return draft;
}

/** A typed number: with separators of thousands, full-width digits of a Chinese keyboard, blanks. Null is none. */
export function numberOf(text: string): number | null {
  const plain = text.normalize("NFKC").replaceAll(/[\s,]/g, "");
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain)) return null;
  return Number(plain);
}

export function faultOf(question: FormQuestion, text: string, field: string): Fault | null {
  if (text.trim() === "") return null;
  if (!isNumeric(question)) return [...text.trim()].length > LONGEST ? { field, kind: "long", limit: LONGEST } : null;
  const number = numberOf(text);
  if (number === null) return { field, kind: "number", limit: 0 };
  if (question.type === "integer" && !Number.isInteger(number)) return { field, kind: "whole", limit: 0 };
  if (question.min !== undefined && number < question.min) return { field, kind: "low", limit: question.min };
  if (question.max !== undefined && number > question.max) return { field, kind: "high", limit: question.max };
  return null;
}

export function cellField(path: string, row: number, column: string): string {
  return `${path}[${row}].${column}`;
}

/** Everything typed that cannot be an answer, in the form's order. */
export function faultsOf(form: Form, draft: Draft): Fault[] {
  return questionsOf(form).flatMap(({ path, question }) => {
    if (question.type === "ticks") return [];
    if (question.type !== "table") return [faultOf(question, draft.texts[path] ?? "", path)].filter((fault) => fault !== null);
    return (draft.rows[path] ?? []).flatMap((row, at) =>
      question.columns.map((column) => faultOf(column, row.cells[column.code] ?? "", cellField(path, at, column.code))).filter((fault) => fault !== null),
    );
  });
}

/** Of what no number can be made, the service gets nothing: it stays in the draft until it is mended. */
function sentCell(question: FormQuestion, text: string): Cell | undefined {
  if (text.trim() === "") return undefined;
  if (!isNumeric(question)) return [...text.trim()].slice(0, LONGEST).join("");
  const number = numberOf(text);
  return number === null || (question.type === "integer" && !Number.isInteger(number)) ? undefined : number;
}

function sentRow(question: FormQuestion, row: DraftRow): AnswerRow {
  const sent: AnswerRow = {};
  for (const column of question.columns) {
    const cell = sentCell(column, row.cells[column.code] ?? "");
    if (cell !== undefined) sent[column.code] = cell;
  }
  return sent;
}

/** The draft as the service keeps answers: without what is empty. */
export function sentAnswers(form: Form, draft: Draft): Answers {
  const answers: Answers = {};
  for (const { path, part, question } of questionsOf(form)) {
    let value: Answers[string][string] | undefined;
    if (question.type === "table") {
      const rows = (draft.rows[path] ?? []).map((row) => sentRow(question, row)).filter((row) => Object.keys(row).length > 0);
      value = rows.length > 0 ? rows : undefined;
    } else if (question.type === "ticks") {
      const ticked = question.options.map((option) => option.code).filter((code) => draft.ticks[path]?.includes(code));
      value = ticked.length > 0 ? ticked : undefined;
    } else value = sentCell(question, draft.texts[path] ?? "");
    if (value !== undefined) (answers[part] ??= {})[question.code] = value;
  }
  return answers;
}

/** What the draft says, whichever way it is typed: blanks, separators and empty rows say nothing. */
export function saying(form: Form, draft: Draft): object {
  const said = (question: FormQuestion, text: string) => (isNumeric(question) ? String(numberOf(text) ?? text.trim()) : text.trim());
  return questionsOf(form).map(({ path, question }) => {
    if (question.type === "ticks") return question.options.map((option) => draft.ticks[path]?.includes(option.code) === true);
    if (question.type !== "table") return said(question, draft.texts[path] ?? "");
    const rows = (draft.rows[path] ?? []).filter((row) => !isEmptyRow(row));
    return rows.map((row) => question.columns.map((column) => said(column, row.cells[column.code] ?? "")));
  });
}

/** The service counts rows without the empty ones, the form with them. */
export function draftField(form: Form, draft: Draft, field: string): string {
  const cell = /^(.+)\[(\d+)\]\.(.+)$/.exec(field);
  if (cell === null) return field;
  const [, path = "", index = "", column = ""] = cell;
  const question = questionsOf(form).find((entry) => entry.path === path)?.question;
  const filled = (draft.rows[path] ?? []).flatMap((row, at) => (question !== undefined && Object.keys(sentRow(question, row)).length > 0 ? [at] : []));
  return cellField(path, filled[Number(index)] ?? Number(index), column);
}

/** Whether nothing is typed at a field, which then is not wrong but not there yet. */
export function isBlankAt(draft: Draft, field: string): boolean {
  const cell = /^(.+)\[(\d+)\]\.(.+)$/.exec(field);
  if (cell === null) return draft.texts[field]?.trim() === "";
  const [, path = "", row = "", column = ""] = cell;
  return (draft.rows[path]?.[Number(row)]?.cells[column] ?? "").trim() === "";
}

export function sumOf(values: readonly (Cell | undefined)[]): number {
  return values.reduce<number>((sum, value) => sum + (typeof value === "number" ? value : 0), 0);
}

export function sumOfColumn(draft: Draft, path: string, column: string): number {
  const numbers = (draft.rows[path] ?? []).map((row) => numberOf(row.cells[column] ?? "") ?? 0);
  return Math.round(numbers.reduce((sum, number) => sum + number, 0) * 1e6) / 1e6;
}

export interface Finding extends FieldFinding {
  level: "error" | "remark";
}

/** Rows of two periods that are about the same thing: those whose first column says the same. */
export function pairedRows(table: FormQuestion, now: readonly AnswerRow[], last: readonly AnswerRow[]): { now: AnswerRow | null; last: AnswerRow | null }[] {
  const name = table.columns[0]?.code ?? "";
  const left = [...last];
  const pairs = now.map((row) => {
    const at = left.findIndex((other) => String(other[name] ?? "") === String(row[name] ?? ""));
    return { now: row, last: at < 0 ? null : (left.splice(at, 1)[0] ?? null) };
  });
  return [...pairs, ...left.map((row) => ({ now: null, last: row }))];
}
