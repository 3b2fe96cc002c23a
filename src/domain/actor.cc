#include "domain/actor.h"

namespace jiedui::domain {

Actor Operator() {
  Actor actor;
  actor.name = "操作员";
  actor.role = Role::kCityOffice;
  return actor;
}

}  // namespace jiedui::domain
