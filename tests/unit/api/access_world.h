#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "support/record_maker.h"
#include "unit/api/access_rules.h"
#include "unit/api/fixture.h"

namespace jiedui::api {

/// A city for the property tests: two counties by two sectors, an enterprise in each with something
/// of every kind about it, helpers of every kind, and an account of every role. Every record
/// carries marks in its texts that name it, so that an answer tells whose words it holds.
class AccessWorld : public ApiTest {
 protected:
  explicit AccessWorld(std::uint32_t seed);

  struct Object {
    domain::Kind kind = domain::Kind::kEnterprise;
    std::int64_t id = 0;
  };

  /// Duties are separated from now on, and one account more is there that was changed since.
  void Separate();
  /// The members' accounts as they are now …
  void KeepAccounts();
  /// … and as they were then, whatever was made of them: the rules know no other.
  void PutAccountsBack();
  /// The record as it is stored now, deleted or not; null where there is none.
  std::unique_ptr<domain::Record> Stored(Object object);
  /// The ids whose marks the text holds. `titles` adds those of titles.
  static std::vector<std::int64_t> MarksIn(const std::string& text, bool titles);
  /// The ids of the records whose personal fields the text holds unmasked.
  static std::vector<std::int64_t> PhonesIn(const std::string& text);
  /// What the bytes say: those of a workbook or a paper unpacked, all others as they are.
  static std::string TextOf(const Reply& reply);
  /// Is the kind's title, and of helpers what they make or stand for, known to who sees a
  /// suggestion, a pairing, a plan's part, or a decision?
  static bool IsNamedToOthers(domain::Kind kind);

  std::vector<Member> members_;
  std::vector<Object> objects_;
  std::map<std::int64_t, domain::Kind> kind_of_;

 private:
  void PutMembers();
  void Join(const std::string& login, domain::Role role, Member member);
  void PutOf(domain::Kind kind, std::size_t variant);
  void Mark(domain::Record& record);
  void Mend(domain::Record& record, std::size_t variant);
  static void Set(domain::Record& record, std::string_view name, const domain::Value& value);

  testing::RecordMaker maker_;
  std::map<std::int64_t, domain::User> accounts_;
  std::vector<domain::Enterprise> enterprises_;
  std::vector<Object> helpers_;
};

}  // namespace jiedui::api
