#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/actor.h"
#include "services/workspace.h"

namespace jiedui::services {

enum class Urgency : std::uint8_t { kOverdue, kToday, kWeek, kLater };

constexpr std::array<domain::EnumName, 4> kUrgencyNames = {{
    {"overdue", "已逾期", "Overdue"},
    {"today", "今天", "Today"},
    {"week", "本周", "This week"},
    {"later", "以后", "Later"},
}};
constexpr std::span<const domain::EnumName> NamesOf(Urgency /*tag*/) { return kUrgencyNames; }

/// One of the records behind a task.
struct TaskItem {
  RecordKey key;
  std::string title;
  std::string subtitle;
  std::optional<base::Date> due;
};

/// One line of 我的待办: something that waits for this actor, and where to go for it. Derived,
/// never stored.
struct Task {
  std::string_view code;  ///< static
  std::string_view zh;
  std::string_view en;
  std::int64_t count = 0;
  std::optional<base::Date> due;  ///< the earliest
  Urgency urgency = Urgency::kLater;
  std::string_view view;                       ///< page of the workbench
  std::map<std::string, std::string> filters;  ///< that page's filters
  std::vector<TaskItem> items;                 ///< the first few, at most 5
};

/// What waits for the actor, the most urgent first; lines without anything are left out.
base::Result<std::vector<Task>> TasksOf(Workspace& workspace, const domain::Actor& actor);

/// 每日摘要: the list as Markdown, the day in China above it.
std::string DigestMarkdown(const std::vector<Task>& tasks, const base::Date& day);

}  // namespace jiedui::services
