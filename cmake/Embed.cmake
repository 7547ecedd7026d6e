# SPDX-License-Identifier: Apache-2.0
# Turns files below a folder into a C table of src/base/embed.h: cx_embed(OUT_VARIABLE TABLE FOLDER PATTERN...).
function(cx_embed out_variable table folder)
  list(TRANSFORM ARGN PREPEND ${folder}/ OUTPUT_VARIABLE patterns)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE ${folder} ${patterns})
  list(SORT files)
  set(depends "")
  foreach(file IN LISTS files)
    list(APPEND depends ${folder}/${file})
  endforeach()
  set(out ${CMAKE_BINARY_DIR}/${table}.c)
  add_custom_command(OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} "-DOUT=${out}" "-DTABLE=${table}" "-DFOLDER=${folder}" "-DFILES=${files}"
      -P ${CMAKE_SOURCE_DIR}/cmake/EmbedRun.cmake
    DEPENDS ${depends} ${CMAKE_SOURCE_DIR}/cmake/EmbedRun.cmake
    COMMENT "embedding ${table}" VERBATIM)
  set(${out_variable} ${out} PARENT_SCOPE)
endfunction()
