/* SPDX-License-Identifier: Apache-2.0 */
/* The program itself: started, spoken to over HTTP, made to misbehave, ended. */
#include "base/buf.h"
#include "base/mem.h"

#include <curl/curl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define AUDIENCE "/api/v1/audiences/a1b2c3d4-e5f6-7890-abcd-ef1234567890"
#define BODY                                                                                         \
	"{\"name\":\"Gold\",\"criteria\":{\"operator\":\"AND\",\"conditions\":[{\"field\":\"tier\"," \
	"\"operator\":"                                                                              \
	"\"equals\",\"value\":\"gold\"}]}}"

struct program {
	pid_t pid;
	FILE *out;
	char url[100];
	char token[65];
};

/* The program stands in the folder above the tests'. */
static char *program_folder(char path[4096])
{
	ssize_t n = readlink("/proc/self/exe", path, 4000);
	assert_true(n > 0);
	path[n] = 0;
	for (int i = 0; i < 2; i++)
		*strrchr(path, '/') = 0;
	return path;
}

static void program_exec(char *const *argv)
{
	char path[4096];
	size_t len = strlen(program_folder(path));
	snprintf(path + len, sizeof path - len, "/cxone-sandbox");
	execv(path, argv);
	_exit(127);
}

/* The last argument is NULL. */
static void program_start(struct program *program, ...)
{
	const char *argv[24] = {"cxone-sandbox", "--port", "0", "--customers", "200", "--exit-with-parent"};
	int argc = 6, pipes[2];
	va_list args;
	char line[200];
	va_start(args, program);
	while ((argv[argc] = va_arg(args, const char *)))
		argc++;
	va_end(args);
	*program = (struct program){0};
	assert_int_equal(pipe(pipes), 0);
	program->pid = fork();
	if (program->pid == 0) {
		dup2(pipes[1], 1);
		close(pipes[0]);
		close(pipes[1]);
		program_exec((char *const *)argv);
	}
	close(pipes[1]);
	program->out = fdopen(pipes[0], "r");
	assert_non_null(fgets(line, sizeof line, program->out));
	assert_int_equal(sscanf(line, "cxone-sandbox listening on %99s\n", program->url), 1);
}

static int program_wait(struct program *program)
{
	int status;
	assert_int_equal(waitpid(program->pid, &status, 0), program->pid);
	fclose(program->out);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int program_end(struct program *program, int signal)
{
	kill(program->pid, signal);
	return program_wait(program);
}

static size_t body_take(char *bytes, size_t size, size_t n, void *out)
{
	cx_buf_add(out, bytes, size * n);
	return ((struct cx_buf *)out)->full ? 0 : size * n;
}

/* What came of a request: curl's code, and the status of the answer. */
struct outcome {
	CURLcode code;
	long status;
	struct cx_buf body;
};

static struct outcome ask(struct program *program, const char *method, const char *path, const char *body)
{
	struct outcome outcome = {.body = {.data = cx_buf_empty, .max = 1 << 20}};
	char url[400], bearer[100];
	CURL *curl = curl_easy_init();
	bool is_token = strcmp(path, "/oauth/token") == 0;
	struct curl_slist *headers = curl_slist_append(NULL, "Accept: application/json");
	if (!is_token)
		headers = curl_slist_append(headers, "Content-Type: application/json");
	snprintf(bearer, sizeof bearer, "Authorization: Bearer %s", program->token);
	if (*program->token)
		headers = curl_slist_append(headers, bearer);
	snprintf(url, sizeof url, "%s%s", program->url, path);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 10000L);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, body_take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &outcome.body);
	if (body)
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
	outcome.code = curl_easy_perform(curl);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &outcome.status);
	curl_slist_free_all(headers);
	curl_easy_cleanup(curl);
	return outcome;
}

static void expect(struct program *program, const char *method, const char *path, const char *body,
		   long status)
{
	struct outcome outcome = ask(program, method, path, body);
	if (outcome.code || outcome.status != status)
		fail_msg("%s %s: %s, %ld: %s", method, path, curl_easy_strerror(outcome.code), outcome.status,
			 outcome.body.data);
	cx_buf_release(&outcome.body);
}

static void login(struct program *program)
{
	struct outcome outcome = ask(program, "POST", "/oauth/token",
				     "grant_type=client_credentials&client_id=sandbox&client_secret="
				     "0123456789abcdef0123456789abcdef");
	assert_int_equal(outcome.status, 200);
	assert_int_equal(sscanf(outcome.body.data, "{\"access_token\":\"%64[0-9a-f]", program->token), 1);
	cx_buf_release(&outcome.body);
}

static int prepare(void **state)
{
	(void)state;
	curl_global_init(CURL_GLOBAL_DEFAULT);
	return setenv("CXONE_SANDBOX_CLIENT_SECRET", "0123456789abcdef0123456789abcdef", 1);
}

static void test_program_when_signalled_then_ends_with_0(void **state)
{
	static const int signals[] = {SIGTERM, SIGINT};
	struct program program;
	(void)state;
	for (size_t i = 0; i < CX_COUNT(signals); i++) {
		program_start(&program, NULL);
		assert_int_equal(strncmp(program.url, "http://127.0.0.1:", 17), 0);
		login(&program);
		expect(&program, "PUT", AUDIENCE, BODY, 201);
		assert_int_equal(program_end(&program, signals[i]), 0);
	}
}

static void test_program_when_its_port_is_taken_then_ends_with_1(void **state)
{
	struct program program;
	int status;
	(void)state;
	program_start(&program, NULL);
	const char *port = strrchr(program.url, ':') + 1;
	pid_t pid = fork();
	if (pid == 0) {
		char *argv[] = {(char *)"cxone-sandbox", (char *)"--exit-with-parent", (char *)"--port",
				(char *)port, NULL};
		fclose(stderr);
		program_exec(argv);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 1);
	assert_int_equal(program_end(&program, SIGTERM), 0);
}

static void test_program_when_data_is_kept_then_it_is_there_again(void **state)
{
	struct program program;
	char folder[] = "/tmp/cx-sandbox-XXXXXX", file[64], more[80];
	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(file, sizeof file, "%s/data.db", folder);
	program_start(&program, "--data", file, NULL);
	login(&program);
	expect(&program, "PUT", AUDIENCE, BODY, 201);
	assert_int_equal(program_end(&program, SIGKILL), 128 + SIGKILL);
	program_start(&program, "--data", file, NULL);
	login(&program);
	expect(&program, "GET", AUDIENCE, NULL, 200);
	assert_int_equal(program_end(&program, SIGTERM), 0);
	static const char *const ends[] = {"", "-wal", "-shm"};
	for (size_t i = 0; i < CX_COUNT(ends); i++) {
		snprintf(more, sizeof more, "%s%s", file, ends[i]);
		unlink(more);
	}
	assert_int_equal(rmdir(folder), 0);
}

struct wire {
	const char *rule;
	CURLcode code;
	long status;
	bool committed;
};
/* What a client sees of each fault, and whether the PUT was done. */
static const struct wire wires[] = {
	{"\"kind\":\"status\",\"status\":500", CURLE_OK, 500, false},
	{"\"kind\":\"429\"", CURLE_OK, 429, false},
	{"\"kind\":\"delay\",\"ms\":50", CURLE_OK, 201, true},
	{"\"kind\":\"delay-before\",\"ms\":50", CURLE_OK, 201, true},
	{"\"kind\":\"reset-before\"", CURLE_GOT_NOTHING, 0, false},
	{"\"kind\":\"reset-after\"", CURLE_GOT_NOTHING, 0, true},
	{"\"kind\":\"truncate\",\"bytes\":20", CURLE_PARTIAL_FILE, 201, true},
	{"\"kind\":\"truncate\",\"bytes\":0", CURLE_PARTIAL_FILE, 201, true},
	{"\"kind\":\"huge\"", CURLE_WRITE_ERROR, 201, true},
	{"\"kind\":\"huge\",\"mb\":2", CURLE_WRITE_ERROR, 201, true},
	{"\"kind\":\"html\"", CURLE_OK, 200, false},
	{"\"kind\":\"junk\"", CURLE_OK, 200, false},
	{"\"kind\":\"redirect\"", CURLE_OK, 302, false},
	{"\"kind\":\"close\"", CURLE_OK, 201, true},
	{"\"kind\":\"status-after\"", CURLE_OK, 502, true},
	{"\"kind\":\"status-after\",\"status\":303", CURLE_OK, 303, true},
	{"\"kind\":\"ignore\"", CURLE_OK, 201, false},
	{"\"kind\":\"body\",\"base64\":\"W10=\"", CURLE_OK, 201, true},
	{"\"kind\":\"cut\",\"bytes\":0", CURLE_GOT_NOTHING, 0, true},
	{"\"kind\":\"cut\",\"bytes\":30", CURLE_OK, 201, true},
	{"\"kind\":\"cut\",\"bytes\":300", CURLE_PARTIAL_FILE, 201, true},
	{"\"kind\":\"cut\",\"bytes\":100000", CURLE_OK, 201, true},
	{"\"kind\":\"length\",\"bytes\":1", CURLE_PARTIAL_FILE, 201, true},
	{"\"kind\":\"length\",\"bytes\":-1", CURLE_OK, 201, true},
	{"\"kind\":\"slow-head\",\"ms\":1", CURLE_OK, 201, true},
	{"\"kind\":\"slow-body\",\"ms\":1", CURLE_OK, 201, true},
	{"\"kind\":\"interim\",\"times\":2", CURLE_OK, 201, true},
	{"\"kind\":\"odd-headers\"", CURLE_OK, 201, true},
	{"\"kind\":\"many-headers\",\"kb\":20", CURLE_OK, 201, true},
	{"\"kind\":\"gzip\",\"mb\":16", CURLE_OK, 201, true},
	{"\"kind\":\"raw\",\"base64\":\"SFRUUC8xLjEgNDE4IG5vDQoNCg==\"", CURLE_OK, 418, true},
};

static void test_fault_when_it_strikes_then_the_client_sees_it(void **state)
{
	struct program program;
	char rule[200];
	(void)state;
	program_start(&program, NULL);
	login(&program);
	for (size_t i = 0; i < CX_COUNT(wires); i++) {
		snprintf(rule, sizeof rule, "{\"route\":\"PUT /api/v1/*\",\"count\":1,%s}", wires[i].rule);
		expect(&program, "PUT", "/sandbox/state", "{\"audiences\":[]}", 200);
		expect(&program, "POST", "/sandbox/faults", rule, 200);
		struct outcome outcome = ask(&program, "PUT", AUDIENCE, BODY);
		if (outcome.code != wires[i].code || outcome.status != wires[i].status)
			fail_msg("%s: %s (%d), %ld", wires[i].rule, curl_easy_strerror(outcome.code),
				 outcome.code, outcome.status);
		cx_buf_release(&outcome.body);
		expect(&program, "GET", AUDIENCE, NULL, wires[i].committed ? 200 : 404);
		expect(&program, "PUT", AUDIENCE, BODY, wires[i].committed ? 200 : 201);
		expect(&program, "DELETE", "/sandbox/faults", NULL, 200);
	}
	assert_int_equal(program_end(&program, SIGTERM), 0);
}

static void test_stale_when_read_then_what_was_there(void **state)
{
	struct program program;
	(void)state;
	program_start(&program, "--fault", "GET /api/v1/audiences*:stale=60000:count=6", NULL);
	login(&program);
	expect(&program, "PUT", AUDIENCE, BODY, 201);
	expect(&program, "GET", AUDIENCE, NULL, 404);
	struct outcome list = ask(&program, "GET", "/api/v1/audiences", NULL);
	assert_non_null(strstr(list.body.data, "\"items\":[]"));
	assert_non_null(strstr(list.body.data, "\"total\":0"));
	cx_buf_release(&list.body);
	expect(&program, "PUT", AUDIENCE, BODY, 200);
	expect(&program, "GET", AUDIENCE, NULL, 404);
	expect(&program, "DELETE", "/sandbox/faults", NULL, 200);
	expect(&program, "POST", "/sandbox/faults",
	       "{\"route\":\"GET /api/*\",\"kind\":\"stale\",\"ms\":0,\"count\":1}", 200);
	expect(&program, "GET", AUDIENCE, NULL, 200);
	struct timespec pause = {.tv_nsec = 30000000};
	nanosleep(&pause, NULL);
	expect(&program, "POST", "/sandbox/faults", "{\"route\":\"GET /api/*\",\"kind\":\"stale\",\"ms\":20}",
	       200);
	expect(&program, "DELETE", AUDIENCE, NULL, 204);
	expect(&program, "GET", AUDIENCE, NULL, 200);
	nanosleep(&pause, NULL);
	expect(&program, "GET", AUDIENCE, NULL, 404);
	expect(&program, "GET", "/sandbox/state", NULL, 200);
	assert_int_equal(program_end(&program, SIGTERM), 0);
}

static void test_program_when_a_delay_is_waited_out_then_it_still_ends_at_once(void **state)
{
	struct program program;
	(void)state;
	program_start(&program, "--fault", "GET /api/v2/cdp/attributes:delay=60000", NULL);
	login(&program);
	pid_t child = fork();
	if (child == 0) {
		struct outcome outcome = ask(&program, "GET", "/api/v2/cdp/attributes", NULL);
		cx_buf_release(&outcome.body);
		_exit(outcome.code ? 1 : 0);
	}
	for (bool waiting = false; !waiting;) {
		struct outcome outcome = ask(&program, "GET", "/sandbox/requests?route=api", NULL);
		waiting = strstr(outcome.body.data, "cdp/attributes") != NULL;
		cx_buf_release(&outcome.body);
	}
	alarm(20);
	assert_int_equal(program_end(&program, SIGTERM), 0);
	alarm(0);
	assert_int_equal(waitpid(child, NULL, 0), child);
}

static void test_tls_when_its_certificate_is_wrong_then_refused(void **state)
{
	static const struct {
		const char *kind;
		CURLcode code;
	} rows[] = {
		{"good", CURLE_OK},
		{"expired", CURLE_PEER_FAILED_VERIFICATION},
		{"early", CURLE_PEER_FAILED_VERIFICATION},
		{"other-name", CURLE_PEER_FAILED_VERIFICATION},
		{"unknown", CURLE_PEER_FAILED_VERIFICATION},
	};
	char folder[] = "/tmp/cx-sandbox-XXXXXX", file[64];
	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(file, sizeof file, "%s/ca.pem", folder);
	for (size_t i = 0; i < CX_COUNT(rows); i++) {
		struct program program;
		program_start(&program, "--tls", rows[i].kind, "--tls-ca", file, NULL);
		assert_int_equal(strncmp(program.url, "https://127.0.0.1:", 18), 0);
		CURL *curl = curl_easy_init();
		CX_AUTO(cx_buf) struct cx_buf body = CX_BUF_INIT;
		curl_easy_setopt(curl, CURLOPT_URL, program.url);
		curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
		curl_easy_setopt(curl, CURLOPT_CAINFO, file);
		curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, body_take);
		curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
		CURLcode code = curl_easy_perform(curl);
		curl_easy_cleanup(curl);
		if (code != rows[i].code)
			fail_msg("%s: %s", rows[i].kind, curl_easy_strerror(code));
		assert_int_equal(program_end(&program, SIGTERM), 0);
	}
	unlink(file);
	assert_int_equal(rmdir(folder), 0);
}

static void test_body_when_too_large_then_413(void **state)
{
	struct program program;
	CX_AUTO(cx_buf) struct cx_buf body = CX_BUF_INIT;
	(void)state;
	program_start(&program, NULL);
	login(&program);
	cx_buf_fill(&body, ' ', (1 << 20) + 1);
	expect(&program, "PUT", AUDIENCE, body.data, 413);
	expect(&program, "PUT", AUDIENCE, BODY, 201);
	assert_int_equal(program_end(&program, SIGTERM), 0);
}

static void test_docs_when_their_blocks_run_then_they_work(void **state)
{
	char folder[4096];
	int status;
	(void)state;
	program_folder(folder);
	pid_t pid = fork();
	if (pid == 0) {
		execl(CX_SOURCE_DIR "/tests/unit/sandbox/docs.sh", "docs.sh",
		      CX_SOURCE_DIR "/docs/reference/sandbox.md", folder, (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_program_when_signalled_then_ends_with_0),
		cmocka_unit_test(test_program_when_its_port_is_taken_then_ends_with_1),
		cmocka_unit_test(test_program_when_data_is_kept_then_it_is_there_again),
		cmocka_unit_test(test_fault_when_it_strikes_then_the_client_sees_it),
		cmocka_unit_test(test_stale_when_read_then_what_was_there),
		cmocka_unit_test(test_program_when_a_delay_is_waited_out_then_it_still_ends_at_once),
		cmocka_unit_test(test_tls_when_its_certificate_is_wrong_then_refused),
		cmocka_unit_test(test_body_when_too_large_then_413),
		cmocka_unit_test(test_docs_when_their_blocks_run_then_they_work),
	};
	return cmocka_run_group_tests(tests, prepare, NULL);
}
