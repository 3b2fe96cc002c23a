#include "services/search_json.h"

namespace jiedui::services {
namespace {

void WriteHit(base::JsonWriter& json, const index::Hit& hit) {
  json.StartObject().Member("kind", hit.kind).Key("id").Id(hit.id);
  json.Member("title", hit.title).Member("subtitle", hit.subtitle);
  json.Member("region_code", hit.region).Member("programme_sector", hit.programme_sector);
  json.Member("status", hit.status).Key("snippet").StartArray();
  for (const index::SnippetSegment& segment : hit.snippet) {
    json.StartObject().Member("text", segment.text).Member("highlight", segment.highlight);
    json.EndObject();
  }
  json.EndArray().Member("score", hit.score).Member("exact", hit.exact);
  json.Key("matched_terms").StartArray();
  for (const std::string& term : hit.matched_terms) json.String(term);
  json.EndArray().EndObject();
}

void WriteFacet(base::JsonWriter& json, std::string_view name,
                const std::vector<index::FacetCount>& counts) {
  json.Key(name).StartArray();
  for (const index::FacetCount& count : counts) {
    json.StartObject().Member("code", count.code).Member("count", count.count).EndObject();
  }
  json.EndArray();
}

void WriteOrNull(base::JsonWriter& json, std::string_view name, const std::string& text) {
  json.Key(name);
  if (text.empty()) {
    json.Null();
  } else {
    json.String(text);
  }
}

}  // namespace

void WriteSearchResult(base::JsonWriter& json, const SearchResult& result) {
  json.StartObject().Key("items").StartArray();
  for (const index::Hit& hit : result.hits) WriteHit(json, hit);
  json.EndArray().Key("facets").StartObject();
  WriteFacet(json, "kind", result.facets.kind);
  WriteFacet(json, "region", result.facets.region);
  WriteFacet(json, "programme_sector", result.facets.programme_sector);
  WriteFacet(json, "status", result.facets.status);
  json.EndObject().Member("total_estimate", result.total_estimate);
  json.Member("estimated", result.estimated);
  json.Key("parts").StartObject();
  json.Member("total", static_cast<std::int64_t>(result.parts));
  json.Member("away", static_cast<std::int64_t>(result.away.size())).EndObject();
  json.Member("partial", !result.away.empty());
  WriteOrNull(json, "corrected", result.corrected);
  WriteOrNull(json, "next_cursor", result.next_cursor);
  json.EndObject();
}

}  // namespace jiedui::services
