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

}  // namespace jiedui::domain
