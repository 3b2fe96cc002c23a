#include "unit/api/access_world.h"

#include <regex>

#include "domain/credit_code.h"
#include "domain/guidance.h"
#include "office/table.h"
#include "office/zip_internal.h"
#include "services/grants.h"
#include "support/reference_data.h"

namespace jiedui::api {
namespace {

using domain::FieldDef;
using domain::FieldType;
using domain::Kind;
using domain::Record;
using domain::Role;

constexpr std::array kRegions = {"140525", "140581"};
/// Sector of the national standard, and the programme's sector that it belongs to.
struct SectorPair {
  const char* national;
  const char* programme;
};
constexpr std::array<SectorPair, 2> kSectors = {{{"3391", "metallurgy"}, {"0610", "coal"}}};
constexpr std::size_t kVariants = kRegions.size() * kSectors.size();

bool IsPlain(const FieldDef& field) {
  return field.type == FieldType::kText && !field.Is(domain::kDerived) &&
         !field.Is(domain::kSecret) && !field.Is(domain::kByEvents) && field.kind_field.empty();
}

std::string CodeOf(std::size_t number) {
  std::string code = std::to_string(number);
  code = "91980500" + std::string(9 - code.size(), '0') + code;
  return code + domain::CreditCodeCheckDigit(code);
}

/// The texts of every XML part of an archive; nothing where it is none.
std::string Unpacked(const std::string& bytes) {
  const office::TableLimits limits;
  const auto archive = office::ZipArchive::Open(bytes, limits);
  if (!archive) return {};
  std::string text;
  for (const char* const name : {"xl/sharedStrings.xml", "xl/worksheets/sheet1.xml",
                                 "xl/worksheets/sheet2.xml", "word/document.xml"}) {
    if (!archive->Has(name)) continue;
    auto part = archive->Unpack(name);
    if (!part) continue;
    for (auto piece = part->Next(); piece && !piece->empty(); piece = part->Next()) text += *piece;
  }
  return text;
}

}  // namespace

AccessWorld::AccessWorld(std::uint32_t seed) : maker_(seed) {
  for (std::size_t i = 0; i < kVariants; ++i) PutOf(Kind::kEnterprise, i);
  for (const Kind kind : {Kind::kExpert, Kind::kAlliance, Kind::kPlatform}) {
    for (std::size_t i = 0; i < 2; ++i) PutOf(kind, i);
  }
  PutMembers();
  PutOf(Kind::kCampaign, 0);
  for (const domain::RecordType& type : domain::RecordTypes()) {
    const Kind kind = type.kind;
    if (maker_.known.contains(kind) || kind == Kind::kUser) continue;
    for (std::size_t i = 0; i < kVariants; ++i) PutOf(kind, i);
  }
  for (const Object& object : objects_) kind_of_[object.id] = object.kind;
}

void AccessWorld::Join(const std::string& login, Role role, Member member) {
  PutUser(login, role, member.region, member.department, member.own_kind, member.own_id);
  const auto user = workspace().store.FindByKey<domain::User>({login}).value();
  member.login = login;
  member.role = role;
  member.user_id = user->id;
  members_.push_back(member);
  objects_.push_back({Kind::kUser, user->id});
  maker_.known[Kind::kUser].push_back(user->id);
}

void AccessWorld::PutMembers() {
  Join("p_office", Role::kCityOffice, {});
  for (const char* const region : kRegions)
    Join(std::string("p_county_") + region, Role::kCounty, {.region = region});
  Join("p_miit", Role::kDepartment, {.department = "miit", .sectors = {"metallurgy"}});
  Join("p_energy", Role::kDepartment, {.department = "energy", .sectors = {"coal"}});
  Join("p_science", Role::kSupportDepartment, {.department = "science"});
  Join("p_auditor", Role::kAuditor, {});
  Join("p_system", Role::kSystemAdmin, {});
  Join("p_security", Role::kSecurityAdmin, {});
  Join("p_audit", Role::kAuditAdmin, {});
  Join("p_auditor_county", Role::kAuditor, {.region = kRegions[0]});
  for (const std::size_t i : {0U, 3U})
    Join("p_enterprise_" + std::to_string(i), Role::kEnterprise, {.own_id = enterprises_[i].id});
  const std::map<Kind, Role> roles = {{Kind::kExpert, Role::kExpert},
                                      {Kind::kAlliance, Role::kAlliance},
                                      {Kind::kPlatform, Role::kPlatform}};
  for (const Object& helper : helpers_) {
    Join("p_helper_" + std::to_string(members_.size()), roles.at(helper.kind),
         {.own_kind = helper.kind, .own_id = helper.id});
  }
}

void AccessWorld::Set(Record& record, std::string_view name, const domain::Value& value) {
  const FieldDef* const field = domain::TypeOf(record.kind()).Find(name);
  if (field == nullptr) return;
  const base::Status set = domain::SetField(record, *field, value);
  ASSERT_TRUE(set) << name << ": " << set.error().message;
}

void AccessWorld::Mend(Record& record, std::size_t variant) {
  const bool of_enterprise = domain::TypeOf(record.kind()).Find("enterprise") != nullptr;
  const SectorPair& sector = kSectors.at(variant / kRegions.size());
  Set(record, "region_code", std::string(kRegions.at(variant % kRegions.size())));
  Set(record, "programme_sector", std::string(sector.programme));
  Set(record, "sectors", std::vector<std::string>{sector.national});
  Set(record, "sector_code", std::string(sector.national));
  Set(record, "above_scale", true);
  Set(record, "shared", true);
  if (of_enterprise) Set(record, "enterprise", enterprises_[variant].id);
  const Object helper = helpers_.empty() ? Object{} : helpers_[variant % helpers_.size()];
  for (const FieldDef& field : domain::TypeOf(record.kind()).fields) {
    if (field.Is(domain::kAccount)) Set(record, field.name, members_.front().user_id);
    if (field.kind_field.empty()) continue;
    Set(record, field.kind_field, std::string(domain::Code(helper.kind)));
    Set(record, field.name, helper.id);
  }
  const std::string department = variant % 2 == 0 ? "miit" : "energy";
  Set(record, "department_code", department);
  Set(record, "referred_to", std::string(variant == 3 ? "miit" : ""));
  if (record.kind() == Kind::kEnterprise) {
    Set(record, "credit_code", CodeOf(variant + 1));
    Set(record, "employees", std::int64_t{900});
    Set(record, "rd_staff", std::int64_t{90});
  }
  if (record.kind() == Kind::kGroupMember)
    Set(record, variant % 2 == 0 ? "work_team" : "city_group", domain::Value{});
  if (record.kind() == Kind::kPlan) {
    Set(record, "state", std::string(variant < 2 ? "draft" : "published"));
    Set(record, "pair_kinds", std::vector<std::string>{"expert-enterprise"});
    Set(record, "objectives", std::vector<std::string>{"coverage", "score"});
  }
  if (record.kind() == Kind::kPairing) {
    constexpr std::array kStates = {"suggested", "published", "approved", "accepted"};
    const auto pair = domain::PairKindOfHelper(helper.kind).value();
    Set(record, "pair_kind", std::string(domain::Code(pair)));
    Set(record, "state", std::string(kStates.at(variant)));
    Set(record, "offered_ms", std::int64_t{0});
    Set(record, "explanation", std::string("{}"));
  }
  if (record.kind() == Kind::kBooking) {
    auto& booking = static_cast<domain::Booking&>(record);
    booking.starts_ms = clock_.NowMs();
    booking.ends_ms = booking.starts_ms + 3'600'000;
  }
  if (record.kind() == Kind::kWebhook) Set(record, "active", false);
  if (record.kind() == Kind::kCampaign) Set(record, "year", std::int64_t{2020});
}

void AccessWorld::Mark(Record& record) {
  const domain::RecordType& type = domain::TypeOf(record.kind());
  const FieldDef* const title = domain::TitleField(type);
  const std::string id = std::to_string(record.id);
  for (const FieldDef& field : type.fields) {
    const bool key = std::find(type.key.begin(), type.key.end(), field.name) != type.key.end();
    // A card: who may be paired with it sees its name and what it makes or stands for.
    const bool card =
        IsNamedToOthers(type.kind) &&
        (field.name == "products" || field.name == "organisation" || field.name == "document_no");
    if ((&field == title || card) && IsPlain(field)) Set(record, field.name, "题" + id + "目");
    if (card) continue;
    if (field.Is(domain::kPersonal)) Set(record, field.name, "电话" + id + "号");
    if (&field == title || key || !IsPlain(field) || field.Is(domain::kPersonal)) continue;
    const bool coded = field.name.ends_with("_code") || field.name == "referred_to" ||
                       field.name == "url" || field.name == "month" || field.name == "hotline_no";
    if (!coded) Set(record, field.name, "机密" + id + "文");
  }
}

void AccessWorld::PutOf(Kind kind, std::size_t variant) {
  std::unique_ptr<Record> record = maker_.Make(kind);
  Mend(*record, variant);
  Put(*record);
  Mark(*record);
  const base::Status marked =
      workspace().store.Write({}, [&](store::UnitOfWork& unit) { return unit.Update(*record); });
  ASSERT_TRUE(marked) << domain::Code(kind) << ": " << marked.error().message;
  maker_.known[kind].push_back(record->id);
  objects_.push_back({kind, record->id});
  if (kind == Kind::kEnterprise)
    enterprises_.push_back(static_cast<const domain::Enterprise&>(*record));
  if (kind == Kind::kExpert || kind == Kind::kAlliance || kind == Kind::kPlatform)
    helpers_.push_back({kind, record->id});
}

void AccessWorld::Separate() {
  Join("p_widened", Role::kCityOffice, {});
  CookieOf("p_widened");
  const auto confirmed =
      services::SeparateDuties(workspace(), domain::Operator(), true, "property test");
  ASSERT_TRUE(confirmed) << confirmed.error().message;
  const base::Status widened =
      workspace().store.Write({}, [&](store::UnitOfWork& unit) -> base::Status {
        JIEDUI_ASSIGN(domain::User user, unit.Get(domain::UserId{members_.back().user_id}));
        user.external_id = "cas:somebody";
        return unit.Update(user);
      });
  ASSERT_TRUE(widened) << widened.error().message;
  for (Member& member : members_) member.separated = true;
  members_.back().unconfirmed = true;
}

void AccessWorld::KeepAccounts() {
  for (const Member& member : members_) {
    auto user = workspace().store.Get(domain::UserId{member.user_id});
    ASSERT_TRUE(user) << member.login;
    accounts_[member.user_id] = *std::move(user);
  }
}

void AccessWorld::PutAccountsBack() {
  const base::Status back =
      workspace().store.Write({}, [&](store::UnitOfWork& unit) -> base::Status {
        for (auto& [id, kept] : accounts_) {
          JIEDUI_ASSIGN(std::unique_ptr<Record> now, unit.GetAny(Kind::kUser, id));
          if (now->version == kept.version) continue;
          if (now->deleted) JIEDUI_CHECK(unit.Restore(*now));
          JIEDUI_ASSIGN(const domain::User live, unit.Get(domain::UserId{id}));
          domain::User user = kept;
          user.version = live.version;
          JIEDUI_CHECK(unit.Update(user));
          kept.version = user.version;
        }
        return {};
      });
  ASSERT_TRUE(back) << back.error().message;
}

std::unique_ptr<Record> AccessWorld::Stored(Object object) {
  auto record = workspace().store.Read()->GetAny(object.kind, object.id);
  return record ? std::move(record).value() : nullptr;
}

std::vector<std::int64_t> AccessWorld::MarksIn(const std::string& text, bool titles) {
  static const std::regex words("机密([0-9]{1,18})文");
  static const std::regex names("题([0-9]{1,18})目");
  std::vector<std::int64_t> ids;
  for (const std::regex* const mark : {&words, &names}) {
    if (mark == &names && !titles) continue;
    for (auto at = std::sregex_iterator(text.begin(), text.end(), *mark);
         at != std::sregex_iterator(); ++at)
      ids.push_back(std::stoll((*at)[1]));
  }
  return ids;
}

std::vector<std::int64_t> AccessWorld::PhonesIn(const std::string& text) {
  static const std::regex phone("电话([0-9]{1,18})号");
  std::vector<std::int64_t> ids;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), phone);
       at != std::sregex_iterator(); ++at)
    ids.push_back(std::stoll((*at)[1]));
  return ids;
}

std::string AccessWorld::TextOf(const Reply& reply) {
  return reply.body.starts_with("PK") ? Unpacked(reply.body) : reply.body;
}

bool AccessWorld::IsNamedToOthers(Kind kind) {
  return domain::PairKindOfHelper(kind).has_value() || kind == Kind::kPlan || kind == Kind::kUser;
}

}  // namespace jiedui::api
