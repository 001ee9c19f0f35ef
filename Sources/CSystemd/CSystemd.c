#include "CSystemd.h"

// Hidden, so that a libsystemd that is there after all keeps its own.
#define OURS __attribute__((visibility("hidden")))

OURS int sd_listen_fds(int unset_environment) {
    (void)unset_environment;
    return 0;
}

OURS int sd_is_socket(int descriptor, int family, int type, int listening) {
    (void)descriptor, (void)family, (void)type, (void)listening;
    return 0;
}
