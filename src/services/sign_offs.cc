#include "services/digest.h"
#include "services/evidence_store.h"
#include "services/record_rules_internal.h"
#include "services/sign_off_check.h"
#include "services/sign_off_snapshot.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Status;
using domain::Actor;
using domain::Enterprise;
using domain::Innovation;
using domain::Kind;
using domain::Record;
using domain::SignOff;
using domain::SignOffState;

/// What the one who files it may still choose.
constexpr std::array<std::string_view, 5> kChosen = {"enterprise", "campaign", "basis", "survey",
                                                     "evidence"};

bool IsOpen(SignOffState state) {
  return state == SignOffState::kDraft || state == SignOffState::kReturned;
}

/// What was submitted stays as it was submitted.
Status CheckUnchanged(const SignOff& before, const SignOff& after) {
  for (const std::string_view name : kChosen) {
    const domain::FieldDef& field = *domain::TypeOf(Kind::kSignOff).Find(name);
    if (field.get(before) == field.get(after)) continue;
    return Fail(ErrorCode::kConflict,
                "已提交的销号不能修改“" + std::string(field.zh) + "”，请先撤回或退回",
                std::string(name));
  }
  return {};
}

Status CheckOwned(const store::Reader& reader, const SignOff& sign_off) {
  const auto owned = [&](Kind kind, std::int64_t id, std::string_view name) -> Status {
    JIEDUI_ASSIGN(const auto record, reader.GetAny(kind, id));
    const domain::FieldDef& owner = *domain::TypeOf(kind).Find("enterprise");
    if (owner.get(*record) == domain::Value{sign_off.enterprise.value}) return {};
    return Fail(ErrorCode::kUnprocessable,
                std::string(domain::NameOf(kind).zh) + " " + std::to_string(id) + " 不是该企业的",
                std::string(name));
  };
  if (sign_off.survey) JIEDUI_CHECK(owned(Kind::kSurvey, sign_off.survey.value, "survey"));
  for (const domain::EvidenceFileId id : sign_off.evidence)
    JIEDUI_CHECK(owned(Kind::kEvidenceFile, id.value, "evidence"));
  return {};
}

Status SettleSignOff(const domain::Reference& /*reference*/, const store::Reader& reader,
                     Record& record) {
  const auto& sign_off = static_cast<const SignOff&>(record);
  if (sign_off.id != 0) {
    JIEDUI_ASSIGN(const SignOff stored, reader.Get(domain::SignOffId{sign_off.id}));
    if (!IsOpen(stored.state)) JIEDUI_CHECK(CheckUnchanged(stored, sign_off));
  }
  return CheckOwned(reader, sign_off);
}

bool IsDecision(std::string_view event) {
  return event == "confirm" || event == "reconfirm" || event == "sign_off";
}

/// Nobody confirms what they submitted, nor for the enterprise that their account stands for.
Status MayDecide(const Actor& actor, const Record& record, std::string_view event) {
  const auto& sign_off = static_cast<const SignOff&>(record);
  if (event == "reconfirm" && !sign_off.voided)
    return Fail(ErrorCode::kConflict, "确认后数据没有变化，不需要重新确认", "event");
  if (event == "sign_off" && sign_off.voided)
    return Fail(ErrorCode::kConflict, "确认后数据有变，须重新确认或退回，不能销号", "event");
  if (!IsDecision(event)) return {};
  if (actor.user_id != 0 && actor.user_id == sign_off.submitted_by)
    return Fail(ErrorCode::kForbidden, "不能确认自己提交的销号", "event");
  if (actor.own_id != 0 && actor.own_kind == Kind::kEnterprise &&
      actor.own_id == sign_off.enterprise.value)
    return Fail(ErrorCode::kForbidden, "不能确认本企业的销号", "event");
  return {};
}

void ForgetSnapshot(SignOff& sign_off) {
  sign_off.confirmed_by = sign_off.signed_by = 0;
  sign_off.confirmed_ms = sign_off.signed_ms = 0;
  sign_off.snapshot.clear();
  sign_off.snapshot_digest.clear();
  sign_off.voided = false;
}

Status Submit(EventCall& call, SignOff& after) {
  JIEDUI_ASSIGN(const SignOffCheck check, CheckSignOff(call.workspace.reference, call.unit, after));
  JIEDUI_CHECK(RequireComplete(check));
  after.survey = {check.survey_id};
  after.submitted_by = call.actor.user_id;
  after.submitted_ms = call.now_ms;
  ForgetSnapshot(after);
  return {};
}

/// The reviewer is answerable for files that can be opened.
Status CheckFiles(const EventCall& call, const SignOff& sign_off) {
  for (const domain::EvidenceFileId id : sign_off.evidence) {
    JIEDUI_ASSIGN(const domain::EvidenceFile file, call.unit.Get(id));
    if (call.workspace.evidence.Has(file.digest, file.size_bytes)) continue;
    return Fail(ErrorCode::kUnprocessable, "材料“" + file.title + "”的文件已丢失，请重新上传",
                "evidence");
  }
  return {};
}

Status Confirm(EventCall& call, SignOff& after) {
  JIEDUI_ASSIGN(const SignOffCheck check, CheckSignOff(call.workspace.reference, call.unit, after));
  JIEDUI_CHECK(RequireComplete(check));
  JIEDUI_CHECK(CheckFiles(call, after));
  ForgetSnapshot(after);
  after.confirmed_by = call.actor.user_id;
  after.confirmed_ms = call.now_ms;
  JIEDUI_ASSIGN(after.snapshot, SnapshotOf(call.unit, after));
  after.snapshot_digest = DigestOf(after.snapshot);
  return {};
}

Innovation ClassOf(domain::SignOffBasis basis) {
  switch (basis) {
    case domain::SignOffBasis::kInstitution:
      return Innovation::kInstitution;
    case domain::SignOffBasis::kRdActivity:
      return Innovation::kActivity;
    case domain::SignOffBasis::kOtherActivity:
      break;
  }
  return Innovation::kOtherActivity;
}

/// Signing off raises the enterprise's class where it was lower; it never lowers it: the survey
/// says what else there is.
Status Sign(EventCall& call, SignOff& after) {
  after.signed_by = call.actor.user_id;
  after.signed_ms = call.now_ms;
  JIEDUI_ASSIGN(Enterprise enterprise, call.unit.Get(after.enterprise));
  const Innovation reached = ClassOf(after.basis);
  if (enterprise.innovation >= reached) return {};
  enterprise.innovation = reached;
  return call.unit.Update(enterprise);
}

Status ApplySignOff(EventCall& call, const Record& /*before*/, Record& record) {
  auto& after = static_cast<SignOff&>(record);
  if (call.event == "submit") return Submit(call, after);
  if (call.event == "confirm" || call.event == "reconfirm") return Confirm(call, after);
  if (call.event == "sign_off") return Sign(call, after);
  if (call.event == "return" || call.event == "reopen" || call.event == "withdraw")
    ForgetSnapshot(after);
  return {};
}

/// What was decided stays on record.
Status MayRemove(const store::Reader& /*reader*/, const Record& record) {
  if (IsOpen(static_cast<const SignOff&>(record).state)) return {};
  return Fail(ErrorCode::kConflict, "只能删除草稿或退回的销号", "state");
}

}  // namespace

RecordRule RulesOfSignOffs() {
  return {Kind::kSignOff, SettleSignOff, MayDecide, ApplySignOff, MayRemove};
}

}  // namespace jiedui::services
