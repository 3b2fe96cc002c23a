#include "store/migrations/migrations_internal.h"

namespace jiedui::store {

// Answers of a survey beside its figures, and who moved it. Surveys of before get answers made of
// their figures, as domain/form_answers.h makes them: one row a table, the text in every direction
// that was reported.
const std::string_view kSurveyForm = R"sql(
ALTER TABLE surveys ADD COLUMN form TEXT NOT NULL DEFAULT 'survey-2020';
ALTER TABLE surveys ADD COLUMN answers TEXT NOT NULL DEFAULT '{}'
  CHECK (answers = '' OR json_valid(answers));
ALTER TABLE surveys ADD COLUMN remarks TEXT NOT NULL DEFAULT '[]';
ALTER TABLE surveys ADD COLUMN submitted_by INTEGER NOT NULL DEFAULT 0;
ALTER TABLE surveys ADD COLUMN submitted_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE surveys ADD COLUMN confirmed_by INTEGER NOT NULL DEFAULT 0;
ALTER TABLE surveys ADD COLUMN confirmed_ms INTEGER NOT NULL DEFAULT 0;

UPDATE surveys SET answers = json_patch('{}', json_object(
  'institutions', CASE WHEN institution_name || institution_approved_by || institution_field <> ''
      OR institution_count <> 0 OR institution_staff <> 0 OR institution_spending_wan <> 0
      OR institution_equipment_wan <> 0 THEN json_object('rows', json_array(json_patch('{}',
        json_object('name', nullif(institution_name, ''),
                    'approved_by', nullif(institution_approved_by, ''),
                    'field', nullif(institution_field, ''),
                    'count', nullif(institution_count, 0),
                    'staff', nullif(institution_staff, 0),
                    'spending_wan', nullif(institution_spending_wan, 0),
                    'equipment_wan', nullif(institution_equipment_wan, 0))))) END,
  'projects', CASE WHEN project_name || project_source <> '' OR project_staff <> 0
      OR project_spending_wan <> 0 OR project_assets_wan <> 0
      THEN json_object('rows', json_array(json_patch('{}',
        json_object('name', nullif(project_name, ''),
                    'source', nullif(project_source, ''),
                    'staff', nullif(project_staff, 0),
                    'spending_wan', nullif(project_spending_wan, 0),
                    'assets_wan', nullif(project_assets_wan, 0))))) END));

CREATE TEMP TABLE survey_directions (code TEXT PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO survey_directions VALUES ('input', '技术创新投入'), ('talent', '创新人才培养'),
  ('projects', '创新项目实施'), ('platforms', '创新平台建设'), ('technology', '关键共性技术研发'),
  ('international', '国际化合作');
UPDATE surveys SET answers = json_set(answers, '$.activities', json_patch(
  (SELECT coalesce(json_group_object(d.code, coalesce(nullif(activity_text, ''), d.name)), '{}')
     FROM json_each(surveys.activities) a JOIN temp.survey_directions d ON d.code = a.value),
  json_object(
    'other', (SELECT CASE WHEN count(*) > 0 THEN json(json_group_array(a.value)) END
                FROM json_each(surveys.activities) a WHERE a.value LIKE 'other_%'),
    'other_text', CASE WHEN activity_text <> '' AND NOT EXISTS (
        SELECT 1 FROM json_each(surveys.activities) a
          JOIN temp.survey_directions d ON d.code = a.value) THEN activity_text END)))
  WHERE activities <> '[]' OR activity_text <> '';
DROP TABLE temp.survey_directions;
)sql";

}  // namespace jiedui::store
