#include "services/demo/ledger_history.h"

#include "services/record_events.h"
#include "services/settle.h"
#include "services/visits.h"

namespace jiedui::services {
namespace {

using base::Result;
using base::Status;
using domain::LedgerItem;
using domain::Need;
using domain::Pairing;

constexpr base::TimeMs kDayMs = 86'400'000;
constexpr std::size_t kProblemEvery = 3;

class Teller {
 public:
  Teller(Workspace& workspace, base::FixedClock& clock) : workspace_(workspace), clock_(clock) {}

  /// The enterprise's first need that is matched; nothing where it has none.
  Result<std::optional<Need>> MatchedNeed(const Pairing& pairing) {
    JIEDUI_ASSIGN(const store::ReadSession session, workspace_.store.Read());
    store::ListQuery query;
    query.filters = {store::Equals("enterprise", pairing.enterprise.value),
                     store::Equals("state", std::string("matched")),
                     store::Equals("pairing", domain::Value{})};
    query.limit = 1;
    JIEDUI_ASSIGN(auto page, session.List<Need>(query));
    if (page.records.empty()) return std::optional<Need>();
    return std::optional(std::move(page.records.front()));
  }

  Status LinkNeed(Need& need, const Pairing& pairing) {
    need.pairing = {pairing.id};
    return workspace_.store.Write(store::ContextOf(domain::Operator(), "结对对应需求"),
                                  [&](store::UnitOfWork& unit) -> Status {
                                    JIEDUI_CHECK(Settle(workspace_.reference, unit, need));
                                    return unit.Update(need);
                                  });
  }

  Result<VisitReport> Visit(const Need& need, const Pairing& pairing, bool problem) {
    VisitReport report;
    report.visit.enterprise = pairing.enterprise;
    report.visit.way = domain::VisitWay::kOnSite;
    report.visit.subject = "专家入企指导";
    report.visit.findings = "围绕“" + need.title + "”查看现场，确定试验方案。";
    report.visit.pairing = {pairing.id};
    report.visit.helper_kind = pairing.helper_kind;
    report.visit.helper_id = pairing.helper_id;
    if (problem) {
      LedgerItem item;
      item.problem = "合作项目的研发费用加计扣除归集口径不清。";
      item.need = {need.id};
      report.problems.push_back(std::move(item));
    }
    return RecordVisit(workspace_, domain::Operator(), std::move(report));
  }

  /// Arranged, reported, settled, and the enterprise satisfied, in time.
  Status SettleInTime(const LedgerItem& item) {
    const domain::RecordType& type = domain::TypeOf(domain::Kind::kLedgerItem);
    const auto value = [](std::string text) { return domain::Value{std::move(text)}; };
    std::int64_t version = item.version;
    const std::array<RecordEventRequest, 4> story = {{
        {"arrange", "", {{type.Find("handler"), value("税源科")}}},
        {"report", "", {{type.Find("progress"), value("已与财务人员核对项目清单")}}},
        {"settle", "", {{type.Find("outcome"), value("上门辅导归集口径，补充留存备查资料")}}},
        {"confirm", "电话回访", {{type.Find("satisfaction"), value("satisfied")}}},
    }};
    for (const RecordEventRequest& event : story) {
      JIEDUI_ASSIGN(const auto after, PostRecordEvent(workspace_, domain::Operator(), item.kind(),
                                                      item.id, version, event));
      version = after->version;
      clock_.Advance(kDayMs);
    }
    return {};
  }

 private:
  Workspace& workspace_;
  base::FixedClock& clock_;
};

}  // namespace

Status MakeLedgerHistory(Workspace& workspace, base::FixedClock& clock,
                         const std::vector<Pairing>& accepted) {
  Teller teller(workspace, clock);
  std::size_t told = 0;
  for (const Pairing& pairing : accepted) {
    JIEDUI_ASSIGN(std::optional<Need> need, teller.MatchedNeed(pairing));
    if (!need) continue;
    JIEDUI_CHECK(teller.LinkNeed(*need, pairing));
    JIEDUI_ASSIGN(const VisitReport report,
                  teller.Visit(*need, pairing, told++ % kProblemEvery == 0));
    if (report.problems.empty()) continue;
    JIEDUI_CHECK(teller.SettleInTime(report.problems.front()));
  }
  return {};
}

}  // namespace jiedui::services
