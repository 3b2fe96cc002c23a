#pragma once

#include <span>

#include "domain/field.h"

namespace jiedui::domain {

// The field tables, one function per file of record structs; record_types.cc gathers them.
std::span<const FieldDef> EnterpriseFields();
std::span<const FieldDef> ExpertFields();
std::span<const FieldDef> TeamFields();
std::span<const FieldDef> AllianceFields();
std::span<const FieldDef> PlatformFields();
std::span<const FieldDef> WorkTeamFields();
std::span<const FieldDef> CityGroupFields();
std::span<const FieldDef> GroupMemberFields();
std::span<const FieldDef> CapabilityFields();
std::span<const FieldDef> ConflictFields();
std::span<const FieldDef> NeedFields();
std::span<const FieldDef> PolicyFields();
std::span<const FieldDef> SurveyFields();
std::span<const FieldDef> LedgerItemFields();
std::span<const FieldDef> PostFields();
std::span<const FieldDef> SectorProposalFields();
std::span<const FieldDef> PlanFields();
std::span<const FieldDef> PairingFields();
std::span<const FieldDef> UncoveredFields();
std::span<const FieldDef> UserFields();
std::span<const FieldDef> EvidenceFileFields();
std::span<const FieldDef> SignOffFields();
std::span<const FieldDef> SpotCheckFields();
std::span<const FieldDef> VisitFields();
std::span<const FieldDef> CampaignFields();
std::span<const FieldDef> TargetFields();
std::span<const FieldDef> MonthlyReportFields();
std::span<const FieldDef> CircularFields();
std::span<const FieldDef> WorkPlanFields();
std::span<const FieldDef> PlanTaskFields();
std::span<const FieldDef> EquipmentFields();
std::span<const FieldDef> BookingFields();
std::span<const FieldDef> GuidanceFields();
std::span<const FieldDef> TechnologyFields();
std::span<const FieldDef> ProjectFields();
std::span<const FieldDef> PilotFields();
std::span<const FieldDef> FundFields();
std::span<const FieldDef> FundApplicationFields();
std::span<const FieldDef> ListingFields();
std::span<const FieldDef> ReminderFields();
std::span<const FieldDef> WebhookFields();

}  // namespace jiedui::domain
