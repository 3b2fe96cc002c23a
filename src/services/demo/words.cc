#include "base/text.h"
#include "services/demo/words_internal.h"
#include "services/demo/words_reader_internal.h"

namespace jiedui::services::demo {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Status;
using Columns = std::vector<std::string_view>;

/// Reads one file after the other into `words`; later files name things of earlier ones.
class WordsParser {
 public:
  WordsParser(const domain::Reference& reference, const DemoInputs& inputs)
      : reference_(reference), inputs_(inputs) {}

  base::Result<Words> Parse();

 private:
  Status Read(std::string_view file, const Columns& columns,
              const std::function<void(RowReader&)>& each);
  Status ReadAreas();
  Status ReadLines();
  Status ReadIndustries();
  Status ReadProblems();
  Status ReadNames();
  Status ReadHelpers();
  Status ReadGroups();
  Status ReadProgramme();
  Status ReadOrganisation();
  Status ReadLeads();
  Status LinkIndustries();

  const domain::Reference& reference_;
  const DemoInputs& inputs_;
  Words words_;
};

Status WordsParser::Read(std::string_view file, const Columns& columns,
                         const std::function<void(RowReader&)>& each) {
  const auto text = inputs_.find(file);
  if (text == inputs_.end()) {
    return Fail(ErrorCode::kInvalid, std::string(file) + " is missing", std::string(file));
  }
  return domain::ReadTsv(file, text->second, columns, [&](const domain::TsvRow& row) -> Status {
    RowReader reader(reference_, words_, row, columns);
    each(reader);
    return reader.status();
  });
}

Status WordsParser::ReadAreas() {
  return Read("areas.tsv", {"area", "area", "prefixes", "authority", "park"}, [&](RowReader& row) {
    words_.areas.push_back({.name = row.Required(),
                            .region_code = row.Region(),
                            .prefixes = row.List(),
                            .authority = row.Required(),
                            .park = row.Required()});
  });
}

Status WordsParser::ReadIndustries() {
  return Read("industries.tsv", {"industry", "innovating_percent", "experts", "top_rd_permille"},
              [&](RowReader& row) {
                words_.industries.push_back({.name = row.Required(),
                                             .programme_sector = {},
                                             .innovating_percent = row.Integer(),
                                             .experts = row.Integer(),
                                             .top_rd_permille = row.Integer(),
                                             .lines = {},
                                             .fields = {}});
              });
}

Status WordsParser::ReadLines() {
  Columns columns = {"key",      "industry", "code",        "words",
                     "products", "scope",    "revenue_wan", "per_head_wan"};
  for (const Area& area : words_.areas) columns.push_back(area.name);
  return Read("lines.tsv", columns, [&](RowReader& row) {
    Line line{.key = row.Required(),
              .industry = row.Industry(),
              .code = row.Required(),
              .words = row.List(),
              .products = row.List(),
              .scope = row.Required(),
              .share = {},
              .revenue_wan = row.Integer(),
              .per_head_wan = row.Integer()};
    for (std::size_t i = 0; i < words_.areas.size(); ++i) line.share.push_back(row.Integer());
    words_.lines.push_back(std::move(line));
  });
}

Status WordsParser::ReadProblems() {
  return Read("problems.tsv", {"industry", "lines", "field", "need", "text", "solution", "result"},
              [&](RowReader& row) {
                words_.problems.push_back({.industry = row.Industry(),
                                           .lines = row.Lines(),
                                           .field = row.Required(),
                                           .need = row.Required(),
                                           .text = row.Required(),
                                           .solution = row.Required(),
                                           .result = row.Required()});
              });
}

Texts Characters(const std::string& text) {
  Texts characters;
  for (const char32_t c : base::ToCodePoints(text)) {
    characters.push_back(base::FromCodePoints(std::u32string_view(&c, 1)));
  }
  return characters;
}

Status WordsParser::ReadNames() {
  JIEDUI_CHECK(Read("brands.tsv", {"brand"},
                    [&](RowReader& row) { words_.names.brands.push_back(row.Required()); }));
  NameParts& names = words_.names;
  const std::map<std::string_view, Texts*> lists = {{"extra", &names.scope_extras},
                                                    {"office", &names.offices},
                                                    {"form", &names.legal_forms},
                                                    {"title", &names.titles},
                                                    {"closing", &names.need_closings}};
  const std::map<std::string_view, Texts*> alphabets = {
      {"surname", &names.surnames}, {"first", &names.first}, {"second", &names.second}};
  return Read("names.tsv", {"part", "text"}, [&](RowReader& row) {
    const std::string part = row.Required();
    const std::string text = row.Required();
    if (const auto list = lists.find(part); list != lists.end()) list->second->push_back(text);
    if (const auto set = alphabets.find(part); set != alphabets.end()) {
      *set->second = Characters(text);
    }
  });
}

Status WordsParser::ReadHelpers() {
  JIEDUI_CHECK(
      Read("institutions.tsv", {"name", "kind", "region", "industries"}, [&](RowReader& row) {
        words_.institutions.push_back({.name = row.Required(),
                                       .kind = row.Required(),
                                       .region_code = row.Region(),
                                       .industries = row.Industries()});
      }));
  JIEDUI_CHECK(
      Read("teams.tsv", {"name", "industry", "fields", "organisation"}, [&](RowReader& row) {
        words_.teams.push_back({.name = row.Required(),
                                .industry = row.Industry(),
                                .fields = row.List(),
                                .organisation = row.Required()});
      }));
  JIEDUI_CHECK(Read("alliances.tsv", {"name", "lines", "description"}, [&](RowReader& row) {
    words_.alliances.push_back(
        {.name = row.Required(), .lines = row.Lines(), .description = row.Required()});
  }));
  const Columns columns = {"name",      "level",        "industries", "fields",
                           "host_line", "organisation", "description"};
  return Read("platforms.tsv", columns, [&](RowReader& row) {
    PlatformWords platform{.name = row.Required(),
                           .level = row.Choice<domain::Level>(),
                           .industries = row.Industries(),
                           .fields = row.List(),
                           .host_line = {},
                           .organisation = {},
                           .description = {}};
    if (const Positions host = row.Lines(); !host.empty()) platform.host_line = host.front();
    platform.organisation = row.Text();
    platform.description = row.Required();
    words_.platforms.push_back(std::move(platform));
  });
}

Status WordsParser::ReadGroups() {
  JIEDUI_CHECK(Read("groups.tsv", {"name", "brand", "lines", "size"}, [&](RowReader& row) {
    words_.groups.push_back({.name = row.Required(),
                             .brand = row.Required(),
                             .lines = row.Lines(),
                             .size = row.Integer()});
  }));
  return Read("city_groups.tsv", {"name", "lead", "lead", "areas"}, [&](RowReader& row) {
    words_.city_groups.push_back({.name = row.Required(),
                                  .lead = row.Department(),
                                  .lead_name = row.Required(),
                                  .areas = row.Areas()});
  });
}

Status WordsParser::ReadProgramme() {
  const Columns policy_columns = {"name",       "level",           "issuer",
                                  "months_ago", "industries",      "fields",
                                  "needs_rd",   "min_revenue_wan", "text"};
  JIEDUI_CHECK(Read("policies.tsv", policy_columns, [&](RowReader& row) {
    words_.policies.push_back({.name = row.Required(),
                               .level = row.Choice<domain::GovernmentLevel>(),
                               .issuer = row.Required(),
                               .months_ago = row.Integer(),
                               .industries = row.Industries(),
                               .fields = row.List(),
                               .needs_rd = row.Flag(),
                               .min_revenue_wan = row.Number(),
                               .text = row.Required()});
  }));
  JIEDUI_CHECK(Read("ledger.tsv", {"owner", "department", "industries", "problem", "outcome"},
                    [&](RowReader& row) {
                      words_.ledger.push_back({.owner = row.Choice<domain::LedgerOwner>(),
                                               .department = row.Department(),
                                               .industries = row.Industries(),
                                               .problem = row.Required(),
                                               .outcome = row.Required()});
                    }));
  JIEDUI_CHECK(Read("visits.tsv", {"way", "subject", "findings"}, [&](RowReader& row) {
    words_.visits.push_back({.way = row.Choice<domain::VisitWay>(),
                             .subject = row.Required(),
                             .findings = row.Required()});
  }));
  return Read("activities.tsv", {"code", "rd_institution", "rd_activity", "other_activity"},
              [&](RowReader& row) {
                words_.activities.push_back({.code = row.Required(),
                                             .institution_percent = row.Integer(),
                                             .research_percent = row.Integer(),
                                             .other_percent = row.Integer()});
              });
}

Status WordsParser::ReadOrganisation() {
  JIEDUI_CHECK(Read("posts.tsv", {"title", "holder", "organisation"}, [&](RowReader& row) {
    words_.posts.push_back(
        {.title = row.Required(), .holder = row.Required(), .organisation = row.Required()});
  }));
  const Columns columns = {"login", "display_name", "role", "region", "department", "own", "rank"};
  return Read("users.tsv", columns, [&](RowReader& row) {
    UserWords user{.login = row.Required(),
                   .display_name = row.Required(),
                   .role = row.Choice<domain::Role>(),
                   .region_code = row.Region(),
                   .department_code = row.Department(),
                   .own = row.Text(),
                   .rank = 0};
    if (!user.own.empty()) user.rank = static_cast<std::size_t>(row.Integer());
    words_.users.push_back(std::move(user));
  });
}

Status WordsParser::ReadLeads() {
  const Columns equipment = {"name", "model", "industries", "description", "terms"};
  JIEDUI_CHECK(Read("equipment.tsv", equipment, [&](RowReader& row) {
    words_.equipment.push_back({.name = row.Required(),
                                .model = row.Text(),
                                .industries = row.Industries(),
                                .description = row.Required(),
                                .terms = row.Required()});
  }));
  const Columns funds = {"name", "issuer", "activities", "most_wan", "text"};
  JIEDUI_CHECK(Read("funds.tsv", funds, [&](RowReader& row) {
    words_.funds.push_back({.name = row.Required(),
                            .issuer = row.Required(),
                            .activities = row.List(),
                            .most_wan = row.Integer(),
                            .text = row.Required()});
  }));
  JIEDUI_CHECK(Read("pilots.tsv", {"kind", "title", "experience"}, [&](RowReader& row) {
    words_.pilots.push_back({.kind = row.Choice<domain::PilotKind>(),
                             .title = row.Required(),
                             .experience = row.Required()});
  }));
  const Columns projects = {"chain", "title", "description", "result"};
  JIEDUI_CHECK(Read("projects.tsv", projects, [&](RowReader& row) {
    words_.projects.push_back({.chain = row.Choice<domain::ChainType>(),
                               .title = row.Required(),
                               .description = row.Required(),
                               .result = row.Required()});
  }));
  return Read("guidance.tsv", {"helper", "subject", "content", "outcome"}, [&](RowReader& row) {
    words_.guidance.push_back({.helper = row.Choice<domain::Kind>(),
                               .subject = row.Required(),
                               .content = row.Required(),
                               .outcome = row.Required()});
  });
}

/// Gives each industry its programme sector, lines and fields.
Status WordsParser::LinkIndustries() {
  for (std::size_t i = 0; i < words_.lines.size(); ++i) {
    const Line& line = words_.lines[i];
    Industry& industry = words_.industries[line.industry];
    const std::string sector(reference_.ProgrammeSectorOf(line.code));
    if (industry.lines.empty()) industry.programme_sector = sector;
    industry.lines.push_back(i);
    if (sector.empty() || sector != industry.programme_sector) {
      return Fail(ErrorCode::kInvalid,
                  "lines.tsv, " + line.key + ": class " + line.code +
                      " belongs to programme sector '" + sector + "', its industry " +
                      industry.name + " to '" + industry.programme_sector + "'",
                  "code");
    }
  }
  for (const Problem& problem : words_.problems) {
    Texts& fields = words_.industries[problem.industry].fields;
    if (std::find(fields.begin(), fields.end(), problem.field) == fields.end()) {
      fields.push_back(problem.field);
    }
  }
  return {};
}

base::Result<Words> WordsParser::Parse() {
  for (const auto read :
       {&WordsParser::ReadAreas, &WordsParser::ReadIndustries, &WordsParser::ReadLines,
        &WordsParser::ReadProblems, &WordsParser::ReadNames, &WordsParser::ReadHelpers,
        &WordsParser::ReadGroups, &WordsParser::ReadProgramme, &WordsParser::ReadOrganisation,
        &WordsParser::ReadLeads, &WordsParser::LinkIndustries}) {
    JIEDUI_CHECK((this->*read)());
  }
  JIEDUI_CHECK(CheckWords(words_));
  return std::move(words_);
}

}  // namespace

base::Result<Words> ParseWords(const domain::Reference& reference, const DemoInputs& inputs) {
  return WordsParser(reference, inputs).Parse();
}

}  // namespace jiedui::services::demo
