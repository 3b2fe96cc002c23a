#include "store/aside_internal.h"
#include "store/engine_internal.h"
#include "store/open_internal.h"

namespace jiedui::store {

using base::Status;

Status Aside::Write(const Work& work) {
  const std::scoped_lock lock(mutex_);
  const bool was_idle = connection_ != nullptr;
  Status done = Try(work);
  if (!done && was_idle && connection_ == nullptr) done = Try(work);
  return done;
}

Status Aside::Try(const Work& work) {
  if (connection_ == nullptr) {
    JIEDUI_ASSIGN(connection_, Connect(options_, Access::kWrite));
  }
  Status done = connection_->RunLater(engine::BeginWrite(connection_->engine()));
  if (done) done = work(*connection_);
  if (done) done = connection_->Run("COMMIT");
  if (done) return {};
  if (!connection_->IsLost() && connection_->InTransaction())
    static_cast<void>(connection_->Run("ROLLBACK"));
  if (connection_->IsLost()) connection_.reset();
  return done;
}

}  // namespace jiedui::store
