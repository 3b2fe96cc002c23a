import { body, client } from "@/api/client";
import type { Form, Survey, SurveyCheck } from "@/api/types";
import { answersOf, type Answers, type Finding } from "@/areas/enterprise/answers";
import { listOf, recordOf } from "@/areas/enterprise/records";

export interface SurveyData {
  survey: Survey;
  form: Form;
  /** The enterprise's survey of the period before; null where there is none. */
  last: Survey | null;
  findings: Finding[];
}

export function findingsOf(check: SurveyCheck): Finding[] {
  return [
    ...check.errors.map((one) => ({ ...one, level: "error" as const })),
    ...check.remarks.map((one) => ({ ...one, level: "remark" as const })),
  ];
}

export async function checkOf(survey: string): Promise<Finding[]> {
  return findingsOf(await body(client.GET("/surveys/{id}/check", { params: { path: { id: survey } } })));
}

async function lastOf(survey: Survey): Promise<Survey | null> {
  if (survey.enterprise === null) return null;
  const { items } = await listOf<Survey>("surveys", { enterprise: survey.enterprise, limit: 50 });
  const before = items.filter((other) => other.period < survey.period).sort((a, b) => (a.period < b.period ? 1 : -1));
  return before[0] ?? null;
}

/** A survey with what it is read by: its version of the form, the period before, what is found in it. */
export async function surveyData(id: string): Promise<SurveyData> {
  const survey = await recordOf<Survey>("surveys", id);
  const [form, last, findings] = await Promise.all([body(client.GET("/forms/{code}", { params: { path: { code: survey.form } } })), lastOf(survey), checkOf(id)]);
  return { survey, form, last, findings };
}

/** The answers of the period before; null where there are none to compare with. */
export function lastAnswers(last: Survey | null): Answers | null {
  if (last === null) return null;
  const answers = answersOf(last.answers);
  return Object.keys(answers).length === 0 ? null : answers;
}

export function enterpriseTitle(record: { enterprise: string | null; titles: Record<string, string> }): string {
  return record.titles[`enterprise:${record.enterprise ?? ""}`] ?? "";
}
