#define _GNU_SOURCE
#include "CLinux.h"

#include <string.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#ifndef SYS_openat2
#define SYS_openat2 437
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

int nmfence_openat2(int directory, const char *path, const struct nmfence_open_how *how) {
    return (int)syscall(SYS_openat2, directory, path, how, sizeof *how);
}

int nmfence_pidfd_open(int process) { return (int)syscall(SYS_pidfd_open, process, 0); }

int nmfence_faccessat(int directory, const char *path, int mode) {
    // With the rights that count, which the call of old cannot: it asks for the real user's.
    int outcome = faccessat(directory, path, mode, AT_EACCESS);
    // The C library does this by itself after ENOSYS, but container engines refuse calls that they do not know with EPERM. Where
    // that is the answer (a file that must not change), the other call gives it, too.
    return outcome < 0 && errno == EPERM ? (int)syscall(SYS_faccessat, directory, path, mode) : outcome;
}

int nmfence_is_append_only(int directory) {
    struct statx status;
    if (statx(directory, "", AT_EMPTY_PATH, STATX_TYPE, &status) < 0) return -1;
    return (status.stx_attributes & STATX_ATTR_APPEND) != 0;
}

long nmfence_fgetxattr(int file, const char *name, void *value, size_t size) {
    return fgetxattr(file, name, value, size);
}

long nmfence_flistxattr(int file, char *names, size_t size) {
    return flistxattr(file, names, size);
}

int nmfence_fremovexattr(int file, const char *name) {
    return fremovexattr(file, name);
}

int nmfence_fsetxattr(int file, const char *name, const void *value, size_t size) {
    return fsetxattr(file, name, value, size, 0);
}

static int argument_count;
static char **arguments;

// The C library hands what main() gets to what runs before it, too.
__attribute__((constructor)) static void keep_arguments(int count, char **words) {
    argument_count = count;
    arguments = words;
}

const char *nmfence_argument(int index) { return index >= 0 && index < argument_count ? arguments[index] : NULL; }

static _Thread_local volatile sig_atomic_t interruptions;
/// The signals that the thread had blocked, ours perhaps among them: a process may be born so, and threads of a pool often are.
static _Thread_local sigset_t blocked_otherwise;

static void note_interruption(int number) {
    (void)number;
    interruptions++;
}

// The system calls themselves: the timers of older C libraries are in a library of their own.
int nmfence_start_interrupting(int milliseconds) {
    // The signal that is ignored where nobody handles it. Not restarted: that is what it is for.
    struct sigaction action = {.sa_handler = note_interruption};
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGURG, &action, NULL) < 0) return -1;
    interruptions = 0;
    sigset_t interruption;
    sigemptyset(&interruption);
    sigaddset(&interruption, SIGURG);
    if (pthread_sigmask(SIG_UNBLOCK, &interruption, &blocked_otherwise) != 0) return -1;
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGURG};
    event._sigev_un._tid = (pid_t)syscall(SYS_gettid);
    int timer = -1;
    struct timespec interval = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
    struct itimerspec times = {interval, interval};
    if (syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, &timer) < 0) timer = -1;
    if (timer >= 0 && syscall(SYS_timer_settime, timer, 0, &times, NULL) == 0) return timer;
    nmfence_stop_interrupting(timer);
    return -1;
}

int nmfence_stop_interrupting(int timer) {
    if (timer >= 0) syscall(SYS_timer_delete, timer);
    pthread_sigmask(SIG_SETMASK, &blocked_otherwise, NULL);
    return interruptions;
}

const char *nmfence_error_name(int number) {
    return strerrorname_np(number);
}
