#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/helpers.h"
#include "domain/pairing.h"

namespace jiedui::domain {

// What alliances, experts and platforms do for enterprises (B1 … B3).

/// Equipment that others may book (研发设备共享, B1).
struct Equipment : RecordOf<Kind::kEquipment> {
  Kind owner_kind = Kind::kPlatform;
  std::int64_t owner_id = 0;
  std::string name;
  std::string model;
  std::string place;
  std::string description;
  std::string terms;
  bool shared = true;
  std::string region_code;
};
using EquipmentId = base::Id<Equipment>;

enum class BookingState : std::uint8_t { kRequested, kConfirmed, kRefused, kCancelled, kDone };

constexpr std::array<EnumName, 5> kBookingStateNames = {{
    {"requested", "待确认", "Requested"},
    {"confirmed", "已确认", "Confirmed"},
    {"refused", "已谢绝", "Refused"},
    {"cancelled", "已取消", "Cancelled"},
    {"done", "已使用", "Done"},
}};
constexpr std::span<const EnumName> NamesOf(BookingState /*tag*/) { return kBookingStateNames; }

/// An enterprise's time at a piece of equipment; confirmed ones never overlap.
struct Booking : RecordOf<Kind::kBooking> {
  EquipmentId equipment;
  EnterpriseId enterprise;
  base::TimeMs starts_ms = 0;
  base::TimeMs ends_ms = 0;
  std::string purpose;
  BookingState state = BookingState::kRequested;
  std::string reason;
  std::string region_code;
  std::string programme_sector;
};
using BookingId = base::Id<Booking>;

/// 指导记录: what a helper did at an enterprise.
struct Guidance : RecordOf<Kind::kGuidance> {
  Kind helper_kind = Kind::kExpert;
  std::int64_t helper_id = 0;
  EnterpriseId enterprise;
  PairingId pairing;
  std::optional<base::Date> guided_on;
  double hours = 0;
  std::string subject;
  std::string content;
  std::string outcome;
  std::string region_code;
  std::string programme_sector;
};
using GuidanceId = base::Id<Guidance>;

}  // namespace jiedui::domain
