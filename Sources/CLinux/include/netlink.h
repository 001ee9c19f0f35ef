#pragma once

// Netlink and rtnetlink: messages, attributes, links and addresses.
#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
