#include "services/sector_settling.h"

#include <gmock/gmock.h>

#include "domain/credit_code.h"
#include "services/roster.h"
#include "tests/unit/services/workspace_fixture.h"

namespace jiedui::services {
namespace {

using domain::Enterprise;
using domain::Kind;
using domain::ProposalState;
using domain::SectorProposal;
using domain::SectorSource;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// The work list and what an enterprise's sector says of itself stay one, whichever way it changes.
class SectorSettlingTest : public WorkspaceTest {
 protected:
  std::int64_t Create(const std::string& name, const std::string& code, const std::string& scope,
                      const std::string& sector) {
    auto enterprise = std::make_unique<Enterprise>();
    enterprise->name = name;
    enterprise->credit_code = code;
    enterprise->region_code = "140525";
    enterprise->business_scope = scope;
    enterprise->sector_code = sector;
    return CreateRecord(workspace_, office_, std::move(enterprise)).value()->id;
  }

  void SetSector(std::int64_t id, const std::string& sector) {
    const auto changed = ChangeRecord(workspace_, office_, Kind::kEnterprise, id, Of(id).version,
                                      [&](domain::Record& record) -> base::Status {
                                        static_cast<Enterprise&>(record).sector_code = sector;
                                        return {};
                                      });
    ASSERT_TRUE(changed.has_value()) << changed.error().message;
  }

  [[nodiscard]] Enterprise Of(std::int64_t id) const {
    return store_->Get(domain::EnterpriseId{id}).value();
  }

  domain::Actor office_ = domain::Operator();
  const std::string code_ = MadeUpCode();

 private:
  static std::string MadeUpCode() {
    const std::string body = "91140500MA0100001";
    return body + domain::CreditCodeCheckDigit(body);
  }
};

TEST_F(SectorSettlingTest, S2_NewEnterpriseIsProposedASectorAsAnImportedOneIs) {
  const Enterprise cast =
      Of(Create("晋城甲铸造有限公司", code_, "球墨铸铁管件、灰铸铁件的铸造", ""));
  EXPECT_EQ(cast.sector_code.substr(0, 3), "339");
  EXPECT_EQ(cast.sector_source, SectorSource::kProposed);
  EXPECT_THAT(AllOf<SectorProposal>(), IsEmpty());
}

TEST_F(SectorSettlingTest, S2_SectorThatAPersonGivesIsConfirmed) {
  const Enterprise given = Of(Create("晋城乙有限公司", code_, "", "3391"));
  EXPECT_EQ(given.sector_source, SectorSource::kConfirmed);
  EXPECT_EQ(given.sector_confidence, 1);
}

TEST_F(SectorSettlingTest, S2_OpenSectorWaitsOnTheWorkListUntilThereIsOne) {
  const std::int64_t id = Create("晋城乙有限公司", code_, "", "");
  ASSERT_THAT(AllOf<SectorProposal>(), SizeIs(1));
  EXPECT_EQ(AllOf<SectorProposal>()[0].enterprise.value, id);
  EXPECT_EQ(AllOf<SectorProposal>()[0].state, ProposalState::kOpen);

  SetSector(id, "3391");
  EXPECT_EQ(Of(id).sector_source, SectorSource::kConfirmed);
  ASSERT_THAT(AllOf<SectorProposal>(), SizeIs(1));
  EXPECT_EQ(AllOf<SectorProposal>()[0].state, ProposalState::kSettled);
  EXPECT_EQ(AllOf<SectorProposal>()[0].sector_code, "3391");

  SetSector(id, "");
  EXPECT_EQ(Of(id).sector_source, SectorSource::kNone);
  EXPECT_EQ(AllOf<SectorProposal>()[0].state, ProposalState::kOpen);
}

TEST_F(SectorSettlingTest, S2_SectorTakenAwayPutsItOnTheWorkList) {
  const std::int64_t id = Create("晋城乙有限公司", code_, "", "3391");
  SetSector(id, "");
  ASSERT_THAT(AllOf<SectorProposal>(), SizeIs(1));
  EXPECT_EQ(AllOf<SectorProposal>()[0].region_code, "140525");
}

TEST_F(SectorSettlingTest, S2_SettledWithoutACodeMeansNoIndustry) {
  const std::int64_t id = Create("晋城乙有限公司", code_, "", "");
  const SectorProposal open = AllOf<SectorProposal>()[0];
  ASSERT_TRUE(SettleSector(workspace_, office_, {open.id}, open.version, "").has_value());
  EXPECT_EQ(Of(id).sector_code, "");
  EXPECT_EQ(Of(id).sector_source, SectorSource::kConfirmed);
}

}  // namespace
}  // namespace jiedui::services
