#define _GNU_SOURCE
#include "CStaticProgram.h"

// What the C library and Swift's runtime ask of the kernel in a way that is newer than Linux 3.10, and are lost without where nothing
// but ENOSYS is taken for "not here": container engines with an older list of calls answer EPERM, and a chroot need not have a /dev.

#ifdef NMFENCE_STATIC_PROGRAM

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#pragma clang diagnostic ignored "-Wunused-parameter"

// The C library's own way to clone3(2), in posix_spawn(3) and pthread_create(3): they go on with clone(2) after ENOSYS only. What
// it can do beyond that is not used here.
int __clone3(void *arguments, size_t size, int (*function)(void *), void *argument) {
    errno = ENOSYS;
    return -1;
}

static int fill_from_kernel(unsigned char *bytes, size_t count) {
    while (count > 0) {
        long filled = syscall(SYS_getrandom, bytes, count, 0);
        if (filled < 0 && errno == EINTR) continue;
        if (filled <= 0) return -1;
        bytes += filled, count -= (size_t)filled;
    }
    return 0;
}

static int fill_from_device(unsigned char *bytes, size_t count) {
    int file = open("/dev/urandom", O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (file < 0) return -1;
    while (count > 0) {
        ssize_t filled = read(file, bytes, count);
        if (filled < 0 && errno == EINTR) continue;
        if (filled <= 0) break;
        bytes += filled, count -= (size_t)filled;
    }
    close(file);
    return count == 0 ? 0 : -1;
}

// The sixteen random bytes that every process gets from the kernel at its start (AT_RANDOM), spread by splitmix64.
static void fill_from_start(unsigned char *bytes, size_t count) {
    static uint64_t state;
    if (state == 0) {
        struct timespec now = {0, 0};
        clock_gettime(CLOCK_MONOTONIC, &now);
        uint64_t given[2] = {0, 0};
        const void *start = (const void *)getauxval(AT_RANDOM);
        if (start != NULL) memcpy(given, start, sizeof given);
        state = given[0] ^ (given[1] << 1) ^ (uint64_t)now.tv_nsec;
    }
    while (count > 0) {
        uint64_t word = __atomic_add_fetch(&state, 0x9E3779B97F4A7C15, __ATOMIC_RELAXED);
        word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
        word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
        word ^= word >> 31;
        size_t part = count < sizeof word ? count : sizeof word;
        memcpy(bytes, &word, part);
        bytes += part, count -= part;
    }
}

// Swift's source of random numbers, which ends the process where there is neither getrandom(2) nor /dev/urandom. This program asks for
// nothing but the seeds of its hash tables: no secret is made of what comes from here.
void swift_stdlib_random(void *buffer, size_t count) {
    if (fill_from_kernel(buffer, count) == 0 || fill_from_device(buffer, count) == 0) return;
    fill_from_start(buffer, count);
}

#endif
