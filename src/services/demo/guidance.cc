#include "domain/guidance.h"

#include "domain/field.h"
#include "services/demo/draw_internal.h"

namespace jiedui::services::demo {
namespace {

using domain::Booking;
using domain::BookingState;
using domain::Equipment;
using domain::Kind;

constexpr std::int64_t kToday = 112;  // 2 October 2020, as in the ledger
constexpr base::TimeMs kHourMs = 3'600'000;

bool Shares(const Positions& a, const Positions& b) {
  return std::any_of(a.begin(), a.end(), [&](std::size_t one) {
    return std::find(b.begin(), b.end(), one) != b.end();
  });
}

/// Those of the kind who know one of these industries.
std::vector<const Owner*> OwnersFor(const Draft& draft, Kind kind, const Positions& industries) {
  std::vector<const Owner*> owners;
  for (const Owner& owner : draft.owners) {
    if (owner.kind == kind && Shares(owner.industries, industries)) owners.push_back(&owner);
  }
  return owners;
}

const domain::Record& RecordOfId(const Draft& draft, std::int64_t id) {
  return *draft.records[static_cast<std::size_t>(id) - 1];
}

/// The enterprises of these industries.
Positions EnterprisesOf(const Draft& draft, const Positions& industries) {
  Positions found;
  for (std::size_t i = 0; i < draft.enterprises.size(); ++i) {
    const std::size_t industry = draft.LineOf(draft.enterprises[i]).industry;
    if (Shares({industry}, industries)) found.push_back(i);
  }
  return found;
}

/// Three of four at a platform, the others at an alliance.
const Owner* OwnerFor(const Draft& draft, const EquipmentWords& words, Random& random) {
  const Kind first = random.Percent(75) ? Kind::kPlatform : Kind::kAlliance;
  for (const Kind kind : {first, Kind::kPlatform, Kind::kAlliance}) {
    const std::vector<const Owner*> owners = OwnersFor(draft, kind, words.industries);
    if (!owners.empty()) return random.Pick(owners);
  }
  return nullptr;
}

BookingState StateOn(std::int64_t day, Random& random) {
  if (day > kToday) return random.Percent(45) ? BookingState::kConfirmed : BookingState::kRequested;
  const std::int64_t draw = random.Between(1, 100);
  if (draw <= 76) return BookingState::kDone;
  return draw <= 90 ? BookingState::kCancelled : BookingState::kRefused;
}

/// One after the other, so that no two of a piece of equipment overlap.
void AddBookings(Draft& draft, std::int64_t equipment, const EquipmentWords& words,
                 Random& random) {
  const Positions enterprises = EnterprisesOf(draft, words.industries);
  if (enterprises.empty()) return;
  std::int64_t day = random.Between(24, 60);
  const std::int64_t count = random.Between(0, 3);
  for (std::int64_t i = 0; i < count; ++i) {
    day += random.Between(6, 34);
    const base::Date working = DayAfterNotice(draft, day);
    const domain::Enterprise& enterprise = *draft.enterprises[random.Pick(enterprises)].record;
    Booking& booking = draft.Add<Booking>();
    booking.equipment = {equipment};
    Belong(booking, enterprise);
    booking.starts_ms = base::StartOfDayInChina(working) + random.Between(9, 14) * kHourMs;
    booking.ends_ms = booking.starts_ms + random.Between(2, 4) * kHourMs;
    booking.purpose =
        random.Pick(Texts{"产品检测", "新产品试验", "失效分析", "工艺对比试验", "来料检验复核"});
    booking.state = StateOn(day, random);
    if (booking.state == BookingState::kCancelled) booking.reason = "样品未准备好";
    if (booking.state == BookingState::kRefused) booking.reason = "当天设备检定";
  }
}

/// A helper of that kind for the enterprise: a leader of its line, or who knows its industry.
std::int64_t HelperFor(const Draft& draft, Kind kind, const EnterpriseDraft& enterprise,
                       Random& random) {
  if (kind == Kind::kEnterprise) {
    const Positions leaders = draft.LeadersOf({enterprise.line});
    const domain::Enterprise& leader = *draft.enterprises[leaders.front()].record;
    return leader.id == enterprise.record->id ? 0 : leader.id;
  }
  const std::vector<const Owner*> owners =
      OwnersFor(draft, kind, {draft.LineOf(enterprise).industry});
  return owners.empty() ? 0 : random.Pick(owners)->id;
}

/// An alliance reaches out to those who are not of it (B1).
bool IsMember(const Draft& draft, Kind kind, std::int64_t helper, std::int64_t enterprise) {
  if (kind != Kind::kAlliance) return false;
  const auto& alliance = static_cast<const domain::Alliance&>(RecordOfId(draft, helper));
  return std::any_of(alliance.members.begin(), alliance.members.end(),
                     [&](const domain::EnterpriseId& id) { return id.value == enterprise; });
}

}  // namespace

void AddEquipment(Draft& draft) {
  Random random = draft.Numbers("equipment");
  for (const EquipmentWords& words : draft.words.equipment) {
    const Owner* const owner = OwnerFor(draft, words, random);
    if (owner == nullptr) continue;
    const domain::Record& record = RecordOfId(draft, owner->id);
    const domain::FieldDef& region = *domain::TypeOf(owner->kind).Find("region_code");
    Equipment& equipment = draft.Add<Equipment>();
    equipment.owner_kind = owner->kind;
    equipment.owner_id = owner->id;
    equipment.name = words.name;
    equipment.model = words.model;
    equipment.place = domain::TitleOf(record);
    equipment.description = words.description + std::string(kMark) + "。";
    equipment.terms = words.terms;
    equipment.shared = random.Percent(94);
    equipment.region_code = domain::FormatValue(region, region.get(record));
    if (equipment.shared) AddBookings(draft, equipment.id, words, random);
  }
}

void AddGuidance(Draft& draft) {
  constexpr std::size_t kLogs = 60;
  constexpr std::int64_t kFirstDay = 20;
  Random random = draft.Numbers("guidance");
  Positions helped;
  for (std::size_t i = 0; i < draft.enterprises.size(); ++i) {
    if (!domain::Innovates(draft.enterprises[i].record->innovation)) helped.push_back(i);
  }
  random.Shuffle(helped);
  helped.resize(std::min(helped.size(), kLogs));
  for (const std::size_t i : helped) {
    const EnterpriseDraft& enterprise = draft.enterprises[i];
    const GuidanceWords& words = random.Pick(draft.words.guidance);
    const std::int64_t helper = HelperFor(draft, words.helper, enterprise, random);
    if (helper == 0 || IsMember(draft, words.helper, helper, enterprise.record->id)) continue;
    const std::string product = random.Pick(enterprise.products);
    domain::Guidance& guidance = draft.Add<domain::Guidance>();
    guidance.helper_kind = words.helper;
    guidance.helper_id = helper;
    Belong(guidance, *enterprise.record);
    guidance.guided_on = DayAfterNotice(draft, random.Between(kFirstDay, kToday - 4));
    guidance.hours = static_cast<double>(random.Between(2, 12));
    guidance.subject = Expand(words.subject, product, random);
    guidance.content = Expand(words.content, product, random);
    guidance.outcome = Expand(words.outcome, product, random);
  }
}

}  // namespace jiedui::services::demo
