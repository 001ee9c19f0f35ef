#pragma once

// System calls that glibc does not wrap, or that Swift cannot import because they are variadic.

// Few headers of the C library, here and beside: what this module includes, Swift takes to be defined here and not in Glibc. The
// kernel's own are in a file for each subject.
#include <stddef.h>
#include <stdint.h>

/// The argument of openat2(2). Declared here because <linux/openat2.h> came with Linux 5.6 headers only.
struct nmfence_open_how {
    uint64_t flags;
    uint64_t mode;
    uint64_t resolve;
};

enum {
    /// O_PATH of open(2), which glibc shows to GNU programs only.
    NMFENCE_O_PATH = 010000000,
    /// Resolve every absolute link and every `..` as if the directory were the root of the file system: openat2(2).
    NMFENCE_RESOLVE_IN_ROOT = 0x10,
    /// Refuse magic links such as those in /proc/PID/fd: openat2(2).
    NMFENCE_RESOLVE_NO_MAGICLINKS = 0x02,
};

/// openat2(2); -1 and errno ENOSYS before Linux 5.6.
int nmfence_openat2(int directory, const char *path, const struct nmfence_open_how *how);

/// A descriptor that can be read from as soon as a process has ended: pidfd_open(2). -1 and errno ENOSYS before Linux 5.3.
int nmfence_pidfd_open(int process);

/// faccessat(2) with AT_EACCESS, on every kernel and below every filter of system calls.
int nmfence_faccessat(int directory, const char *path, int mode);

/// Whether names can be added to an open directory and never be taken away or replaced (chattr +a): 1, 0, or -1 and errno.
int nmfence_is_append_only(int directory);

/// fgetxattr(2), flistxattr(2), fremovexattr(2) and fsetxattr(2).
long nmfence_fgetxattr(int file, const char *name, void *value, size_t size);
long nmfence_flistxattr(int file, char *names, size_t size);
int nmfence_fremovexattr(int file, const char *name);
int nmfence_fsetxattr(int file, const char *name, const void *value, size_t size);

/// A word of the command line, the program's name being the first; NULL behind the last. Swift's own list comes from /proc and is empty
/// where that is not there, as in many a chroot.
const char *nmfence_argument(int index);

/// Takes out of the environment what was put there for the Swift runtime before it started: SwiftRuntime.c says what and why.
void nmfence_forget_runtime_settings(void);

/// From now on sends the calling thread, every so many milliseconds, a signal that does nothing but end a system call that waits:
/// the call fails with EINTR. For calls that cannot be given a deadline. Returns a timer, or -1 where there is none to be had.
int nmfence_start_interrupting(int milliseconds);

/// Ends that, on the same thread.
///
/// Returns how many signals were sent in between.
int nmfence_stop_interrupting(int timer);

/// From now on the first SIGINT, SIGTERM or SIGHUP is only noted; a second one ends the process at once with 128 and its number.
void nmfence_note_signals(void);

/// The number of the signal that was noted; 0 if none was.
int nmfence_noted_signal(void);

/// The name of a signal that may be noted. Safe in a handler.
const char *nmfence_signal_name(int number);

/// A descriptor that can be read from as soon as a signal was noted; -1 where none are noted.
int nmfence_noted_signal_descriptor(void);

enum {
    /// What a run may work after its deadline, in milliseconds of the processor: reporting what a wait had no time for takes less.
    NMFENCE_LATE_WORK = 100,
    /// What it may take for that in all, in milliseconds, on a machine that has no time for it.
    NMFENCE_LATE_TIME = 2000,
};

/// The name of an error of the system, as errno(3) has it; null where the C library does not know it.
const char *nmfence_error_name(int number);

/// From now on the process is ended from within, whatever it does: by a signal that is noted, at once, with the second
/// message, behind which the signal's number is put; soon after so many milliseconds, with the status and the first message.
void nmfence_watch(long milliseconds, int status, const char *lateness, const char *interruption);

/// Until the release (they count) the process is not ended so: there is something that would be left behind.
///
/// A signal that came in between ends it with the release.
void nmfence_hold_watch(void);
void nmfence_release_watch(void);

/// Ends that for good.
void nmfence_end_watch(void);

/// Ends the process as late, at once, where it is watched and nothing holds that.
void nmfence_end_late(void);
