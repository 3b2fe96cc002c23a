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

if(JIEDUI_PCH)
  file(WRITE ${CMAKE_BINARY_DIR}/pch/pch.cc "// carries the precompiled header\n")
  add_library(jiedui_pch STATIC ${CMAKE_BINARY_DIR}/pch/pch.cc)
  target_link_libraries(jiedui_pch PRIVATE jiedui_options)
  target_compile_options(jiedui_pch PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  target_precompile_headers(jiedui_pch PRIVATE
    <algorithm> <array> <chrono> <cstdint> <functional> <map> <memory> <mutex> <optional> <set> <span> <string>
    <string_view> <tuple> <unordered_map> <utility> <variant> <vector> <tl/expected.hpp>)
endif()

# Gives a target of ours its options and the shared precompiled header.
function(jiedui_compiled target)
  target_link_libraries(${target} PRIVATE jiedui_options)
  if(JIEDUI_PCH)
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
    target_precompile_headers(${target} REUSE_FROM jiedui_pch)
  endif()
endfunction()

# jiedui_room(NAME DIR dir [EXCLUDE path …] [USES room …] [LIBRARIES target …])
# A static library jiedui_NAME of every .cc below DIR (minus EXCLUDE); a room without sources yet is an interface.
function(jiedui_room name)
  cmake_parse_arguments(ROOM "" "DIR" "EXCLUDE;USES;LIBRARIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${ROOM_DIR}/*.cc)
  foreach(excluded IN LISTS ROOM_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX "^${CMAKE_SOURCE_DIR}/${excluded}(/|$)")
  endforeach()
  list(TRANSFORM ROOM_USES PREPEND jiedui_)
  if(sources)
    add_library(jiedui_${name} STATIC ${sources})
    jiedui_compiled(jiedui_${name})
    target_link_libraries(jiedui_${name} PUBLIC ${ROOM_USES} PRIVATE ${ROOM_LIBRARIES})
  else()
    add_library(jiedui_${name} INTERFACE)
    target_link_libraries(jiedui_${name} INTERFACE ${ROOM_USES})
  endif()
endfunction()
