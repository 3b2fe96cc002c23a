#pragma once

#include <string>
#include <vector>

#include "app/commands/table_file.h"
#include "models/ranking/metrics.h"

namespace jiedui::app {

/// TREC's judgements, `qid 0 docid grade` a line, blanks or tabs between. Tells every faulty line:
/// a wrong number of fields, a grade that is not an integer, a document judged twice for a query.
/// Empty lines are skipped.
std::vector<models::Judgement> ReadQrels(const TextSource& source, std::vector<RowError>& errors);

/// A TREC run, `qid Q0 docid rank score tag` a line. The rank is not looked at (as trec_eval does).
/// Tells every faulty line: a wrong number of fields, a score that is not a finite number, a
/// document returned twice for a query.
std::vector<models::RankedDocument> ReadRun(const TextSource& source,
                                            std::vector<RowError>& errors);

}  // namespace jiedui::app
