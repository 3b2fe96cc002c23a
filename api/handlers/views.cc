#include "services/views.h"

#include "api/handlers/handlers.h"

namespace jiedui::api {
namespace {

using base::JsonWriter;
using base::Result;
using store::SavedView;

constexpr std::size_t kLongestName = 60;
constexpr std::size_t kLongestQuery = 2000;
constexpr std::size_t kMostColumns = 60;

void WriteView(JsonWriter& json, const SavedView& view) {
  json.StartObject().Key("id").Id(view.id).Member("version", view.version);
  json.Member("roster", view.roster).Member("name", view.name).Member("query", view.query);
  json.Key("columns").Raw(view.columns);
  json.Member("updated_at", base::FormatUtc(view.updated_ms)).EndObject();
}

Answer ViewResponse(int status, const SavedView& view) {
  JsonWriter json;
  WriteView(json, view);
  return VersionedResponse(status, json, view.version);
}

/// The names as a JSON array; an empty array is fine.
Result<std::string> ReadColumns(base::JsonValue body) {
  const auto member = body.Find("columns");
  if (!member) return std::string("[]");
  if (member->IsArray() && member->Items().empty()) return std::string("[]");
  JIEDUI_ASSIGN(const std::vector<std::string> names, MemberTexts(body, "columns", kMostColumns));
  JsonWriter json;
  json.StartArray();
  for (const std::string& name : names) json.String(name);
  json.EndArray();
  return json.Text();
}

}  // namespace

Answer ListViews(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"roster"}));
  JIEDUI_ASSIGN(
      const std::vector<SavedView> views,
      services::ListViews(context.workspace(), context.actor(), context.QueryText("roster")));
  JsonWriter json;
  json.StartObject().Key("items").StartArray();
  for (const SavedView& view : views) WriteView(json, view);
  json.EndArray();
  return JsonResponse(200, json.EndObject());
}

Answer CreateView(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const base::JsonDocument body,
                context.JsonBody({"roster", "name", "query", "columns"}));
  SavedView view;
  JIEDUI_ASSIGN(view.roster, MemberText(body.root(), "roster", 1, 60));
  JIEDUI_ASSIGN(view.name, MemberText(body.root(), "name", 1, kLongestName));
  JIEDUI_ASSIGN(view.query, MemberText(body.root(), "query", 0, kLongestQuery));
  JIEDUI_ASSIGN(view.columns, ReadColumns(body.root()));
  JIEDUI_ASSIGN(view, services::CreateView(context.workspace(), context.actor(), std::move(view)));
  return ViewResponse(201, view);
}

Answer UpdateView(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const std::int64_t version, context.ExpectedVersion());
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({"name", "query", "columns"}));
  const base::JsonValue root = body.root();
  JIEDUI_ASSIGN(const std::string name,
                MemberText(root, "name", root.Find("name") ? 1 : 0, kLongestName));
  JIEDUI_ASSIGN(const std::string query, MemberText(root, "query", 0, kLongestQuery));
  JIEDUI_ASSIGN(const std::string columns, ReadColumns(root));
  const auto change = [&](SavedView& view) {
    if (root.Find("name")) view.name = name;
    if (root.Find("query")) view.query = query;
    if (root.Find("columns")) view.columns = columns;
  };
  JIEDUI_ASSIGN(const SavedView view,
                services::ChangeView(context.workspace(), context.actor(), id, version, change));
  return ViewResponse(200, view);
}

Answer DeleteView(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const std::int64_t version, context.ExpectedVersion());
  JIEDUI_CHECK(services::RemoveView(context.workspace(), context.actor(), id, version));
  return NoContent();
}

}  // namespace jiedui::api
