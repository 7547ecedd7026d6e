/* SPDX-License-Identifier: Apache-2.0 */
/* Spawns, listens, waits, kills. */
/*
 * The end of a process is not the end of its output: what it left running may hold the pipes for ever. So
 * besides the pipes the process itself is looked at, every TURN_MS.
 */
#include "base/process.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum {
	TURN_MS = 20,
	GRACE_MS = 2000, /* between SIGTERM and SIGKILL */
};

struct stream {
	int fd; /* -1: ended */
	struct cx_buf *out;
};

static int64_t now_ms(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* "GIT_DIR" and "GIT_DIR=/x" name the same variable; "GIT_TRACE*" all that begin so. */
static bool names(const char *pattern, const char *variable)
{
	size_t n = strcspn(pattern, "=");
	if (n && pattern[n - 1] == '*')
		return strncmp(pattern, variable, n - 1) == 0;
	return strncmp(pattern, variable, n) == 0 && variable[n] == '=';
}

static bool is_listed(const char *const *list, const char *variable)
{
	for (size_t i = 0; list && list[i]; i++)
		if (names(list[i], variable))
			return true;
	return false;
}

static char **environment_make(const struct cx_process *process)
{
	size_t count = 0, more = 0;
	for (; environ && environ[count]; count++)
		;
	for (; process->set && process->set[more]; more++)
		;
	char **all = cx_alloc((count + more + 1) * sizeof *all);
	size_t n = 0;
	for (size_t i = 0; i < count; i++)
		if (!is_listed(process->unset, environ[i]) && !is_listed(process->set, environ[i]))
			all[n++] = environ[i];
	for (size_t i = 0; i < more; i++)
		all[n++] = (char *)(uintptr_t)process->set[i];
	return all;
}

static int attributes_make(posix_spawnattr_t *attributes)
{
	sigset_t all, none;
	(void)sigfillset(&all);
	(void)sigemptyset(&none);
	int error = posix_spawnattr_init(attributes);
	if (error)
		return error;
	(void)posix_spawnattr_setsigdefault(attributes, &all);
	(void)posix_spawnattr_setsigmask(attributes, &none);
	return posix_spawnattr_setflags(attributes,
					POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
}

static int actions_make(posix_spawn_file_actions_t *actions, const char *input, int out, int err)
{
	int error = posix_spawn_file_actions_init(actions);
	if (!error)
		error = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, input ? input : "/dev/null",
							 O_RDONLY, 0);
	if (!error)
		error = posix_spawn_file_actions_adddup2(actions, out, STDOUT_FILENO);
	if (!error)
		error = posix_spawn_file_actions_adddup2(actions, err, STDERR_FILENO);
	return error;
}

static int start(const struct cx_process *process, int out, int err, pid_t *ret_pid)
{
	posix_spawnattr_t attributes;
	posix_spawn_file_actions_t actions;
	int error = attributes_make(&attributes);
	if (error)
		return error;
	error = actions_make(&actions, process->input, out, err);
	char **environment = environment_make(process);
	if (!error)
		error = posix_spawnp(ret_pid, process->argv[0], &actions, &attributes,
				     (char *const *)(uintptr_t)process->argv, environment);
	cx_free(environment);
	(void)posix_spawn_file_actions_destroy(&actions);
	(void)posix_spawnattr_destroy(&attributes);
	return error;
}

/* What is there now. */
static void stream_read(struct stream *stream)
{
	char chunk[8192];
	while (stream->fd >= 0) {
		ssize_t got = read(stream->fd, chunk, sizeof chunk);
		if (got > 0) {
			cx_buf_add(stream->out, chunk, (size_t)got);
		} else if (got == 0 || (errno != EINTR && errno != EAGAIN)) {
			close(stream->fd);
			stream->fd = -1;
		} else if (errno == EAGAIN) {
			return;
		}
	}
}

static void streams_wait(struct stream *streams, int wait_ms)
{
	struct pollfd polled[2] = {{.fd = streams[0].fd, .events = POLLIN},
				   {.fd = streams[1].fd, .events = POLLIN}};
	(void)poll(polled, CX_COUNT(polled), wait_ms);
	stream_read(&streams[0]);
	stream_read(&streams[1]);
}

/* Until it has ended; kills it when its time is over. */
static int supervise(const struct cx_process *process, pid_t pid, struct stream *streams,
		     struct cx_process_end *end)
{
	int64_t deadline = now_ms() + process->timeout_ms, kill_at = deadline + GRACE_MS;
	int status = 0;
	for (;;) {
		if (process->abandon && *process->abandon && !end->abandoned && !end->timed_out) {
			end->abandoned = true;
			kill_at = now_ms() + GRACE_MS;
			(void)kill(-pid, SIGTERM);
		}
		streams_wait(streams, streams[0].fd < 0 && streams[1].fd < 0 ? 1 : TURN_MS);
		pid_t ended = waitpid(pid, &status, WNOHANG);
		if (ended == pid || (ended < 0 && errno != EINTR))
			break;
		if (now_ms() >= kill_at)
			(void)kill(-pid, SIGKILL);
		else if (now_ms() >= deadline && !end->timed_out && !end->abandoned)
			(void)kill(-pid, SIGTERM);
		end->timed_out = !end->abandoned && now_ms() >= deadline;
	}
	streams_wait(streams, 0);
	return status;
}

static bool pipe_make(int ret_pipe[2])
{
	if (pipe2(ret_pipe, O_CLOEXEC) < 0)
		return false;
	int flags = fcntl(ret_pipe[0], F_GETFL);
	return flags >= 0 && fcntl(ret_pipe[0], F_SETFL, flags | O_NONBLOCK) == 0;
}

static void close_all(int *fds, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

bool cx_process_run(const struct cx_process *process, struct cx_process_end *end)
{
	int pipes[4] = {-1, -1, -1, -1};
	pid_t pid = -1;
	*end = (struct cx_process_end){.out = {.data = cx_buf_empty, .max = process->max_out},
				       .err = {.data = cx_buf_empty, .max = process->max_err},
				       .exit = -1};
	if (!pipe_make(pipes) || !pipe_make(pipes + 2))
		end->error = errno;
	else
		end->error = start(process, pipes[1], pipes[3], &pid);
	if (end->error) {
		close_all(pipes, CX_COUNT(pipes));
		return false;
	}
	close(pipes[1]);
	close(pipes[3]);
	struct stream streams[] = {{pipes[0], &end->out}, {pipes[2], &end->err}};
	int status = supervise(process, pid, streams, end);
	for (size_t i = 0; i < CX_COUNT(streams); i++)
		if (streams[i].fd >= 0)
			close(streams[i].fd);
	end->exit = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	end->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	return end->exit == 0 && !end->timed_out && !end->abandoned;
}

void cx_process_end_release(struct cx_process_end *end)
{
	cx_buf_release(&end->out);
	cx_buf_release(&end->err);
}

/* Linux: the letter behind the name, which may hold brackets itself. */
static bool has_ended(pid_t pid)
{
	char path[32], text[512];
	(void)snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = '\0';
	const char *name_end = strrchr(text, ')');
	return name_end && name_end[1] && strchr("ZX", name_end[2]) && name_end[2];
}

bool cx_process_lives(int64_t pid)
{
	if (pid <= 0 || pid > INT32_MAX || (kill((pid_t)pid, 0) && errno == ESRCH))
		return false;
	return !has_ended((pid_t)pid);
}
