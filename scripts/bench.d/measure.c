/*
 * Runs commands in turns and tells what each run cost.
 *
 * usage: measure [-r ROOT] [-b PROGRAM] [-n ROUNDS] [-s SECONDS] NAME COMMAND... [, NAME COMMAND...]...
 *
 *   -r ROOT      run the commands with this root directory
 *   -b PROGRAM   before each run, run PROGRAM NAME, which is not counted
 *   -n ROUNDS    this many rounds, after one that is not counted (20)
 *   -s SECONDS   stop earlier when the rounds have taken so long, but not before the fifth (no limit)
 *
 * One line a run: NAME ROUND WALL USER SYSTEM PEAK STATUS; times in microseconds, the peak of resident memory in kB. Every round runs
 * every command once, so that what else the machine does falls on all of them alike; every other round runs them backwards.
 *
 * A program of its own, and linked statically: the kernel counts the memory of the process that was forked into a command's
 * peak, and an interpreter that measures would be most of what it measures.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { most_commands = 16 };

static long long microseconds(struct timeval time) { return time.tv_sec * 1000000LL + time.tv_usec; }

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

static void fail(const char *what)
{
    fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
    exit(125);
}

static void prepare(const char *program, char *name)
{
    int status;
    pid_t child = vfork();
    if (child < 0) fail("vfork");
    if (child == 0) {
        dup2(2, 1);
        execl(program, program, name, (char *)NULL);
        _exit(127);
    }
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) fail("waitpid");
    if (status != 0) {
        fprintf(stderr, "measure: %s %s failed\n", program, name);
        exit(125);
    }
}

static void run(char **command, const char *root, int round)
{
    double before = now();
    pid_t child = vfork();
    if (child < 0) fail("vfork");
    if (child == 0) {
        int null = open("/dev/null", O_RDWR);
        dup2(null, 0);
        dup2(null, 1);
        if (root != NULL && (chroot(root) != 0 || chdir("/") != 0)) _exit(126);
        execv(command[1], command + 1);
        _exit(127);
    }
    int status;
    struct rusage usage;
    while (wait4(child, &status, 0, &usage) < 0)
        if (errno != EINTR) fail("wait4");
    double wall = now() - before;
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (round > 0)
        printf("%s\t%d\t%.0f\t%lld\t%lld\t%ld\t%d\n", command[0], round, wall, microseconds(usage.ru_utime),
               microseconds(usage.ru_stime), usage.ru_maxrss, code);
    if (code == 126 || code == 127) {
        fprintf(stderr, "measure: cannot run %s\n", command[1]);
        exit(125);
    }
}

int main(int count, char **words)
{
    const char *root = NULL, *before = NULL;
    long rounds = 20;
    double limit = 0;
    int option;
    while ((option = getopt(count, words, "+r:b:n:s:")) != -1) {
        if (option == 'r') root = optarg;
        else if (option == 'b') before = optarg;
        else if (option == 'n') rounds = atol(optarg);
        else if (option == 's') limit = atof(optarg) * 1e6;
        else return 64;
    }
    char **commands[most_commands];
    int number = 0;
    for (int i = optind, start = optind; i <= count; i++) {
        if (i < count && strcmp(words[i], ",") != 0) continue;
        if (i - start < 2 || number == most_commands) {
            fprintf(stderr, "measure: a command is a name and the path of a program; at most %d of them\n", most_commands);
            return 64;
        }
        words[i] = NULL;
        commands[number++] = words + start;
        start = i + 1;
    }
    double begin = now();
    for (long round = 0; round <= rounds; round++) {
        if (limit > 0 && round > 5 && now() - begin > limit) break;
        for (int i = 0; i < number; i++) {
            char **command = commands[round % 2 == 0 ? i : number - 1 - i];
            if (before != NULL) prepare(before, command[0]);
            run(command, root, round);
        }
        fflush(stdout);
    }
    return 0;
}
