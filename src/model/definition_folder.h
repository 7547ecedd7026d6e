/* SPDX-License-Identifier: Apache-2.0 */
/* Where new definitions of a kind belong. */
#ifndef CX_MODEL_DEFINITION_FOLDER_H
#define CX_MODEL_DEFINITION_FOLDER_H

#include "model/project.h"

/*
 * Of the folders that definitions in cxctl.yaml names: the one that begins with the kind's name
 * (crm-webhooks), or with its last word (webhooks), or the only one there is. NULL: none of these.
 */
const char *cx_definition_folder(struct cx_arena *arena, const struct cx_project *project, const char *kind);
/* Whether plans read a file at that path, relative to the project. */
bool cx_definition_folder_reads(const struct cx_project *project, const char *path);

#endif
