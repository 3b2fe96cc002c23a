#include "services/offers.h"

#include "api/handlers/handlers.h"

namespace jiedui::api {

constexpr std::size_t kLongestNote = 1000;

Answer OfferHelp(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({"enterprise", "need", "note"}));
  services::OfferRequest request;
  JIEDUI_ASSIGN(request.enterprise.value, MemberId(body.root(), "enterprise"));
  const auto need = body.root().Find("need");
  if (need && !need->IsNull()) {
    JIEDUI_ASSIGN(request.need.value, MemberId(body.root(), "need"));
  }
  JIEDUI_ASSIGN(request.note, MemberText(body.root(), "note", 1, kLongestNote));
  JIEDUI_ASSIGN(const domain::Pairing offer,
                services::OfferHelp(context.workspace(), context.actor(), request));
  return PairingResponse(context, 201, offer.id);
}

}  // namespace jiedui::api
