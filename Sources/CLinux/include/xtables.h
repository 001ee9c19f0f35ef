#pragma once

// The older x_tables: the tables of iptables-legacy and ip6tables-legacy, matches and targets.
#include "kernel-headers-begin.h"
#include <linux/netfilter/nf_nat.h>
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_CT.h>
#include <linux/netfilter/xt_addrtype.h>
#include <linux/netfilter/xt_conntrack.h>
#include <linux/netfilter/xt_iprange.h>
#include <linux/netfilter/xt_mark.h>
#include <linux/netfilter/xt_multiport.h>
#include <linux/netfilter/xt_pkttype.h>
#include <linux/netfilter/xt_rpfilter.h>
#include <linux/netfilter/xt_set.h>
#include <linux/netfilter/xt_state.h>
#include <linux/netfilter/xt_tcpudp.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netfilter_ipv6/ip6_tables.h>
#include "kernel-headers-end.h"
#include "netfilter.h"

// Macros with arguments or arithmetic, which Swift does not import.
enum {
    /// The verdict of a standard target that leads back to the chain's caller.
    NMFENCE_XT_RETURN = XT_RETURN,
    /// The others, which iptables writes as the kernel's verdict with the sign changed, minus one.
    NMFENCE_XT_ACCEPT = -NF_ACCEPT - 1,
    NMFENCE_XT_DROP = -NF_DROP - 1,

    /// States of the match conntrack beyond those of `ct state`.
    NMFENCE_XT_CONNTRACK_STATE_SNAT = XT_CONNTRACK_STATE_SNAT,
    NMFENCE_XT_CONNTRACK_STATE_DNAT = XT_CONNTRACK_STATE_DNAT,
    NMFENCE_XT_CONNTRACK_STATE_UNTRACKED = XT_CONNTRACK_STATE_UNTRACKED,
    NMFENCE_XT_STATE_UNTRACKED = XT_STATE_UNTRACKED,
};
