#pragma once

// ip_set, the sets that rules of x_tables look addresses and ports up in.
#include <linux/netfilter/ipset/ip_set.h>

enum {
    /// A mask over addresses before they are looked up: Linux 6.2.
    NMFENCE_IPSET_ATTR_BITMASK = 27,
};
