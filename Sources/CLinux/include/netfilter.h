#pragma once

// nf_tables and what it shares with the older x_tables: hooks, verdicts, states of connections.
#include "kernel-headers-begin.h"
#include <linux/if_ether.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter_ipv4.h>
#include "kernel-headers-end.h"

// Macros with arguments or arithmetic, which Swift does not import.
enum {
    /// States of a packet's connection as bits, in `ct state` and in the matches conntrack and state; NF_CT_STATE_INVALID_BIT and
    /// NF_CT_STATE_UNTRACKED_BIT are the others.
    NMFENCE_CT_STATE_ESTABLISHED = NF_CT_STATE_BIT(IP_CT_ESTABLISHED),
    NMFENCE_CT_STATE_NEW = NF_CT_STATE_BIT(IP_CT_NEW),

    /// The number of 32-bit registers.
    NMFENCE_NFT_REG32_COUNT = NFT_REG32_COUNT,

    /// How deep chains may jump: NFT_JUMP_STACK_SIZE of the kernel's own net/netfilter/nf_tables.h.
    NMFENCE_NFT_JUMP_STACK_SIZE = 16,

    /// The comment among what `nft` keeps with a rule: NFTNL_UDATA_RULE_COMMENT of libnftnl/udata.h, which is no header of the kernel.
    NMFENCE_NFTNL_UDATA_RULE_COMMENT = 0,

    /// A packet for this host, PACKET_HOST of linux/if_packet.h, which declares again what the C library does.
    NMFENCE_PACKET_HOST = 0,
};
