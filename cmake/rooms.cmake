# What every target of ours is compiled with, and the function that declares a room.

add_library(jiedui_options INTERFACE)
target_include_directories(jiedui_options INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/src)
target_compile_options(jiedui_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual -Werror
  $<$<CXX_COMPILER_ID:GNU>:-Wno-error=maybe-uninitialized -Wno-error=restrict -Wno-error=stringop-overflow -Wno-error=array-bounds -Wno-error=free-nonheap-object>)
if(JIEDUI_SANITIZE)
  target_compile_options(jiedui_options INTERFACE -fsanitize=${JIEDUI_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(jiedui_options INTERFACE -fsanitize=${JIEDUI_SANITIZE})
endif()

if(JIEDUI_FUZZ)
  # libFuzzer steers by the coverage of the code under test, so every room reports it.
  target_compile_options(jiedui_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

find_program(JIEDUI_CCACHE ccache)
if(JIEDUI_CCACHE)
  # The sloppiness is what ccache needs to cache compilations that use a precompiled header; paths are made
  # relative so that two checkouts share results.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${JIEDUI_CCACHE})
endif()

# Precompiled headers: `std` for the rooms, `cli` for the commands, `test` for the tests (tests/): the standard ones and what every
# file there includes besides. A target takes one by jiedui_compiled(target NAME).
set(JIEDUI_STD_HEADERS
  <algorithm> <array> <chrono> <cstdint> <functional> <map> <memory> <mutex> <optional> <set> <span> <string>
  <string_view> <tuple> <unordered_map> <utility> <variant> <vector> <tl/expected.hpp>)
function(jiedui_precompiled name)
  # Written only where it differs: configuring again compiles nothing again.
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/pch/${name}.cc CONTENT "// carries the precompiled header\n")
  add_library(jiedui_pch_${name} STATIC ${CMAKE_BINARY_DIR}/pch/${name}.cc)
  target_link_libraries(jiedui_pch_${name} PRIVATE jiedui_options)
  target_compile_options(jiedui_pch_${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  target_precompile_headers(jiedui_pch_${name} PRIVATE ${JIEDUI_STD_HEADERS} ${ARGN})
endfunction()
if(JIEDUI_PCH)
  jiedui_precompiled(std)
  jiedui_precompiled(cli <CLI/CLI.hpp>)
endif()

# Gives a target of ours its options and a precompiled header: `std` unless another is named.
function(jiedui_compiled target)
  set(name std)
  if(ARGC GREATER 1)
    set(name ${ARGV1})
  endif()
  target_link_libraries(${target} PRIVATE jiedui_options)
  if(JIEDUI_PCH)
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
    target_precompile_headers(${target} REUSE_FROM jiedui_pch_${name})
  endif()
endfunction()

# Several files of a target as one: what they include is read, and templates are made, once. Which go together scripts/groups
# says; whether each compiles alone the builds without JIEDUI_MERGE show. Called in the directory that made the target.
function(jiedui_merged target)
  if(NOT JIEDUI_MERGE)
    return()
  endif()
  get_target_property(sources ${target} SOURCES)
  execute_process(COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/scripts/groups 12 ${sources}
                  OUTPUT_VARIABLE lines COMMAND_ERROR_IS_FATAL ANY OUTPUT_STRIP_TRAILING_WHITESPACE)
  string(REPLACE "\n" ";" lines "${lines}")
  set(number 0)
  foreach(line IN LISTS lines)
    separate_arguments(files UNIX_COMMAND "${line}")
    set_source_files_properties(${files} PROPERTIES UNITY_GROUP ${target}_${number})
    math(EXPR number "${number} + 1")
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  # What a file keeps to itself looks like a header's to the compiler, as it is included.
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endfunction()

# jiedui_room(NAME DIR dir [EXCLUDE path …] [USES room …] [LIBRARIES target …] [DEFINES definition …] [PCH name header])
# A static library jiedui_NAME of every .cc below DIR (minus EXCLUDE); a room without sources yet is an interface.
# The PCH of that name is taken by what includes the header; the rest is compiled apart, with `std`: CLI11 has objects in
# every file that reads it, two seconds' worth.
function(jiedui_room name)
  cmake_parse_arguments(ROOM "" "DIR" "EXCLUDE;USES;LIBRARIES;DEFINES;PCH" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${ROOM_DIR}/*.cc)
  foreach(excluded IN LISTS ROOM_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX "^${CMAKE_SOURCE_DIR}/${excluded}(/|$)")
  endforeach()
  list(TRANSFORM ROOM_USES PREPEND jiedui_)
  if(NOT sources)
    add_library(jiedui_${name} INTERFACE)
    target_link_libraries(jiedui_${name} INTERFACE ${ROOM_USES})
    return()
  endif()
  set(rest)
  if(ROOM_PCH)
    list(GET ROOM_PCH 0 pch)
    list(GET ROOM_PCH 1 header)
    foreach(source IN LISTS sources)
      file(STRINGS ${source} found LIMIT_COUNT 1 REGEX "^#include <${header}>")
      if(NOT found)
        list(APPEND rest ${source})
      endif()
    endforeach()
    list(REMOVE_ITEM sources ${rest})
  endif()
  add_library(jiedui_${name} STATIC ${sources})
  jiedui_room_files(jiedui_${name} ${pch})
  target_link_libraries(jiedui_${name} PUBLIC ${ROOM_USES})
  if(rest)
    add_library(jiedui_${name}_rest OBJECT ${rest})
    jiedui_room_files(jiedui_${name}_rest)
    target_link_libraries(jiedui_${name}_rest PRIVATE ${ROOM_USES})
    target_sources(jiedui_${name} PRIVATE $<TARGET_OBJECTS:jiedui_${name}_rest>)
  endif()
endfunction()

# Part of jiedui_room: what its libraries have in common.
macro(jiedui_room_files target)
  jiedui_compiled(${target} ${ARGN})
  jiedui_merged(${target})
  target_link_libraries(${target} PRIVATE ${ROOM_LIBRARIES})
  target_compile_definitions(${target} PRIVATE ${ROOM_DEFINES})
endmacro()
