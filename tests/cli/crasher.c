/* SPDX-License-Identifier: Apache-2.0 */
/* Breaks in the way that it is told: shows that the transcript runner sees every sort of crash. */
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "";
	if (strcmp(how, "null") == 0) {
		volatile int *volatile nowhere = NULL;
		*nowhere = 1;
	} else if (strcmp(how, "overflow") == 0) {
		volatile int most = INT_MAX;
		most = most + argc;
		printf("%d\n", most);
	} else if (strcmp(how, "leak") == 0) {
		char *volatile lost = malloc(100);
		memset(lost, argc, 100);
		lost = NULL;
	} else if (strcmp(how, "use-after-free") == 0) {
		char *volatile gone = malloc(100);
		free(gone);
		gone[argc] = 1;
	} else if (strcmp(how, "abort") == 0) {
		abort();
	}
	return 0;
}
