import type { components } from "./schema";

type Schemas = components["schemas"];

export type Problem = Schemas["Problem"];
export type Me = Schemas["Me"];
export type Permission = Schemas["Permission"];
export type Reference = Schemas["Reference"];
export type KindDefinition = Schemas["KindDefinition"];
export type FieldDefinition = KindDefinition["fields"][number];
export type CodeName = Schemas["CodeName"];
export type Kind = Schemas["Kind"];
export type PairKind = Schemas["PairKind"];
export type HelperKind = Schemas["HelperKind"];
export type Plural = Schemas["Plural"];
export type Brief = Schemas["Brief"];
export type ImportReport = Schemas["ImportReport"];
export type Hit = Schemas["Hit"];
export type SearchPage = Schemas["SearchPage"];
export type Suggestion = Schemas["Suggestion"];
export type Explanation = Schemas["Explanation"];
export type Alternate = Schemas["Alternate"];
export type Capacity = Schemas["Capacity"];
export type Plan = Schemas["Plan"];
export type PlanInput = Schemas["PlanInput"];
export type PlanEvent = Schemas["PlanEvent"];
export type PlanDiff = Schemas["PlanDiff"];
export type Objective = Schemas["Objective"];
export type Pairing = Schemas["Pairing"];
export type PairingBrief = Schemas["PairingBrief"];
export type PairingEvent = Schemas["PairingEvent"];
export type PairingState = Schemas["PairingState"];
export type Uncovered = Schemas["UncoveredPage"]["items"][number];
export type Task = Schemas["Tasks"]["items"][number];
export type Coverage = Schemas["Coverage"];
export type CoverageRow = Schemas["CoverageRow"];
export type HistoryRow = Schemas["HistoryPage"]["items"][number];
export type AuditRow = Schemas["AuditPage"]["items"][number];
export type AuditVerification = Schemas["AuditVerification"];
export type PostHolder = Schemas["PostHolders"]["items"][number];
export type WebhookDelivery = Schemas["WebhookDelivery"];
export type Sector = Schemas["Sector"];
export type SectorProposal = Omit<Schemas["SectorProposalRecord"], "titles"> & { titles: Record<string, string> };

/** A record of any kind: what all have, and the kind's own fields by their names. */
export type AnyRecord = Omit<Schemas["RecordBase"], "titles"> & { titles: Record<string, string> } & Record<string, unknown>;
