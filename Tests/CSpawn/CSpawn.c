#define _GNU_SOURCE
#include "CSpawn.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>

static int prepare(posix_spawn_file_actions_t *actions, const char *folder, const int files[3]) {
    int error = folder != NULL ? posix_spawn_file_actions_addchdir_np(actions, folder) : 0;
    for (int number = 0; number < 3 && error == 0; number++)
        error = posix_spawn_file_actions_adddup2(actions, files[number], number);
    return error != 0 ? error : posix_spawn_file_actions_addclosefrom_np(actions, 3);
}

int nmfence_test_spawn(
    const char *program, char *const arguments[], char *const environment[], const char *folder, const int files[3]) {
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    sigset_t all, none;
    pid_t child = -1;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    posix_spawn_file_actions_init(&actions);
    int error = prepare(&actions, folder, files);
    if (error == 0) error = posix_spawn(&child, program, &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (error == 0) return child;
    errno = error;
    return -1;
}
