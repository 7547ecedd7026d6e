# SPDX-License-Identifier: Apache-2.0
# Turns every file below a folder into a C table: cx_embedded[] of src/base/embed.h.
function(cx_embed out_variable folder)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE ${folder} ${folder}/*.json ${folder}/*.yaml)
  list(SORT files)
  set(depends "")
  foreach(file IN LISTS files)
    list(APPEND depends ${folder}/${file})
  endforeach()
  set(out ${CMAKE_BINARY_DIR}/embedded.c)
  add_custom_command(OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} "-DOUT=${out}" "-DFOLDER=${folder}" "-DFILES=${files}" -P ${CMAKE_SOURCE_DIR}/cmake/EmbedRun.cmake
    DEPENDS ${depends} ${CMAKE_SOURCE_DIR}/cmake/EmbedRun.cmake
    COMMENT "embedding schemas and profiles" VERBATIM)
  set(${out_variable} ${out} PARENT_SCOPE)
endfunction()
