#include "domain/calendar.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "support/reference_data.h"

namespace jiedui::domain {
namespace {

using base::Date;

const Calendar& Shipped() {
  static const Calendar calendar = testing::ShippedReference().calendar();
  return calendar;
}

/// The naive way: one day after the other, weekdays counted from a known Thursday (1970-01-01).
bool WorksByHand(const Date& date) {
  static const std::map<std::string, std::string> said = [] {
    std::map<std::string, std::string> days;
    std::istringstream lines(testing::ReadFile(std::filesystem::path(JIEDUI_SOURCE_DIR) /
                                               "data/reference/holidays.tsv"));
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line))
      days[line.substr(0, 10)] = line.substr(11, line.find('\t', 11) - 11);
    return days;
  }();
  const auto found = said.find(base::FormatDate(date));
  if (found != said.end()) return found->second == "work";
  const std::int64_t weekday =
      ((base::StartOfDayInChina(date) + 8 * 3'600'000) / 86'400'000 + 4) % 7;
  return weekday != 0 && weekday != 6;
}

Date NextDay(const Date& date) {
  return base::DateInChina(base::StartOfDayInChina(date) + 86'400'000);
}

TEST(Calendar, D7_ThePublicHolidaysOf2020To2026AreIn) {
  // Working days a year by the State Council's notices; 2020 with the longer Spring Festival.
  const std::map<std::int32_t, int> expected = {{2020, 249}, {2021, 250}, {2022, 249}, {2023, 249},
                                                {2024, 251}, {2025, 248}, {2026, 248}};
  std::set<std::int32_t> years;
  for (const auto& [year, days] : expected) {
    years.insert(year);
    int works = 0;
    for (Date day{year, 1, 1}; day.year == year; day = NextDay(day))
      works += Shipped().IsWorkingDay(day) ? 1 : 0;
    EXPECT_EQ(works, days) << year;
  }
  EXPECT_EQ(Shipped().years(), years);
  EXPECT_FALSE(Shipped().Knows(2027));
}

TEST(Calendar, D7_DaysThatPeopleKnow) {
  struct Case {
    Date day;
    bool works;
  };
  for (const auto& [day, works] : std::vector<Case>{{{2020, 6, 24}, true},
                                                    {{2020, 6, 25}, false},   // 端午
                                                    {{2020, 6, 28}, true},    // Sunday worked
                                                    {{2020, 1, 31}, false},   // the longer festival
                                                    {{2020, 10, 10}, true},   // Saturday worked
                                                    {{2022, 12, 31}, false},  // of 2023's notice
                                                    {{2026, 2, 14}, true},
                                                    {{2026, 2, 23}, false},
                                                    {{2027, 2, 6}, false},   // unknown: a Saturday
                                                    {{2027, 10, 1}, true}})  // unknown: a Friday
    EXPECT_EQ(Shipped().IsWorkingDay(day), works) << base::FormatDate(day);
}

TEST(Calendar, D7_CountsAsAPersonWithACalendarWould) {
  std::mt19937 random(20200612);  // NOLINT: a fixed seed is wanted
  std::uniform_int_distribution<std::int64_t> days(DayNumber({2019, 12, 1}),
                                                   DayNumber({2027, 3, 1}));
  std::uniform_int_distribution<int> counts(0, 40);
  for (int i = 0; i < 3000; ++i) {
    const Date from = DateOfDayNumber(days(random));
    const int n = counts(random);
    Date expected = from;
    for (int left = n; left > 0;) {
      expected = NextDay(expected);
      left -= WorksByHand(expected) ? 1 : 0;
    }
    while (n == 0 && !WorksByHand(expected)) expected = NextDay(expected);
    const Date found = Shipped().AddWorkingDays(from, n);
    ASSERT_EQ(found, expected) << base::FormatDate(from) << " + " << n;
    // What was added lies between, whichever way one counts.
    if (n > 0) {
      EXPECT_EQ(Shipped().WorkingDaysBetween(from, found), n);
      EXPECT_EQ(Shipped().WorkingDaysBetween(found, from), -n);
    }
    EXPECT_TRUE(Shipped().IsWorkingDay(found));
  }
}

TEST(Calendar, D7_AMonthEndsOnTheSameDayOrTheLastOrTheNextWorkingDay) {
  EXPECT_EQ(Shipped().AddMonth({2020, 7, 15}), (Date{2020, 8, 17}));  // the 15th is a Saturday
  EXPECT_EQ(Shipped().AddMonth({2020, 8, 31}), (Date{2020, 9, 30}));
  EXPECT_EQ(Shipped().AddMonth({2021, 1, 31}), (Date{2021, 3, 1}));  // 28 February is a Sunday
  EXPECT_EQ(Shipped().AddMonth({2020, 12, 14}), (Date{2021, 1, 14}));
  EXPECT_EQ(Shipped().AddMonth({2020, 9, 3}), (Date{2020, 10, 9}));  // within the holidays
}

TEST(Calendar, ReadsNothingThatSaysNothing) {
  const std::string head = "day\tkind\tname\n";
  EXPECT_FALSE(Calendar::Parse(head + "2020-13-01\trest\tX\n"));
  EXPECT_FALSE(Calendar::Parse(head + "2020-10-01\tfree\tX\n"));
  EXPECT_FALSE(Calendar::Parse(head + "2020-10-01\trest\tX\n2020-10-01\trest\tX\n"));
  EXPECT_FALSE(Calendar::Parse(head + "2020-10-12\twork\tX\n")) << "a Monday is worked anyway";
  EXPECT_TRUE(Calendar::Parse(head + "2020-10-10\twork\tX\n"));
}

}  // namespace
}  // namespace jiedui::domain
