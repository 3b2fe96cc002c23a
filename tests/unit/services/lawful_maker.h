#pragma once

#include "base/json_text.h"
#include "domain/credit_code.h"
#include "domain/enterprise.h"
#include "domain/guidance.h"
#include "domain/user.h"
#include "support/record_maker.h"
#include "unit/services/workspace_fixture.h"

namespace jiedui::services {

/// Random records that keep the rules of every kind, with texts that files like to lose.
class LawfulMaker {
  using Kind = domain::Kind;
  using Record = domain::Record;
  using FieldDef = domain::FieldDef;

 public:
  LawfulMaker(TestCity& city, std::uint32_t seed) : city_(city), maker_(seed) {}

  /// A value for the field; monostate now and then.
  domain::Value ValueFor(Kind kind, const FieldDef& field) {
    const std::unique_ptr<Record> record = maker_.Make(kind);
    Mend(*record, field);
    return field.get(*record);
  }

  /// Stores one more of the kind; what its required references are of must be there.
  void Put(Kind kind) {
    std::unique_ptr<Record> record = maker_.Make(kind);
    for (const FieldDef& field : domain::TypeOf(kind).fields) Mend(*record, field);
    MendWhole(*record);
    const base::Status stored =
        city_.store_->Write(store::ContextOf(domain::Operator()),
                            [&](store::UnitOfWork& unit) { return unit.Insert(*record); });
    ASSERT_TRUE(stored) << domain::Code(kind) << ": " << stored.error().message;
    maker_.known[kind].push_back(record->id);
  }

 private:
  std::int64_t Known(Kind kind) {
    const auto& ids = maker_.known[kind];
    return ids.empty() ? 0 : ids[maker_.Below(ids.size())];
  }
  void Set(Record& record, std::string_view name, const domain::Value& value) {
    const FieldDef* const field = domain::TypeOf(record.kind()).Find(name);
    if (field == nullptr) return;
    ASSERT_TRUE(domain::SetField(record, *field, value)) << name;
  }

  /// Ids without a type, and what is long.
  void Mend(Record& record, const FieldDef& field) {
    if (field.Is(domain::kAccount)) Set(record, field.name, Known(Kind::kUser));
    if (!field.kind_field.empty()) {
      constexpr std::array kKinds = {Kind::kEnterprise, Kind::kExpert, Kind::kFund};
      const Kind kind = kKinds.at(maker_.Below(kKinds.size()));
      const bool none = !field.Is(domain::kRequired) && maker_.Below(3) == 0;
      Set(record, field.kind_field, std::string(domain::Code(kind)));
      Set(record, field.name, none ? 0 : maker_.known[kind].back());
    }
    if (field.type == domain::FieldType::kJson && maker_.Below(3) == 0) {
      std::string text;
      for (int i = 0; i < 9'000; ++i) text += "煤\"层_x0041_=";
      Set(record, field.name, "{\"long\":" + base::JsonQuote(text) + "}");
    }
  }

  void MendWhole(Record& record) {
    const bool zone = maker_.Below(2) == 0;
    Set(record, "region_code", std::string(zone ? "140571" : "140525"));
    Set(record, "sectors",
        std::vector<std::string>{"3391", city_.reference_.programme_sectors().front().code});
    Set(record, "sector_code", std::string("3391"));
    Set(record, "shared", true);
    if (record.kind() == Kind::kBooking) {
      auto& booking = static_cast<domain::Booking&>(record);
      booking.ends_ms = booking.starts_ms + 3'600'000;
    }
    switch (record.kind()) {
      case Kind::kEnterprise:
        return MendEnterprise(static_cast<domain::Enterprise&>(record));
      case Kind::kUser:
        Set(record, "role", std::string("auditor"));
        return Set(record, "department_code", city_.reference_.departments().front().code);
      case Kind::kWebhook:  // one that is restored sends nothing until somebody says so
        return Set(record, "active", false);
      case Kind::kGroupMember:
        return Set(record, maker_.Below(2) == 0 ? "work_team" : "city_group", domain::Value{});
      default:
        return TakeScope(record);
    }
  }

  void MendEnterprise(domain::Enterprise& enterprise) {
    const std::string body = "91140500MA0" + std::to_string(100'000 + ++codes_);
    enterprise.credit_code = body + domain::CreditCodeCheckDigit(body);
    enterprise.programme_sector = std::string(city_.reference_.ProgrammeSectorOf("3391"));
    enterprise.rd_staff = enterprise.employees;
    if (enterprise.registered_capital_wan) enterprise.capital_currency = "USD";
  }

  void TakeScope(Record& record) {
    const FieldDef* const field = domain::TypeOf(record.kind()).Find("enterprise");
    if (field == nullptr) return;
    const std::int64_t id = std::get<std::int64_t>(field->get(record));
    const auto enterprise = city_.store_->Get(domain::EnterpriseId{id}).value();
    Set(record, "region_code", enterprise.region_code);
    Set(record, "programme_sector", enterprise.programme_sector);
  }

  TestCity& city_;
  testing::RecordMaker maker_;
  int codes_ = 0;
};

}  // namespace jiedui::services
