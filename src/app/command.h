#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/city.h"
#include "app/console.h"
#include "services/webhook_options.h"

namespace CLI {
class App;
}

namespace jiedui::app {

/// What every command takes.
struct CommonOptions {
  std::string data = "jiedui-data";  ///< --data
  std::string database;              ///< --database: `postgresql://…` instead of its SQLite file
  std::uint32_t node = 0;            ///< --node: 0 … 255
  bool json = false;                 ///< --json
  std::string as;                    ///< --as: with this account's rights; the operator's if empty
  std::string index_parts;           ///< --index-parts: CityOptions has it
  std::int64_t index_timeout_ms = 2000;       ///< --index-timeout-ms: the same
  std::string replica;                        ///< serve --replica: StoreOptions has it
  std::int64_t replica_max_lag_seconds = 10;  ///< serve --replica-max-lag-seconds: the same
  /// serve --scan-command and the like, `$JIEDUI_SCAN` before them.
  services::EvidenceOptions evidence = {};
  services::AuthOptions auth = {};         ///< serve --password-max-days and the like
  services::WebhookOptions webhooks = {};  ///< serve --webhook-timeout-ms and the like
};

/// What a command does once its options are read; its exit code.
using Action = std::function<int()>;

/// Where a command leaves its action, if it is the one called.
struct CommandLine {
  CommonOptions common;
  std::string config;  ///< --config
  Action action;
  /// Whether `serve` could start with its options as they are, as far as these tell.
  std::function<base::Status()> check_serve;
};

/// Opens the city that --data names, for a command of the operator's; kInvalid with --as.
base::Result<std::unique_ptr<City>> OpenCity(const CommonOptions& common, bool create = false);

/// A city and who works in it.
struct OpenedCity {
  std::unique_ptr<City> city;
  domain::Actor actor;

  [[nodiscard]] services::Workspace& workspace() const { return city->workspace(); }
};

/// The city that --data names with the rights and scope that the account of --as has today, marked
/// as used at the command line; the operator's without one. kInvalid where there is no such
/// account, kForbidden where it is disabled.
base::Result<OpenedCity> OpenCityAs(const CommonOptions& common, bool create = false);

/// Turns the outcome of a command into its exit code, printing an error.
int Finish(const base::Status& status);

// Each adds its commands with their options and explanations.
void AddServeCommands(CLI::App& app, CommandLine& line);
void AddConfigCommands(CLI::App& app, CommandLine& line);
void AddDemoCommand(CLI::App& app, CommandLine& line);
void AddTransferCommands(CLI::App& app, CommandLine& line);  ///< import, export
void AddSearchCommands(CLI::App& app, CommandLine& line);    ///< reindex, search
void AddRecommendCommand(CLI::App& app, CommandLine& line);
void AddPlanCommands(CLI::App& app, CommandLine& line);
void AddSurveyCommands(CLI::App& app, CommandLine& line);
void AddRecordCommands(CLI::App& app, CommandLine& line);
void AddLedgerCommands(CLI::App& app, CommandLine& line);
void AddSolveCommand(CLI::App& app, CommandLine& line);
void AddBenchCommand(CLI::App& app, CommandLine& line);
void AddEvaluateCommand(CLI::App& app, CommandLine& line);
void AddRankCommand(CLI::App& app, CommandLine& line);
void AddBackupCommands(CLI::App& app, CommandLine& line);  ///< backup, backups, restore
void AddCheckCommand(CLI::App& app, CommandLine& line);
void AddDatabaseCommands(CLI::App& app, CommandLine& line);  ///< copies between databases
void AddEvidenceCommands(CLI::App& app, CommandLine& line);  ///< evidence files, spot checks
void AddReportCommands(CLI::App& app, CommandLine& line);
void AddLeadReports(CLI::App& report, CommandLine& line);        ///< of AddReportCommands
void AddOrganisationCommands(CLI::App& app, CommandLine& line);  ///< posts, teams
void AddModelCommands(CLI::App& app, CommandLine& line);         ///< the pair model
void AddWebhookCommands(CLI::App& app, CommandLine& line);
void AddAdminCommands(CLI::App& app, CommandLine& line);  ///< user
void AddAuditCommands(CLI::App& app, CommandLine& line);

/// Runs the program; its exit code.
int Run(int argc, char** argv);

}  // namespace jiedui::app
