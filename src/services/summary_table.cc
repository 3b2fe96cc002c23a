#include "services/summary_table.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <tuple>

#include "services/access.h"
#include "services/campaigns.h"

namespace jiedui::services {
namespace {

using base::Result;
using base::Status;
using domain::Enterprise;
using domain::Kind;
using domain::SignOff;
using domain::Survey;

/// A place's position in the reference, after all where it has none.
template <class T>
std::size_t OrderOf(const std::vector<T>& all, const std::string& code) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const T& one) { return one.code == code; });
  return static_cast<std::size_t>(found - all.begin());
}

std::int64_t Yuan(double wan) { return std::llround(wan * 10'000); }

void TakeEnterprise(const domain::Reference& reference, const Enterprise& enterprise,
                    SummaryRow& row) {
  row.name = enterprise.name;
  row.credit_code = enterprise.credit_code;
  row.region_code = enterprise.region_code;
  row.programme_sector = enterprise.programme_sector;
  row.department_code = std::string(reference.DepartmentOf(enterprise.programme_sector));
}

void TakeSurvey(const Survey& survey, SummaryRow& row) {
  row.people = survey.institution_staff + survey.project_staff;
  row.spending_yuan = Yuan(survey.institution_spending_wan) + Yuan(survey.project_spending_wan);
  row.institution = survey.institution_count > 0;
  row.activity = !survey.project_name.empty() || survey.project_spending_wan > 0;
  row.other = !survey.activities.empty();
}

/// What it was signed off for it has, whatever the survey says of it besides.
void TakeBasis(SummaryRow& row) {
  row.institution = row.institution || row.basis == domain::SignOffBasis::kInstitution;
  row.activity = row.activity || row.basis == domain::SignOffBasis::kRdActivity;
  row.other = row.other || row.basis == domain::SignOffBasis::kOtherActivity;
}

SummaryRow RowOf(const SignOff& sign_off) {
  SummaryRow row;
  row.sign_off_id = sign_off.id;
  row.enterprise_id = sign_off.enterprise.value;
  row.basis = sign_off.basis;
  row.signed_on = base::DateInChina(sign_off.signed_ms);
  return row;
}

/// Calls `take(record, row)` for every row whose record of that kind there is; `ids` go with
/// `rows`.
template <class T, class Take>
Status Fill(const store::Reader& reader, std::span<const std::int64_t> ids,
            std::vector<SummaryRow>& rows, Take take) {
  constexpr std::size_t kAtOnce = 500;
  std::multimap<std::int64_t, SummaryRow*> waiting;
  for (std::size_t i = 0; i < ids.size(); ++i) waiting.emplace(ids[i], &rows[i]);
  for (std::size_t first = 0; first < ids.size(); first += kAtOnce) {
    const auto part = ids.subspan(first, std::min(kAtOnce, ids.size() - first));
    JIEDUI_ASSIGN(const auto records, reader.GetMany(T::kKind, part));
    for (const auto& record : records) {
      const auto [from, to] = waiting.equal_range(record->id);
      for (auto at = from; at != to; ++at) take(static_cast<const T&>(*record), *at->second);
    }
  }
  return {};
}

void Add(const SummaryRow& row, SummaryTotal& total) {
  ++total.enterprises;
  total.institution += row.institution ? 1 : 0;
  total.activity += row.activity ? 1 : 0;
  total.other += row.other ? 1 : 0;
  total.people += row.people;
  total.spending_yuan += row.spending_yuan;
  ++total.by_basis[static_cast<std::size_t>(row.basis)];
}

/// The sums by the code that `code_of` gives, in the order of `all`.
template <class T>
std::vector<SummaryTotal> SumBy(const std::vector<SummaryRow>& rows, const std::vector<T>& all,
                                std::string SummaryRow::*code_of) {
  std::map<std::size_t, SummaryTotal> sums;
  for (const SummaryRow& row : rows) {
    const std::size_t order = OrderOf(all, row.*code_of);
    SummaryTotal& sum = sums[order];
    if (order < all.size()) {
      sum.code = all[order].code;
      sum.zh = all[order].name;
      sum.en = all[order].name_en;
    } else {
      sum.zh = "未确定";
      sum.en = "Not settled";
    }
    Add(row, sum);
  }
  std::vector<SummaryTotal> totals;
  totals.reserve(sums.size());
  for (auto& [order, sum] : sums) totals.push_back(std::move(sum));
  return totals;
}

void Order(const domain::Reference& reference, std::vector<SummaryRow>& rows) {
  const auto key = [&](const SummaryRow& row) {
    return std::tuple(OrderOf(reference.regions(), row.region_code),
                      OrderOf(reference.programme_sectors(), row.programme_sector),
                      std::string_view(row.credit_code));
  };
  std::sort(rows.begin(), rows.end(),
            [&](const SummaryRow& a, const SummaryRow& b) { return key(a) < key(b); });
}

}  // namespace

Result<SummaryTable> MakeSummaryTable(Workspace& workspace, const domain::Actor& actor,
                                      std::int64_t campaign_id, const RosterQuery& query) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kRead));
  JIEDUI_ASSIGN(store::Filters filters, RosterFilters(workspace, actor, Kind::kSignOff, query));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  SummaryTable table;
  JIEDUI_ASSIGN(table.campaign, CampaignAsked(session, campaign_id));
  filters.push_back(store::Equals("campaign", table.campaign.id));
  filters.push_back(
      store::Equals("state", std::string(domain::Code(domain::SignOffState::kSignedOff))));
  std::vector<std::int64_t> enterprises;
  std::vector<std::int64_t> surveys;
  JIEDUI_CHECK(session.ForEach<SignOff>(filters, [&](const SignOff& sign_off) {
    if (sign_off.voided) {
      ++table.voided;
      return;
    }
    table.rows.push_back(RowOf(sign_off));
    enterprises.push_back(sign_off.enterprise.value);
    surveys.push_back(sign_off.survey.value);
  }));
  const domain::Reference& reference = workspace.reference;
  JIEDUI_CHECK(Fill<Enterprise>(session, enterprises, table.rows,
                                [&](const Enterprise& enterprise, SummaryRow& row) {
                                  TakeEnterprise(reference, enterprise, row);
                                }));
  JIEDUI_CHECK(Fill<Survey>(session, surveys, table.rows, TakeSurvey));
  for (SummaryRow& row : table.rows) TakeBasis(row);
  Order(reference, table.rows);
  table.by_region = SumBy(table.rows, reference.regions(), &SummaryRow::region_code);
  table.by_department = SumBy(table.rows, reference.departments(), &SummaryRow::department_code);
  table.by_sector = SumBy(table.rows, reference.programme_sectors(), &SummaryRow::programme_sector);
  table.total.zh = "合计";
  table.total.en = "Total";
  for (const SummaryRow& row : table.rows) Add(row, table.total);
  return table;
}

}  // namespace jiedui::services
