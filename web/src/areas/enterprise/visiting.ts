/** A need or a problem while it is typed. */
export interface VisitFinding {
  key: number;
  kind: "need" | "problem";
  title: string;
  text: string;
  hotlineNo: string;
}

/** A visit while it is written down, often on a telephone in a workshop. */
export interface VisitDraft {
  enterprise: string;
  enterpriseTitle: string;
  visitedOn: string;
  way: string;
  subject: string;
  workTeam: string;
  visitors: string;
  findings: string;
  found: VisitFinding[];
}

export function newVisit(enterprise: string, day: string): VisitDraft {
  return { enterprise, enterpriseTitle: "", visitedOn: day, way: "on_site", subject: "", workTeam: "", visitors: "", findings: "", found: [] };
}

export function isBlank(visit: VisitDraft): boolean {
  return [visit.subject, visit.visitors, visit.findings].every((text) => text.trim() === "") && visit.found.length === 0;
}

const some = (name: string, text: string) => (text.trim() === "" ? {} : { [name]: text.trim() });

/** As the service takes it: all or nothing, what is empty left out. */
export function sentVisit(visit: VisitDraft) {
  const isCall = visit.way === "hotline";
  const said = visit.found.filter((one) => one.title.trim() !== "");
  return {
    visit: {
      enterprise: visit.enterprise,
      visited_on: visit.visitedOn,
      way: visit.way,
      subject: visit.subject.trim(),
      ...some("work_team", visit.workTeam),
      ...some("visitors", visit.visitors),
      ...some("findings", visit.findings),
    },
    needs: said.filter((one) => one.kind === "need").map((one) => ({ title: one.title.trim(), ...some("text", one.text) })),
    problems: said.filter((one) => one.kind === "problem").map((one) => ({ problem: one.title.trim(), ...(isCall ? some("hotline_no", one.hotlineNo) : {}) })),
  };
}

const KEY = "jiedui.visit";

export function keepVisit(account: string, visit: VisitDraft | null): void {
  try {
    if (visit === null) window.localStorage.removeItem(`${KEY}.${account}`);
    else window.localStorage.setItem(`${KEY}.${account}`, JSON.stringify(visit));
  } catch {
    // the visit then lives as long as the page
  }
}

export function keptVisit(account: string): VisitDraft | null {
  try {
    const text = window.localStorage.getItem(`${KEY}.${account}`);
    const visit = text === null ? null : (JSON.parse(text) as VisitDraft);
    return visit !== null && Array.isArray(visit.found) && !isBlank(visit) ? visit : null;
  } catch {
    return null;
  }
}
