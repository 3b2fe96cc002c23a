#include "net/network.h"

#include <gtest/gtest.h>

namespace jiedui::net {
namespace {

TEST(Network, HoldsTheAddressesOfItsBlock) {
  struct Case {
    const char* block;
    const char* address;
    bool inside;
  };
  for (const Case& one :
       {Case{"10.0.0.0/8", "10.255.0.1", true}, Case{"10.0.0.0/8", "11.0.0.1", false},
        Case{"10.0.0.0/8", "::ffff:10.1.2.3", true}, Case{"10.0.0.0/8", "", false},
        Case{"10.0.0.0/8", "10.0.0.256", false}, Case{"172.16.0.0/12", "172.31.255.255", true},
        Case{"172.16.0.0/12", "172.32.0.0", false}, Case{"192.0.2.7", "192.0.2.7", true},
        Case{"192.0.2.7", "192.0.2.6", false}, Case{"0.0.0.0/0", "203.0.113.1", true},
        Case{"0.0.0.0/0", "2001:db8::1", false}, Case{"2001:db8::/33", "2001:db8:7fff::1", true},
        Case{"2001:db8::/33", "2001:db8:8000::1", false}, Case{"::1", "::1", true}}) {
    const auto network = Network::Parse(one.block);
    ASSERT_TRUE(network) << one.block;
    EXPECT_EQ(network->Contains(one.address), one.inside) << one.block << " " << one.address;
  }
  for (const char* none : {"", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "10.0.0/8", "::/129", "a",
                           "10.0.0.0/-1", "10.0.0.0/8 "})
    EXPECT_FALSE(Network::Parse(none)) << none;
}

TEST(Network, SourcesAreAddressesOrSites) {
  EXPECT_EQ(SourceOf("203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(SourceOf("::ffff:203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(SourceOf("2001:DB8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(SourceOf("命令行"), "命令行");
  EXPECT_EQ(CanonicalAddress("2001:DB8:0::1"), "2001:db8::1");
  EXPECT_EQ(CanonicalAddress("203.0.113.9:80"), std::nullopt);
}

}  // namespace
}  // namespace jiedui::net
