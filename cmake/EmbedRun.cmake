# SPDX-License-Identifier: Apache-2.0
# Run by Embed.cmake at build time: OUT, FOLDER, FILES (a list).
set(text "/* Generated from schemas/. */\n#include \"base/embed.h\"\n")
set(table "")
set(n 0)
foreach(file IN LISTS FILES)
  file(READ ${FOLDER}/${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND text "static const unsigned char file_${n}[] = {${bytes}0};\n")
  string(APPEND table "\t{\"${file}\", (const char *)file_${n}, sizeof file_${n} - 1},\n")
  math(EXPR n "${n} + 1")
endforeach()
string(APPEND text "const struct cx_embedded_file cx_embedded[] = {\n${table}\t{0}};\n")
file(WRITE ${OUT} "${text}")
