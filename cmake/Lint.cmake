# SPDX-License-Identifier: Apache-2.0
# The target `lint`: static checks that take minutes (clang-tidy, gcc -fanalyzer, cppcheck).
add_custom_target(lint
  COMMAND ${PROJECT_SOURCE_DIR}/tests/support/lint.sh ${PROJECT_BINARY_DIR}
  USES_TERMINAL VERBATIM COMMENT "clang-tidy, gcc -fanalyzer, cppcheck")
