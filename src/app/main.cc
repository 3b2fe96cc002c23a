#include "app/command.h"

int main(int argc, char** argv) { return jiedui::app::Run(argc, argv); }
