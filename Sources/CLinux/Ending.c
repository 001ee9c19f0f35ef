#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// How a run ends that is not at its end: a signal, or the time that it was given.

static volatile sig_atomic_t noted_signal;

/// A pipe into which the first signal writes, so that a wait for something else sees it, however late the wait begins.
static int signal_pipe[2] = {-1, -1};

static volatile sig_atomic_t is_watched;
static volatile sig_atomic_t holds;
static int late_status;
static char late_message[256];
static char signal_message[64];
/// What the clocks said when the run was first seen to be late: all time, and the processor's time for this process.
static volatile sig_atomic_t is_late;
static struct timespec late_since[2];
/// The kernel's timer of the watch; none below zero.
static int watch_timer = -1;

/// Ends the process, with a message where it can be written without waiting.
static _Noreturn void end(const char *message, int status) {
    struct pollfd errors = {STDERR_FILENO, POLLOUT, 0};
    if (poll(&errors, 1, 0) == 1 && write(STDERR_FILENO, message, strlen(message)) < 0) _exit(status);
    _exit(status);
}

const char *nmfence_signal_name(int number) {
    switch (number) {
    case SIGHUP: return "SIGHUP";
    case SIGINT: return "SIGINT";
    case SIGTERM: return "SIGTERM";
    default: return "a signal";
    }
}

static _Noreturn void end_by_signal(int number) {
    char message[sizeof signal_message + 16] = "";
    strcat(message, signal_message);
    strcat(message, nmfence_signal_name(number));
    strcat(message, "\n");
    end(message, 128 + number);
}

static void note_signal(int number) {
    if (noted_signal) _exit(128 + number);
    noted_signal = number;
    if (is_watched && !holds) end_by_signal(number);
    int error = errno;
    // Where there is no pipe, nobody waits for it.
    if (write(signal_pipe[1], "", 1) < 0) errno = error;
}

static long milliseconds_since(int clock, const struct timespec *start) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (now.tv_sec - start->tv_sec) * 1000 + (now.tv_nsec - start->tv_nsec) / 1000000;
}

static void look_at_clocks(int number) {
    (void)number;
    if (!is_watched || holds) return;
    if (!is_late) {
        is_late = 1;
        clock_gettime(CLOCK_MONOTONIC, &late_since[0]);
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &late_since[1]);
        return;
    }
    // A wait that ended at the deadline still has its result reported, on a busy machine too: that takes some milliseconds
    // of the processor. Whatever takes more was not waiting.
    if (milliseconds_since(CLOCK_PROCESS_CPUTIME_ID, &late_since[1]) >= NMFENCE_LATE_WORK
        || milliseconds_since(CLOCK_MONOTONIC, &late_since[0]) >= NMFENCE_LATE_TIME) end(late_message, late_status);
}

void nmfence_note_signals(void) {
    // Without descriptors left the signal is still noted, and seen between two waits.
    if (signal_pipe[0] < 0 && pipe2(signal_pipe, O_CLOEXEC | O_NONBLOCK) < 0) signal_pipe[0] = signal_pipe[1] = -1;
    struct sigaction action = {.sa_handler = note_signal};
    sigemptyset(&action.sa_mask);
    // Not restarted: a wait that is interrupted looks whether it should go on.
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

int nmfence_noted_signal(void) {
    return noted_signal;
}

int nmfence_noted_signal_descriptor(void) {
    return signal_pipe[0];
}

static void stop_timer(void) {
    if (watch_timer >= 0) syscall(SYS_timer_delete, watch_timer);
    watch_timer = -1;
}

void nmfence_watch(long milliseconds, int status, const char *lateness, const char *interruption) {
    // A process may have more than one run, one after the other.
    stop_timer();
    is_late = 0;
    late_status = status;
    strncpy(late_message, lateness, sizeof late_message - 1);
    strncpy(signal_message, interruption, sizeof signal_message - 1);
    is_watched = 1;
    // One that came before.
    if (noted_signal) end_by_signal(noted_signal);
    // A signal that nobody sends. Restarted: nothing but the time is looked at.
    struct sigaction action = {.sa_handler = look_at_clocks, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGVTALRM, &action, NULL);
    sigset_t own;
    sigemptyset(&own);
    sigaddset(&own, SIGVTALRM);
    // A process may be born with it blocked.
    pthread_sigmask(SIG_UNBLOCK, &own, NULL);
    // To this thread, which does the work: what it began with a hold, no handler sees half of.
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGVTALRM};
    event._sigev_un._tid = (pid_t)syscall(SYS_gettid);
    // Never zero, which would be no time at all.
    struct itimerspec times = {{0, 20000000L}, {milliseconds / 1000, milliseconds % 1000 * 1000000L + 1}};
    // Without one, as where a limit forbids it, every wait still ends by the deadline.
    int timer = -1;
    if (syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, &timer) < 0) return;
    watch_timer = timer;
    syscall(SYS_timer_settime, timer, 0, &times, NULL);
}

void nmfence_hold_watch(void) {
    holds++;
}

void nmfence_release_watch(void) {
    holds--;
    if (is_watched && !holds && noted_signal) end_by_signal(noted_signal);
}

void nmfence_end_late(void) {
    if (is_watched && !holds) end(late_message, late_status);
}

void nmfence_end_watch(void) {
    is_watched = 0;
    stop_timer();
}
