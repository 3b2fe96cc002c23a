#include "api/handlers/record_reader.h"

#include "services/briefs.h"

namespace jiedui::api {

base::Result<RecordReader> ReaderFor(const Context& context,
                                     std::span<const domain::Record* const> records) {
  RecordReader reader;
  reader.actor = &context.actor();
  reader.own = {context.actor().own_kind, context.actor().own_id};
  JIEDUI_ASSIGN(const store::ReadSession session, context.workspace().store.Read());
  JIEDUI_ASSIGN(reader.titles, services::ReadTitles(session, context.actor(), records));
  return reader;
}

}  // namespace jiedui::api
