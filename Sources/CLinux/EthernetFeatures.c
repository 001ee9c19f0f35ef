#define _GNU_SOURCE
#include "ethtool.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static int ask(int socket, const char *interface, void *data) {
    struct ifreq request = {0};
    strncpy(request.ifr_name, interface, sizeof request.ifr_name - 1);
    request.ifr_data = data;
    return ioctl(socket, SIOCETHTOOL, &request);
}

/// The number of a feature among the kernel's names; -1 with errno where it has none.
static long position(int socket, const char *interface, const char *feature, unsigned *count) {
    // The kernel writes one number behind it.
    struct ethtool_sset_info *set = calloc(1, sizeof *set + sizeof(__u32));
    if (set == NULL) return -1;
    *set = (struct ethtool_sset_info){.cmd = ETHTOOL_GSSET_INFO, .sset_mask = 1ULL << ETH_SS_FEATURES};
    int outcome = ask(socket, interface, set);
    *count = outcome < 0 || set->sset_mask == 0 ? 0 : set->data[0];
    free(set);
    if (outcome < 0) return -1;
    struct ethtool_gstrings *names = calloc(1, sizeof *names + (size_t)*count * ETH_GSTRING_LEN);
    if (names == NULL) return -1;
    *names = (struct ethtool_gstrings){.cmd = ETHTOOL_GSTRINGS, .string_set = ETH_SS_FEATURES, .len = *count};
    long found = -1;
    if (ask(socket, interface, names) == 0) {
        errno = ENOENT;
        for (unsigned index = 0; index < *count; index++)
            if (strncmp((char *)names->data + (size_t)index * ETH_GSTRING_LEN, feature, ETH_GSTRING_LEN) == 0) found = index;
    }
    free(names);
    return found;
}

int nmfence_has_feature(const char *interface, const char *feature) {
    int socket_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket_ < 0) return -1;
    unsigned count = 0;
    int answer = -1;
    long index = position(socket_, interface, feature, &count);
    if (index >= 0) {
        unsigned blocks = (count + 31) / 32;
        struct ethtool_gfeatures *features =
            calloc(1, sizeof *features + (size_t)blocks * sizeof(struct ethtool_get_features_block));
        if (features != NULL) {
            *features = (struct ethtool_gfeatures){.cmd = ETHTOOL_GFEATURES, .size = blocks};
            if (ask(socket_, interface, features) == 0)
                answer = (features->features[index / 32].active >> (index % 32)) & 1;
            free(features);
        }
    }
    int error = errno;
    close(socket_);
    errno = error;
    return answer;
}
