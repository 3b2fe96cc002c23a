#include "services/demo/draft_internal.h"

namespace jiedui::services::demo {
namespace {

using domain::Conflict;
using domain::ConflictKind;
using domain::Enterprise;

/// May one of them be sent to lead the other? Only then does a conflict matter.
bool CouldLead(const Enterprise& a, const Enterprise& b) {
  return a.programme_sector == b.programme_sector &&
         ((a.capacity > 0 && !domain::Innovates(b.innovation)) ||
          (b.capacity > 0 && !domain::Innovates(a.innovation)));
}

/// Adds conflicts, one between two records at most.
class ConflictMaker {
 public:
  ConflictMaker(Draft& draft, Random& random) : draft_(draft), random_(random) {}

  /// Every pair of one group of which one could lead the other.
  void SameGroup() {
    ForPairs([&](const EnterpriseDraft& a, const EnterpriseDraft& b) {
      if (!a.group || a.group != b.group || !CouldLead(*a.record, *b.record)) return;
      Add(*a.record, *b.record, ConflictKind::kSameGroup, "同属" + a.record->ownership_group);
    });
  }

  /// Some neighbours that sell the same product.
  void Competitors() {
    ForPairs([&](const EnterpriseDraft& a, const EnterpriseDraft& b) {
      if (a.line != b.line || a.area != b.area || !CouldLead(*a.record, *b.record)) return;
      for (const std::string& product : a.products) {
        const bool both =
            std::find(b.products.begin(), b.products.end(), product) != b.products.end();
        if (!both || !random_.Percent(10)) continue;
        Add(*a.record, *b.record, ConflictKind::kCompetitor,
            "同城同类产品（" + product + "）直接竞争");
        return;
      }
    });
  }

  void Kinship(std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
      const EnterpriseDraft& a = random_.Pick(draft_.enterprises);
      const EnterpriseDraft& b = random_.Pick(draft_.enterprises);
      if (a.record == b.record || (a.group && a.group == b.group)) continue;
      Add(*a.record, *b.record, ConflictKind::kKinship,
          "一方持有另一方股权" + std::to_string(random_.Between(5, 35)) + "%");
    }
  }

  void Declared(std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
      const Enterprise& e = *random_.Pick(draft_.enterprises).record;
      if (random_.Percent(30)) {
        Add(*random_.Pick(draft_.enterprises).record, e, ConflictKind::kDeclared,
            "企业申报：存在未了结的技术秘密纠纷");
      } else {
        Add(*random_.Pick(draft_.experts).record, e, ConflictKind::kDeclared,
            "专家申报：曾任该企业技术顾问，主动回避");
      }
    }
  }

 private:
  template <class Each>
  void ForPairs(Each each) {
    const auto& all = draft_.enterprises;
    for (std::size_t i = 0; i < all.size(); ++i) {
      for (std::size_t j = i + 1; j < all.size(); ++j) each(all[i], all[j]);
    }
  }

  void Add(const domain::Record& a, const domain::Record& b, ConflictKind kind, std::string note) {
    if (a.id == b.id || !taken_.insert(std::minmax(a.id, b.id)).second) return;
    Conflict& conflict = draft_.Add<Conflict>();
    conflict.a_kind = a.kind();
    conflict.a_id = a.id;
    conflict.b_kind = b.kind();
    conflict.b_id = b.id;
    conflict.conflict = kind;
    conflict.note = std::move(note);
  }

  Draft& draft_;
  Random& random_;
  std::set<std::pair<std::int64_t, std::int64_t>> taken_;
};

}  // namespace

void AddConflicts(Draft& draft) {
  Random random = draft.Numbers("conflicts");
  ConflictMaker maker(draft, random);
  const std::int64_t enterprises = draft.options.enterprises;
  maker.SameGroup();
  maker.Competitors();
  maker.Kinship(enterprises / 25);
  maker.Declared(enterprises / 25);
}

}  // namespace jiedui::services::demo
