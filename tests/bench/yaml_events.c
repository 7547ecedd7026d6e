/* SPDX-License-Identifier: Apache-2.0 */
/* The bare libyaml event loop of validate_10000.py: reads files, makes their events, throws them away. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <yaml.h>

static long count_events(const unsigned char *text, size_t len)
{
	yaml_parser_t parser;
	yaml_event_t event;
	yaml_event_type_t type = YAML_NO_EVENT;
	long count = 0;
	if (!yaml_parser_initialize(&parser))
		return -1;
	yaml_parser_set_input_string(&parser, text, len);
	while (type != YAML_STREAM_END_EVENT) {
		if (!yaml_parser_parse(&parser, &event)) {
			count = -1;
			break;
		}
		type = event.type;
		yaml_event_delete(&event);
		count++;
	}
	yaml_parser_delete(&parser);
	return count;
}

static long file_events(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	if (fd < 0 || fstat(fd, &st) < 0)
		return -1;
	size_t size = (size_t)st.st_size;
	unsigned char *text = malloc(size + 1);
	long count = text && read(fd, text, size) == (ssize_t)size ? count_events(text, size) : -1;
	free(text);
	(void)close(fd);
	return count;
}

/* The files' names stand on stdin, one a line. */
int main(void)
{
	char path[4096];
	long events = 0, files = 0;
	while (fgets(path, sizeof path, stdin)) {
		path[strcspn(path, "\n")] = '\0';
		long count = file_events(path);
		if (count < 0) {
			(void)fprintf(stderr, "%s: cannot be read\n", path);
			return 1;
		}
		events += count;
		files++;
	}
	(void)printf("%ld events in %ld files\n", events, files);
	return 0;
}
