/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing of the command line by the tables of cli.h. */
#ifndef CX_CLI_OPTIONS_H
#define CX_CLI_OPTIONS_H

#include "cli/cli.h"

/*
 * Fills command, values and args of inv from argv. Options may stand anywhere, global ones before the command
 * too; "--" ends them. Every mistake is a diagnostic usage.*, and parsing goes on behind it, so that all of
 * them are told at once and --help, -o and --log-format are known whatever else is wrong. command stays NULL
 * if none was named. INVALID if there was a mistake.
 */
enum cx_status cx_options_parse(struct cx_invocation *inv, int argc, char **argv);

#endif
