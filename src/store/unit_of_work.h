#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/id.h"
#include "domain/actor.h"
#include "store/job.h"
#include "store/reader.h"

namespace jiedui::store {

struct WriteBatch;
class UnitOfWork;

/// One change of a record within a unit of work.
struct ChangedRecord {
  domain::Kind kind = domain::Kind::kEnterprise;
  std::int64_t id = 0;
  bool inserted = false;  ///< new; changed, removed or restored otherwise
};

/// Looks at what a unit changed, in the order of the changes, before it is committed, and may
/// change more, which it is not called for again. An error undoes the unit. Runs on the writer's
/// thread. What is derived from records whoever writes them hangs on this: no caller can forget it.
using UnitWatch = std::function<base::Status(UnitOfWork&, std::span<const ChangedRecord>)>;

/// Who changes something and why: copied into every audit row of the unit of work.
struct Context {
  std::int64_t actor_id = 0;  ///< 0 is the operator at the command line
  std::string actor_name;
  std::string request_id = {};
  std::string remote_address = {};
  std::string reason = {};
};

inline Context ContextOf(const domain::Actor& actor, std::string reason = {}) {
  return {actor.user_id, actor.name, actor.request_id, actor.remote_address, std::move(reason)};
}

/// Changes that become true together or not at all. Lives during one call of Store::Write, on its
/// writer's thread; its reads see its own changes. Each change of a record writes the record, one
/// audit row and one outbox row per consumer, so that none can be forgotten.
///
/// Errors common to Insert, Update and Restore: kInvalid names a field that is required and empty,
/// out of range, no finite number, holds invalid UTF-8 or a NUL, or JSON that is none; kConflict
/// names the first field of a key that another record already has, or a kReferences field that
/// holds one id twice; kUnprocessable names a field that refers to a record that does not exist. A
/// deleted record may be referred to. After an error the unit goes on with the change undone; the
/// caller decides whether to return the error, which undoes the whole unit.
class UnitOfWork : public Reader {
 public:
  UnitOfWork(const UnitOfWork&) = delete;
  UnitOfWork& operator=(const UnitOfWork&) = delete;

  /// Stores a new record: sets its id, version 1 and both times, whatever they were. They mean
  /// nothing where the unit fails afterwards.
  [[nodiscard]] base::Status Insert(domain::Record& record);

  /// Insert of a record that another database had: it keeps record.id where that is above 0 and no
  /// record of any kind has it, and gets a new one otherwise; it keeps record.created_ms where that
  /// is past.
  [[nodiscard]] base::Status InsertAgain(domain::Record& record);

  /// Insert for each, in one statement prepared once: about 15k records a second, audit and outbox
  /// included. Stops at the first error.
  template <class T>
  [[nodiscard]] base::Status InsertAll(std::span<T> records) {
    for (T& record : records) JIEDUI_CHECK(Insert(record));
    return {};
  }

  /// Stores the record's fields over the stored ones, if record.version is still the present
  /// version, and sets the new version and time. Writes nothing, and leaves the version, where no
  /// field differs. kNotFound where there is none or it is deleted; kPrecondition, naming the
  /// present version, where it changed since.
  [[nodiscard]] base::Status Update(domain::Record& record);

  /// Marks the record deleted, which frees its key; nothing refers to it any less. Errors as
  /// Update.
  [[nodiscard]] base::Status Remove(domain::Record& record);

  /// Takes the mark away. `record` as GetAny gave it; kNotFound where it is not deleted.
  [[nodiscard]] base::Status Restore(domain::Record& record);

  /// Writes an audit row about something that is no change of a record: a login, an export.
  /// `details` is a JSON object. `kind` and `id` may be empty and 0.
  [[nodiscard]] base::Status Log(std::string_view action, std::string_view kind, std::int64_t id,
                                 std::string_view details = "{}");

  /// Sets a setting, with an audit row where it changes.
  [[nodiscard]] base::Status PutSetting(std::string_view key, std::string_view value);

  /// Store::AckOutbox as part of this unit.
  [[nodiscard]] base::Status AckOutbox(std::string_view consumer,
                                       std::span<const OutboxItem> items);

  // Deliveries of webhooks: no records, so neither audited nor in the outbox.
  /// Adds it and sets its id; leaves the id 0 where the webhook has one of that revision already.
  [[nodiscard]] base::Status QueueDelivery(Delivery& delivery);
  /// Adds `missed` changes up to `revision` to the webhook's newest pending delivery of that event
  /// that was never tried, or begins one.
  [[nodiscard]] base::Status WidenGap(const Delivery& gap);
  /// Stores what an attempt came to: state, attempts and what follows them. Nothing happens where
  /// the delivery is not pending any longer.
  [[nodiscard]] base::Status NoteAttempt(const Delivery& delivery);
  /// Makes the webhook's delivery of that id, or with 0 all that were given up, pending as if never
  /// tried; how many.
  [[nodiscard]] base::Result<std::int64_t> RequeueDeliveries(std::int64_t webhook, std::int64_t id);
  /// Gives up what is pending longer than it should.
  [[nodiscard]] base::Status BuryDeliveries(base::TimeMs now_ms);
  /// Deletes what is not kept, and everything of webhooks that are removed; how many.
  [[nodiscard]] base::Result<std::int64_t> PurgeDeliveries(const DeliveryPurge& purge);

  // Jobs (store/job.h): no records either.
  /// Adds it, to wait for whoever takes it, and sets its id and time.
  [[nodiscard]] base::Status AddJob(Job& job);
  /// Deletes ended jobs of that kind but for the newest.
  [[nodiscard]] base::Status ForgetJobs(std::string_view kind, std::int64_t keep);
  /// Ends a job that was taken as part of the unit that stores its result, so that both are there
  /// or neither. kConflict, which should undo the unit, where it was asked to end or somebody else
  /// has it by now. Call last: who asks for its end meanwhile waits for the unit.
  [[nodiscard]] base::Status FinishJob(const Job& job, std::int64_t result);

  /// Stores a new view (id 0) or the changed one, and sets id, version and time. kConflict, field
  /// `name`, where the user has another of that name. What is no more is left as it is.
  [[nodiscard]] base::Status PutView(SavedView& view);
  [[nodiscard]] base::Status RemoveView(const SavedView& view);

  /// Opens a login and gives its token (32 random bytes, base64url): the only time that it is seen.
  /// kUnprocessable where the user does not exist, kInvalid for lifetimes not above 0.
  [[nodiscard]] base::Result<std::string> OpenLogin(const NewLogin& login);
  /// Gives the session a new token and returns it; the one before serves as `by_previous` from now
  /// on, or, where the present token was never used, the one before it still. Empty, changing
  /// nothing, where the session is over or got a new token since it was read.
  [[nodiscard]] base::Result<std::string> RotateLogin(const LoginSession& session);
  /// Notes that the session's present token was used.
  [[nodiscard]] base::Status ConfirmLogin(std::int64_t session_id);
  /// Ends the login; nothing happens where it is over already.
  [[nodiscard]] base::Status CloseLogin(std::int64_t session_id);
  /// Ends every login of the user, but for one that may stay; after a change of password, role or
  /// state.
  [[nodiscard]] base::Status CloseLoginsOf(domain::UserId user, std::int64_t except_session_id = 0);

  /// The key that logins by other services are sealed with while they are under way: 32 bytes as
  /// hexadecimal digits, made when first asked for and the same for every program on this database.
  [[nodiscard]] base::Result<std::string> ExternalLoginKey();
  /// Notes that the login of that state has ended, and forgets those that are over. kConflict where
  /// it was noted before.
  [[nodiscard]] base::Status EndExternalLogin(std::string_view state, base::TimeMs expires_ms);

 private:
  friend class CredentialChanges;
  friend class Writer;
  friend class Store;
  UnitOfWork(Connection* connection, const Context& context, WriteBatch& batch)
      : Reader(connection), context_(context), batch_(batch) {}
  /// The stored record, if it is as `record` says it is: there, deleted or not, at that version.
  base::Result<std::unique_ptr<domain::Record>> Stored(const domain::Record& record,
                                                       bool deleted) const;
  /// Insert; with record.id as the first id to be tried unless that is 0.
  base::Status InsertAs(domain::Record& record);
  /// Removes (deleted) or restores.
  base::Status Mark(domain::Record& record, bool deleted);
  /// Does a change with its audit and outbox rows, wholly or not at all.
  base::Status Change(const domain::Record& record, std::string_view action, std::string changes,
                      const std::function<base::Status()>& change);

  const Context& context_;
  WriteBatch& batch_;
};

}  // namespace jiedui::store
