#include "services/decision_reasons.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"

namespace jiedui::services {
namespace {

// Words as base::Normalize leaves them.
constexpr std::array<std::string_view, 45> kCircumstances = {
    "停产",     "检修",     "停业",   "歇业",     "注销",     "吊销",        "关闭",
    "破产",     "搬迁",     "迁出",   "改制",     "重组",     "退出名册",    "联系不上",
    "无法联系", "名额",     "已满",   "容量",     "没有时间", "时间冲突",    "忙",
    "出差",     "退休",     "病",     "调离",     "离职",     "回避",        "竞争关系",
    "竞争对手", "同一集团", "股权",   "关联关系", "其他单位", "已有合作",    "已结对",
    "暂不需要", "暂缓",     "经费",   "资金",     "重复",     "no capacity", "no place",
    "closed",   "conflict", "already"};
constexpr std::array<std::string_view, 27> kMatches = {
    "不匹配", "不对口", "不符", "不合适", "不适合",   "行业",   "专业",      "领域",    "方向",
    "技术",   "工艺",   "产品", "需求",   "距离",     "太远",   "路远",      "较远",    "异地",
    "外地",   "级别",   "水平", "经验",   "mismatch", "sector", "expertise", "too far", "not fit"};

template <std::size_t N>
bool Holds(const std::string& text, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

}  // namespace

ReasonSubject SubjectOf(std::string_view reason) {
  const std::string text = base::Normalize(reason);
  if (Holds(text, kCircumstances)) return ReasonSubject::kCircumstance;
  return Holds(text, kMatches) ? ReasonSubject::kMatch : ReasonSubject::kUnclear;
}

}  // namespace jiedui::services
