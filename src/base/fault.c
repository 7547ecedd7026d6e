/* SPDX-License-Identifier: Apache-2.0 */
/* Fault points by counters; the rules are read from the environment once. */
#include "base/fault.h"

#ifdef CX_FAULTS

#include <errno.h>
#include <signal.h>
#include <unistd.h>

static const char *const names[] = {
	[CX_FAULT_WRITE] = "write", [CX_FAULT_FSYNC] = "fsync", [CX_FAULT_RENAME] = "rename",
	[CX_FAULT_HTTP] = "http",   [CX_FAULT_KILL] = "kill",   [CX_FAULT_RESERVE] = "reserve",
};

static struct {
	unsigned long passed, fails_at;
	bool for_good;
} points[CX_COUNT(names)];

static void faults_count(void)
{
	const char *path = getenv("CX_FAULT_COUNT");
	FILE *file = path ? fopen(path, "w") : NULL;
	if (!file)
		return;
	for (size_t i = 0; i < CX_COUNT(names); i++)
		(void)fprintf(file, "%s:%lu\n", names[i], points[i].passed);
	(void)fclose(file);
}

static void faults_read(void)
{
	static bool done;
	if (done)
		return;
	done = true;
	(void)atexit(faults_count);
	for (const char *rule = getenv("CX_FAULT"); rule; rule = strchr(rule, ',')) {
		rule += *rule == ',';
		for (size_t i = 0; i < CX_COUNT(names); i++) {
			size_t n = strlen(names[i]);
			if (strncmp(rule, names[i], n) != 0 || rule[n] != ':')
				continue;
			char *end;
			points[i].fails_at = strtoul(rule + n + 1, &end, 10);
			points[i].for_good = *end == '+';
		}
	}
}

bool cx_fault(enum cx_fault_point point)
{
	faults_read();
	unsigned long passed = ++points[point].passed;
	unsigned long at = points[point].fails_at;
	bool fails = at && (points[point].for_good ? passed >= at : passed == at);
	if (fails && point == CX_FAULT_KILL)
		(void)kill(getpid(), SIGKILL);
	if (fails)
		errno = EIO;
	return fails;
}

#endif
