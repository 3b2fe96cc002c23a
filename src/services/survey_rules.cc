#include "services/record_rules_internal.h"
#include "services/survey_form.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Answers;
using domain::Form;
using domain::Survey;
using domain::SurveyState;

/// Where new figures say the same as the old ones, what was answered stays; so that a row changed
/// in one figure does not lose the rows of the other tables.
template <class T>
void KeepUnchanged(const T& answered, const T& old_figures, T& fresh) {
  for (const auto& [path, value] : answered) {
    const auto before = old_figures.find(path);
    const auto after = fresh.find(path);
    const bool same = (before == old_figures.end()) == (after == fresh.end()) &&
                      (before == old_figures.end() || before->second == after->second);
    if (same) fresh.insert_or_assign(path, value);
  }
}

/// Activities that came as a list must be of annex 1 (F1).
Status CheckActivities(const domain::Reference& reference, const Survey& survey) {
  for (const std::string& code : survey.activities) {
    if (reference.ClassOf(code)) continue;
    return Fail(ErrorCode::kInvalid, "没有创新活动 “" + code.substr(0, 64) + "”", "activities");
  }
  return {};
}

Result<Answers> AnswersByFigures(const domain::Reference& reference, const Form& form,
                                 const Survey& survey, const Answers& answered,
                                 const Survey& before) {
  JIEDUI_CHECK(CheckActivities(reference, survey));
  Answers fresh = domain::AnswersOfFigures(reference, form, survey);
  const Answers old_figures = domain::AnswersOfFigures(reference, form, before);
  KeepUnchanged(answered.single, old_figures.single, fresh.single);
  KeepUnchanged(answered.rows, old_figures.rows, fresh.rows);
  return fresh;
}

/// The answers, and the figures that follow from them. Whoever only knows the figures (a file with
/// a row a survey) changes the answers by them.
Status SettleAnswers(const domain::Reference& reference, const Survey& before, Survey& survey) {
  // A blank cell of a file says nothing of the answers; `{}` says that there are none.
  if (survey.answers.empty()) survey.answers = before.answers;
  const domain::FormLibrary& forms = reference.forms();
  if (forms.forms().empty()) return {};
  if (survey.form.empty()) survey.form = forms.ForPeriod(survey.period)->code;
  const Form* const form = forms.Find(survey.form);
  if (form == nullptr)
    return Fail(ErrorCode::kInvalid, "没有表式 “" + survey.form.substr(0, 64) + "”", "form");
  const Form* const old_form = forms.Find(before.form);
  const bool moved = old_form != nullptr && old_form != form && survey.answers == before.answers;
  JIEDUI_ASSIGN(Answers answers, domain::ParseAnswers(moved ? *old_form : *form, survey.answers));
  if (moved) answers = domain::ConvertAnswers(*old_form, answers, *form);
  bool answered = moved || old_form != form;
  if (!answered) {
    JIEDUI_ASSIGN(const Answers old_answers, domain::ParseAnswers(*form, before.answers));
    answered = domain::AnswersJson(*form, answers) != domain::AnswersJson(*form, old_answers);
  }
  const bool empty = answers.single.empty() && answers.rows.empty();
  const bool by_figures =
      (!answered || (before.id == 0 && empty)) && !domain::SameFigures(before, survey);
  if (by_figures) {
    JIEDUI_ASSIGN(answers, AnswersByFigures(reference, *form, survey, answers, before));
  }
  survey.answers = domain::AnswersJson(*form, answers);
  domain::SetFigures(reference, *form, answers, survey);
  return {};
}

bool IsLocked(SurveyState state) {
  return state == SurveyState::kSubmitted || state == SurveyState::kConfirmed;
}

/// What was submitted is what is reviewed, and what was confirmed is what counts.
Status CheckLock(const Survey& before, const Survey& survey) {
  const bool same = before.answers == survey.answers && domain::SameFigures(before, survey) &&
                    before.enterprise.value == survey.enterprise.value &&
                    before.period == survey.period && before.form == survey.form;
  if (!IsLocked(before.state) || same) return {};
  return Fail(ErrorCode::kConflict,
              before.state == SurveyState::kConfirmed ? "调查表已确认，须重新打开后才能修改"
                                                      : "调查表已提交，须撤回或退回后才能修改",
              "answers");
}

Status SettleSurvey(const domain::Reference& reference, const store::Reader& reader,
                    domain::Record& record) {
  auto& survey = static_cast<Survey&>(record);
  JIEDUI_CHECK(CheckPeriod(survey.period));
  Survey before;
  if (survey.id != 0) {
    JIEDUI_ASSIGN(before, reader.Get(domain::SurveyId{survey.id}));
  }
  // As it would be written today: what a migration or a demonstration stored may be in another
  // order, or figures alone.
  if (before.id != 0) JIEDUI_CHECK(SettleAnswers(reference, Survey(), before));
  JIEDUI_CHECK(SettleAnswers(reference, before, survey));
  return CheckLock(before, survey);
}

Status MayMove(const domain::Actor& actor, const domain::Record& record, std::string_view event) {
  const auto& survey = static_cast<const Survey&>(record);
  const bool own = actor.user_id != 0 && survey.submitted_by == actor.user_id;
  if (event != "confirm" || !own) return {};
  return Fail(ErrorCode::kForbidden, "不能确认自己提交的调查表", "event");
}

Status Submit(EventCall& call, Survey& survey) {
  JIEDUI_ASSIGN(const SurveyCheck check, CheckAnswers(call.workspace.reference, call.unit, survey));
  if (!check.errors.empty()) {
    base::Error error{ErrorCode::kUnprocessable,
                      "调查表有 " + std::to_string(check.errors.size()) +
                          " 处须改正: " + check.errors.front().message,
                      "answers." + check.errors.front().field, check.errors};
    return Fail(std::move(error));
  }
  survey.remarks = FindingsJson(check.remarks);
  survey.return_reason.clear();
  survey.submitted_by = call.actor.user_id;
  survey.submitted_ms = call.now_ms;
  return {};
}

Status ApplyToSurvey(EventCall& call, const domain::Record& /*before*/, domain::Record& after) {
  auto& survey = static_cast<Survey&>(after);
  survey.confirmed_by = 0;
  survey.confirmed_ms = 0;
  if (call.event == "submit") return Submit(call, survey);
  if (call.event == "confirm") {
    survey.confirmed_by = call.actor.user_id;
    survey.confirmed_ms = call.now_ms;
  } else if (call.event == "return") {
    survey.return_reason = call.reason;
  } else {  // withdraw, reopen: nobody's submission any more
    survey.submitted_by = 0;
    survey.submitted_ms = 0;
  }
  return {};
}

}  // namespace

RecordRule RulesOfSurveys() {
  return {domain::Kind::kSurvey, SettleSurvey, MayMove, ApplyToSurvey};
}

}  // namespace jiedui::services
