#pragma once

#include <filesystem>

#include "domain/form_answers.h"
#include "support/reference_data.h"

namespace jiedui::testing {

/// The reference data that ships with a later version of the survey form beside it.
inline domain::Reference ReferenceWithTwoForms() {
  const std::filesystem::path root(JIEDUI_SOURCE_DIR);
  domain::ReferenceTexts texts = ShippedTexts();
  texts.forms.emplace_back("survey-2021.tsv",
                           ReadFile(root / "tests" / "fixtures" / "forms" / "survey-2021.tsv"));
  return domain::Reference::Parse(texts).value();
}

/// Answers to the shipped form with something in every part.
inline const char* FullAnswers() {
  return R"({"institutions":{"rows":[
    {"name":"企业技术中心","approved_by":"市工信主管部门","field":"新材料","count":1,"staff":20,
     "spending_wan":300.5,"equipment_wan":120},
    {"name":"中试车间","approved_by":"企业自建","count":2,"staff":5,"spending_wan":40.25}]},
    "projects":{"rows":[{"name":"耐磨铸件工艺研究","source":"企业自选","staff":8,"spending_wan":90,
     "assets_wan":30}]},
    "activities":{"input":"全年研发费用 430 万元。","international":"与国外院校合作。",
     "other":["other_14","other_03"],"other_text":"开展小改小革。"}})";
}

}  // namespace jiedui::testing
