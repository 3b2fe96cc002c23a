#include <cmath>

#include "domain/leads.h"
#include "services/demo/draw_internal.h"

namespace jiedui::services::demo {
namespace {

using domain::Enterprise;
using domain::Innovation;

}  // namespace

void AddFunds(Draft& draft) {
  Random random = draft.Numbers("funds");
  for (const FundWords& words : draft.words.funds) {
    domain::Fund& fund = draft.Add<domain::Fund>();
    fund.name = words.name + "（演示）";
    fund.issuer = words.issuer;
    fund.activities = words.activities;
    fund.text = words.text + std::string(kMark) + "。";
    fund.most_wan = words.most_wan;
    fund.opens_on = DayAfterNotice(draft, random.Between(-20, 40));
    fund.closes_on = DayAfterNotice(draft, random.Between(90, 180));
  }
}

void AddApplications(Draft& draft) {
  using State = domain::ApplicationState;
  constexpr std::size_t kApplications = 56;
  constexpr std::array<std::pair<State, std::int64_t>, 5> kShares = {{{State::kDraft, 14},
                                                                      {State::kSubmitted, 34},
                                                                      {State::kApproved, 24},
                                                                      {State::kRefused, 8},
                                                                      {State::kPaid, 20}}};
  Random random = draft.Numbers("applications");
  std::vector<const domain::Fund*> funds;
  for (const auto& record : draft.records) {
    if (record->kind() == domain::Kind::kFund)
      funds.push_back(static_cast<const domain::Fund*>(record.get()));
  }
  if (funds.empty()) return;
  for (const std::size_t i : Innovating(draft, Innovation::kOtherActivity, kApplications, random)) {
    const domain::Fund& fund = *random.Pick(funds);
    domain::FundApplication& application = draft.Add<domain::FundApplication>();
    Belong(application, *draft.enterprises[i].record);
    application.source_kind = domain::Kind::kFund;
    application.source_id = fund.id;
    const auto most = static_cast<std::int64_t>(fund.most_wan.value_or(20));
    application.asked_wan =
        static_cast<double>(random.Between(std::max<std::int64_t>(1, most / 3), most));
    application.state = DrawState(kShares, random);
    if (application.state == State::kDraft) continue;
    application.applied_on = DayAfterNotice(draft, random.Between(20, 100));
    const bool granted = application.state == State::kApproved || application.state == State::kPaid;
    if (granted)
      application.granted_wan =
          std::floor(application.asked_wan * static_cast<double>(random.Between(50, 100)) / 100);
    if (application.state == State::kRefused) application.reason = "申报材料不齐，未通过评审";
  }
}

/// The strongest of each industry.
void AddListings(Draft& draft) {
  using State = domain::ListingState;
  constexpr std::array<std::pair<State, std::int64_t>, 5> kShares = {{{State::kCandidate, 42},
                                                                      {State::kRecommended, 30},
                                                                      {State::kFiled, 14},
                                                                      {State::kListed, 8},
                                                                      {State::kDropped, 6}}};
  Random random = draft.Numbers("listings");
  for (const Industry& industry : draft.words.industries) {
    const Positions leaders = draft.LeadersOf(industry.lines);
    const auto most = static_cast<std::size_t>(random.Between(1, 2));
    for (std::size_t k = 0; k < std::min(most, leaders.size()); ++k) {
      const Enterprise& enterprise = *draft.enterprises[leaders[k]].record;
      if (enterprise.innovation != Innovation::kInstitution) continue;
      domain::Listing& listing = draft.Add<domain::Listing>();
      Belong(listing, enterprise);
      listing.board = random.Percent(25)   ? domain::Board::kStar
                      : random.Percent(50) ? domain::Board::kNeeq
                                           : domain::Board::kInnovation;
      listing.grounds =
          "有研发机构，" + industry.name +
          random.Pick(Texts{"行业营业收入居前，主导产品市场占有率高",
                            "行业研发投入强度居前，拥有自主知识产权", "行业龙头，品牌知名度较高"});
      listing.state = DrawState(kShares, random);
      if (listing.state == State::kDropped) listing.reason = "企业调整上市计划";
    }
  }
}

}  // namespace jiedui::services::demo
