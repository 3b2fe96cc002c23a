#include "net/address.h"

#include <gtest/gtest.h>

namespace jiedui::net {
namespace {

TEST(Address, OnlyTheOpenInternetIsPublic) {
  for (const char* address :
       {"1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0",
        "192.167.255.255", "192.169.0.0", "169.253.0.1", "198.17.255.255", "198.20.0.0",
        "223.255.255.255", "2400:3200::1", "2606:4700:4700::1111", "::ffff:8.8.8.8"}) {
    EXPECT_TRUE(IsPublicText(address)) << address;
  }
}

TEST(Address, ThisMachineAndWhatIsBehindItAreNot) {
  for (const char* address : {"0.0.0.0",
                              "0.1.2.3",
                              "10.0.0.1",
                              "100.64.0.0",
                              "100.127.255.255",
                              "127.0.0.1",
                              "127.255.255.255",
                              "169.254.169.254",
                              "172.16.0.0",
                              "172.31.255.255",
                              "192.0.0.8",
                              "192.0.2.1",
                              "192.168.1.1",
                              "198.18.0.1",
                              "198.51.100.1",
                              "203.0.113.9",
                              "224.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "::ffff:127.0.0.1",
                              "::ffff:10.0.0.1",
                              "::127.0.0.1",
                              "64:ff9b::7f00:1",
                              "fe80::1",
                              "fc00::1",
                              "fd12::1",
                              "fec0::1",
                              "ff02::1",
                              "100::1",
                              "2001::1",
                              "2001:db8::1",
                              "2002:7f00:1::1",
                              "3fff::1",
                              "4000::1"}) {
    EXPECT_FALSE(IsPublicText(address)) << address;
  }
}

TEST(Address, WhatIsNoAddressIsNotPublic) {
  for (const char* text : {"", "localhost", "8.8.8", "8.8.8.8.8", "2130706433", "0x7f.1", "::g"})
    EXPECT_FALSE(IsPublicText(text)) << text;
}

}  // namespace
}  // namespace jiedui::net
