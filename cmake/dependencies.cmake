# Debian 12's libraries, each as one target that rooms name in LIBRARIES. Headers count as system headers: our
# warnings are for our own code.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc i18n)
find_package(SQLite3 REQUIRED)
find_package(EXPAT REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(ZLIB REQUIRED)
find_package(Eigen3 REQUIRED NO_MODULE)

# jiedui_pkg(NAME module): the interface target jiedui_NAME of a pkg-config module.
function(jiedui_pkg name module)
  pkg_check_modules(${name} REQUIRED IMPORTED_TARGET ${module})
  add_library(jiedui_${name} INTERFACE)
  target_include_directories(jiedui_${name} SYSTEM INTERFACE ${${name}_INCLUDE_DIRS})
  target_link_libraries(jiedui_${name} INTERFACE PkgConfig::${name})
endfunction()

jiedui_pkg(pistache libpistache)
jiedui_pkg(xapian xapian-core)
jiedui_pkg(sodium libsodium)
jiedui_pkg(pq libpq)
jiedui_pkg(opencc opencc)
jiedui_pkg(xlsxwriter xlsxwriter)
jiedui_pkg(libzip libzip)
jiedui_pkg(lemon lemon)
jiedui_pkg(curl libcurl)
jiedui_pkg(cjose cjose)
jiedui_pkg(prometheus prometheus-cpp-core)

# Header-only libraries.
add_library(jiedui_cli11 INTERFACE)
add_library(jiedui_rapidjson INTERFACE)
if(JIEDUI_FUZZ)
  target_compile_options(jiedui_rapidjson INTERFACE -fsanitize-ignorelist=${CMAKE_SOURCE_DIR}/cmake/fuzz_ignore.txt)
endif()
