#include <cstdio>
#include <string>

#include "app/version.h"

int main() {
  std::printf("jiedui %s\n", std::string(jiedui::app::Version()).c_str());
  return 0;
}
