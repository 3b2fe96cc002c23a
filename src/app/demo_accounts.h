#pragma once

#include "base/result.h"
#include "services/demo/load.h"
#include "store/store.h"

namespace jiedui::app {

/// Remembers the accounts of a demonstration in its database, so that the service can say that the
/// city is made up and who may look around in it.
base::Status RememberDemoAccounts(store::Store& store, const services::LoadedDemo& loaded,
                                  std::string_view password);

/// Those accounts as lines of text, with their password; empty where the city is no demonstration.
base::Result<std::string> DemoAccountLines(const store::Store& store);

}  // namespace jiedui::app
