#include "base/text.h"
#include "domain/credit_code.h"
#include "services/demo/draft_internal.h"

namespace jiedui::services::demo {
namespace {

/// Enterprises of every line in every area, by the shares of lines.tsv.
std::vector<EnterpriseDraft> Seats(const Draft& draft) {
  std::vector<std::int64_t> shares;
  for (const Line& line : draft.words.lines) {
    shares.insert(shares.end(), line.share.begin(), line.share.end());
  }
  const std::vector<std::int64_t> counts = Apportion(draft.options.enterprises, shares);
  const std::size_t areas = draft.words.areas.size();
  std::vector<EnterpriseDraft> seats;
  for (std::size_t cell = 0; cell < counts.size(); ++cell) {
    for (std::int64_t i = 0; i < counts[cell]; ++i) {
      seats.push_back({.record = nullptr,
                       .line = cell / areas,
                       .area = cell % areas,
                       .group = std::nullopt,
                       .products = {}});
    }
  }
  return seats;
}

/// Gives each group its enterprises, of its lines, none to two groups.
void AssignGroups(const Draft& draft, std::vector<EnterpriseDraft>& seats, Random& random) {
  for (std::size_t g = 0; g < draft.words.groups.size(); ++g) {
    const GroupWords& group = draft.words.groups[g];
    Positions candidates;
    for (std::size_t i = 0; i < seats.size(); ++i) {
      const bool its_line =
          std::find(group.lines.begin(), group.lines.end(), seats[i].line) != group.lines.end();
      if (its_line && !seats[i].group) candidates.push_back(i);
    }
    for (const std::size_t i :
         random.Sample(std::move(candidates), static_cast<std::size_t>(group.size))) {
      seats[i].group = g;
    }
  }
}

/// Draws names that nobody has yet.
class NameMaker {
 public:
  NameMaker(const Words& words, Random& random)
      : words_(words), random_(random), brands_(words.names.brands) {
    random_.Shuffle(brands_);
  }

  std::string Make(const EnterpriseDraft& seat) {
    for (;;) {
      const std::string brand = seat.group ? words_.groups[*seat.group].brand : NextBrand();
      const Line& line = words_.lines[seat.line];
      std::string name = random_.Pick(words_.areas[seat.area].prefixes) + brand +
                         random_.Pick(line.words) + random_.Pick(words_.names.legal_forms);
      if (used_.insert(name).second) return name;
      if (seat.group && ++clashes_ % 8 == 0) {  // the group has all of these names: number them
        name = words_.areas[seat.area].prefixes.front() + brand + "第" +
               std::to_string(clashes_ / 8) + line.words.front() + words_.names.legal_forms.front();
        if (used_.insert(name).second) return name;
      }
    }
  }

 private:
  const std::string& NextBrand() { return brands_[next_brand_++ % brands_.size()]; }

  const Words& words_;
  Random& random_;
  Texts brands_;
  std::size_t next_brand_ = 0;
  std::int64_t clashes_ = 0;
  std::set<std::string> used_;
};

std::string EnterpriseType(const EnterpriseDraft& seat, const std::string& name, Random& random) {
  if (name.ends_with("股份有限公司")) return "股份有限公司(非上市、自然人投资或控股)";
  if (seat.group) return "有限责任公司(非自然人投资或控股的法人独资)";
  return random.Percent(85) ? "有限责任公司(自然人投资或控股)" : "有限责任公司(国有控股)";
}

std::string BusinessScope(const Draft& draft, const EnterpriseDraft& seat, Random& random) {
  std::string scope = Expand(draft.LineOf(seat).scope, base::Join(seat.products, "、"), random);
  const auto extras = static_cast<std::size_t>(random.Between(1, 3));
  for (const std::string& extra : random.Sample(draft.words.names.scope_extras, extras)) {
    scope += "；" + extra;
  }
  return scope + "。（依法须经批准的项目，经相关部门批准后方可开展经营活动）";
}

void Describe(Draft& draft, EnterpriseDraft& seat, NameMaker& names, Random& random) {
  const Area& area = draft.words.areas[seat.area];
  const Line& line = draft.LineOf(seat);
  seat.products = random.Sample(line.products, static_cast<std::size_t>(random.Between(1, 3)));
  domain::Enterprise& e = draft.Add<domain::Enterprise>();
  seat.record = &e;
  e.name = names.Make(seat);
  e.credit_code =
      FictionalCreditCode(area.authority, static_cast<std::int64_t>(draft.enterprises.size()));
  e.region_code = area.region_code;
  e.sector_code = line.code;
  e.programme_sector = draft.IndustryOf(seat).programme_sector;
  e.sector_confidence = 1;
  e.sector_source =
      random.Percent(30) ? domain::SectorSource::kConfirmed : domain::SectorSource::kImported;
  e.registered_on = base::Date{static_cast<std::int32_t>(random.Between(1996, 2017)),
                               static_cast<std::uint8_t>(random.Between(1, 12)),
                               static_cast<std::uint8_t>(random.Between(1, 28))};
  e.enterprise_type = EnterpriseType(seat, e.name, random);
  e.capital_currency = "CNY";
  e.business_scope = BusinessScope(draft, seat, random);
  e.products = base::Join(seat.products, "、");
  e.above_scale = true;
  if (seat.group) e.ownership_group = draft.words.groups[*seat.group].name;
  e.contact_name = draft.Person(random);
  e.contact_phone = draft.Phone();
  e.address = area.park + std::to_string(random.Between(1, 199)) + "号" + std::string(kMark);
}

}  // namespace

std::string FictionalCreditCode(std::string_view authority, std::int64_t number) {
  const std::string digits = std::to_string(number);
  const std::string body = "DEM0" + std::string(4 - digits.size(), '0') + digits;
  constexpr std::array kWeights = {3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < body.size(); ++i) {
    const char c = body[i];
    sum += kWeights[i] * (c >= 'A' ? c - 'A' + 10 : c - '0');
  }
  const int check = 11 - sum % 11;
  const char check_digit = check == 10 ? 'X' : static_cast<char>('0' + check % 11);
  std::string code = "91" + std::string(authority) + body + check_digit;
  return code + domain::CreditCodeCheckDigit(code);
}

void AddEnterprises(Draft& draft) {
  Random random = draft.Numbers("enterprises");
  std::vector<EnterpriseDraft> seats = Seats(draft);
  AssignGroups(draft, seats, random);
  NameMaker names(draft.words, random);
  for (EnterpriseDraft& seat : seats) {
    Describe(draft, seat, names, random);
    draft.enterprises.push_back(std::move(seat));
  }
  SetFigures(draft);
}

}  // namespace jiedui::services::demo
