#include "store/query.h"

namespace jiedui::store {
namespace {

template <class T>
Filter InValues(std::string field, const std::vector<T>& values) {
  Filter filter{std::move(field), Match::kIn, {}};
  filter.values.assign(values.begin(), values.end());
  return filter;
}

}  // namespace

Filter Equals(std::string field, domain::Value value) {
  return {std::move(field), Match::kEquals, {std::move(value)}};
}
Filter In(std::string field, const std::vector<std::string>& texts) {
  return InValues(std::move(field), texts);
}
Filter In(std::string field, const std::vector<std::int64_t>& numbers) {
  return InValues(std::move(field), numbers);
}
Filter Prefix(std::string field, std::string text) {
  return {std::move(field), Match::kPrefix, {domain::Value{std::move(text)}}};
}
Filter Contains(std::string field, std::string text) {
  return {std::move(field), Match::kContains, {domain::Value{std::move(text)}}};
}
Filter AtLeast(std::string field, domain::Value value) {
  return {std::move(field), Match::kAtLeast, {std::move(value)}};
}
Filter AtMost(std::string field, domain::Value value) {
  return {std::move(field), Match::kAtMost, {std::move(value)}};
}

}  // namespace jiedui::store
