# SPDX-License-Identifier: Apache-2.0
# cx_flags: warnings, sanitizers and hardening that every target of ours takes.
include(CheckCCompilerFlag)
include(CheckLinkerFlag)

# Adds each flag that this compiler knows: some exist on one processor or from one version on.
function(cx_flags_if_known)
  foreach(flag IN LISTS ARGN)
    string(MAKE_C_IDENTIFIER "CX_HAS${flag}" variable)
    if(flag MATCHES "^-Wl,")
      check_linker_flag(C ${flag} ${variable})
    else()
      check_c_compiler_flag(${flag} ${variable})
    endif()
    if(${variable} AND flag MATCHES "^-Wl,")
      target_link_options(cx_flags INTERFACE ${flag})
    elseif(${variable})
      target_compile_options(cx_flags INTERFACE ${flag})
    endif()
  endforeach()
endfunction()

add_library(cx_flags INTERFACE)
target_compile_options(cx_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2
  -Wwrite-strings -Wundef -Wnull-dereference)
# Some warnings need the optimiser: so every sort of build has it, and all of them warn alike.
target_compile_options(cx_flags INTERFACE $<$<CONFIG:Debug>:-O1>)
target_compile_definitions(cx_flags INTERFACE _GNU_SOURCE CX_VERSION="${PROJECT_VERSION}")
if(CMAKE_C_COMPILER_ID STREQUAL "Clang")
  # gcc checks both as part of -Wformat=2 and -Wconversion, clang 14 also warns of va_list functions and of enums.
  target_compile_options(cx_flags INTERFACE -Wno-format-nonliteral -Wno-sign-conversion)
endif()
if(CX_WERROR)
  target_compile_options(cx_flags INTERFACE -Werror)
endif()
if(CX_FAULTS)
  target_compile_definitions(cx_flags INTERFACE CX_FAULTS)
endif()
if(CX_SANITIZE)
  set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=all)
  target_compile_options(cx_flags INTERFACE ${sanitizers} -fno-omit-frame-pointer)
  target_link_options(cx_flags INTERFACE ${sanitizers})
  if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    # As a shared library beside libasan it ignores log_path, and the transcript runner would not see its reports.
    target_link_options(cx_flags INTERFACE -static-libubsan)
  endif()
endif()
if(CX_FUZZ)
  if(NOT CMAKE_C_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "CX_FUZZ needs clang: apt-get install clang libclang-rt-14-dev, then -DCMAKE_C_COMPILER=clang")
  endif()
  target_compile_options(cx_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(CX_COVERAGE)
  target_compile_options(cx_flags INTERFACE --coverage -fprofile-update=atomic)
  target_link_options(cx_flags INTERFACE --coverage)
endif()
if(CX_HARDEN)
  # https://best.openssf.org/Compiler-Hardening-Guides/
  include(CheckPIESupported)
  check_pie_supported(LANGUAGES C)
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
  target_compile_options(cx_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
  cx_flags_if_known(-Wimplicit-fallthrough -fstack-protector-strong -fstack-clash-protection
    -fcf-protection=full -mbranch-protection=standard -fno-delete-null-pointer-checks -fno-strict-overflow
    -fno-strict-aliasing -ftrivial-auto-var-init=zero -fstrict-flex-arrays=3
    -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,--as-needed -Wl,--no-copy-dt-needed-entries)
endif()
