#include "domain/actor.h"

namespace jiedui::domain {

Actor Operator() {
  Actor actor;
  actor.name = "操作员";
  actor.role = Role::kCityOffice;
  return actor;
}

bool IsOperator(const Actor& actor) {
  return actor.user_id == 0 && actor.role == Role::kCityOffice;
}

}  // namespace jiedui::domain
