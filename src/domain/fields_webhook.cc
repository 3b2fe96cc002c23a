#include "domain/field_binding.h"
#include "domain/fields_internal.h"
#include "domain/webhook.h"

namespace jiedui::domain {
namespace {

using binding::Field;

}  // namespace

std::span<const FieldDef> WebhookFields() {
  using T = Webhook;
  static const std::array fields = {
      Field<&T::name>("name", "名称", "Name", {.flags = kRequired | kNamed}),
      Field<&T::url>("url", "接收地址", "Address", {.flags = kRequired}),
      Field<&T::kinds>("kinds", "类别", "Kinds"),
      Field<&T::events>("events", "事件", "Events"),
      Field<&T::secret>("secret", "密钥", "Secret", {.flags = kRequired | kSecret | kTypedIn}),
      Field<&T::active>("active", "启用", "Active", {.flags = kSorted}),
      Field<&T::owner>("owner", "所有者", "Owner", {.flags = kDerived | kAccount}),
  };
  return fields;
}

}  // namespace jiedui::domain
