#include "domain/guidance.h"
#include "domain/leads.h"
#include "services/record_rules_internal.h"
#include "store/sight.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Status;
using domain::Booking;
using domain::BookingState;
using domain::Equipment;
using domain::Kind;
using domain::Record;
using domain::Reference;

constexpr base::TimeMs kLongestBookingMs = 31LL * 86'400'000;

std::string Shown(base::TimeMs moment_ms) {
  constexpr base::TimeMs kChinaMs = 8 * 3'600'000;
  std::string text = base::FormatUtc(moment_ms + kChinaMs).substr(0, 16);
  text[text.find('T')] = ' ';
  return text;
}

/// kConflict, naming when, where a confirmed booking of the same equipment overlaps.
Status RequireFree(const store::Reader& reader, const Booking& booking) {
  const store::SystemWork door(
      "equipment is taken by everybody's bookings; who took it is not said");
  const std::string confirmed(domain::Code(BookingState::kConfirmed));
  const store::Filters filters = {store::Equals("equipment", booking.equipment.value),
                                  store::Equals("state", confirmed)};
  return reader.ForEach<Booking>(filters, [&](const Booking& other) -> Status {
    const bool apart = other.ends_ms <= booking.starts_ms || booking.ends_ms <= other.starts_ms;
    if (other.id == booking.id || apart) return {};
    return Fail(ErrorCode::kConflict,
                "该设备 " + Shown(other.starts_ms) + " 至 " + Shown(other.ends_ms) + " 已有预约",
                "starts_ms");
  });
}

Status SettleBooking(const Reference& /*reference*/, const store::Reader& reader, Record& record) {
  const auto& booking = static_cast<const Booking&>(record);
  if (booking.ends_ms <= booking.starts_ms)
    return Fail(ErrorCode::kUnprocessable, "结束时间应晚于开始时间", "ends_ms");
  if (booking.ends_ms - booking.starts_ms > kLongestBookingMs)
    return Fail(ErrorCode::kUnprocessable, "一次预约不超过 31 天", "ends_ms");
  JIEDUI_ASSIGN(const Equipment equipment, reader.Get(booking.equipment));
  if (!equipment.shared)
    return Fail(ErrorCode::kUnprocessable, "“" + equipment.name + "” 不对外开放", "equipment");
  const bool asks =
      booking.state == BookingState::kRequested || booking.state == BookingState::kConfirmed;
  return asks ? RequireFree(reader, booking) : Status{};
}

bool IsHelper(domain::Role role) {
  return role == domain::Role::kExpert || role == domain::Role::kAlliance ||
         role == domain::Role::kPlatform;
}

/// What an owner registers is its own where it names nobody.
Status BeginEquipment(EventCall& call, Record& record) {
  auto& equipment = static_cast<Equipment&>(record);
  if (equipment.owner_id != 0 || call.actor.own_id == 0) return {};
  equipment.owner_kind = call.actor.own_kind;
  equipment.owner_id = call.actor.own_id;
  return {};
}

/// A helper decides about its own equipment only.
Status ApplyToBooking(EventCall& call, const Record& /*before*/, Record& after) {
  if (!IsHelper(call.actor.role)) return {};
  JIEDUI_ASSIGN(const Equipment equipment,
                call.unit.Get(static_cast<const Booking&>(after).equipment));
  if (equipment.owner_kind == call.actor.own_kind && equipment.owner_id == call.actor.own_id)
    return {};
  return Fail(ErrorCode::kForbidden, "只能办理本单位设备的预约");
}

/// A helper writes of itself where it names nobody; a pairing says of which enterprise; without a
/// day it is today's.
Status BeginGuidance(EventCall& call, Record& record) {
  auto& guidance = static_cast<domain::Guidance&>(record);
  if (!guidance.guided_on) guidance.guided_on = base::DateInChina(call.now_ms);
  if (IsHelper(call.actor.role) && guidance.helper_id == 0) {
    guidance.helper_kind = call.actor.own_kind;
    guidance.helper_id = call.actor.own_id;
  }
  if (!guidance.pairing || guidance.enterprise) return {};
  JIEDUI_ASSIGN(const domain::Pairing pairing, call.unit.Get(guidance.pairing));
  guidance.enterprise = pairing.enterprise;
  return {};
}

/// The pairing that guidance belongs to is of the same two.
Status SettleGuidance(const Reference& /*reference*/, const store::Reader& reader, Record& record) {
  const auto& guidance = static_cast<const domain::Guidance&>(record);
  if (!domain::PairKindOfHelper(guidance.helper_kind))
    return Fail(ErrorCode::kUnprocessable, "指导方应为帮扶方", "helper_kind");
  if (!guidance.pairing) return {};
  JIEDUI_ASSIGN(const domain::Pairing pairing, reader.Get(guidance.pairing));
  const bool same = pairing.helper_kind == guidance.helper_kind &&
                    pairing.helper_id == guidance.helper_id &&
                    pairing.enterprise == guidance.enterprise;
  return same ? Status{} : Fail(ErrorCode::kUnprocessable, "结对的双方与指导记录不同", "pairing");
}

Status SettleApplication(const Reference& /*reference*/, const store::Reader& /*reader*/,
                         Record& record) {
  const auto& application = static_cast<const domain::FundApplication&>(record);
  if (application.source_kind != Kind::kFund && application.source_kind != Kind::kPolicy)
    return Fail(ErrorCode::kUnprocessable, "来源应为资金或政策", "source_kind");
  if (application.granted_wan > 0 && application.asked_wan > 0 &&
      application.granted_wan > application.asked_wan)
    return Fail(ErrorCode::kUnprocessable, "兑现金额多于申请金额", "granted_wan");
  return {};
}

}  // namespace

RecordRule RulesOfBookings() { return {Kind::kBooking, SettleBooking, nullptr, ApplyToBooking}; }
RecordRule RulesOfEquipment() { return {.kind = Kind::kEquipment, .begin = BeginEquipment}; }
RecordRule RulesOfGuidance() {
  return {.kind = Kind::kGuidance, .settle = SettleGuidance, .begin = BeginGuidance};
}
RecordRule RulesOfFundApplications() { return {Kind::kFundApplication, SettleApplication}; }

}  // namespace jiedui::services
