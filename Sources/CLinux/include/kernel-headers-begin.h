// No guard: included around each group of kernel headers, with kernel-headers-end.h behind.
//
// linux/in.h, linux/in6.h and linux/if.h declare again what the C library declares, and Swift would take those declarations for this
// module's. So they are left out, and the little that other headers need of them is declared here under names of its own.
#include <linux/types.h>

#define _LINUX_IN_H
#define _LINUX_IN6_H
#define _LINUX_IF_H
#define in_addr nmfence_in_addr
#define in6_addr nmfence_in6_addr
#define IFNAMSIZ 16

#ifndef NMFENCE_ADDRESSES
#define NMFENCE_ADDRESSES
/// `struct in_addr` of linux/in.h.
struct in_addr {
    __be32 s_addr;
};

/// `struct in6_addr` of linux/in6.h.
struct in6_addr {
    __u8 s6_addr[16];
};
#endif
