extension Cause {
    /// Every cause, the likeliest first: by how often users meet it, and how little it says of itself.
    ///
    /// A check belongs to the first cause that names it; the last one takes what no other names.
    static let order: [Cause] = networkManager + others + calico + [remaining]

    private static let networkManager = [
        // Before what NetworkManager makes of its files: a file that it rejects is the reason for that.
        Cause(
            topic: "NetworkManager's files", title: "NetworkManager rejects its configuration",
            effect: "nothing keeps it off Calico's interfaces, and it does not start after a reboot",
            checks: ["nm.config.syntax"]),
        Cause(
            topic: "NetworkManager", title: "NetworkManager manages Calico's interfaces",
            effect: "it removes the routes and addresses of pods and tunnels",
            checks: ["nm.unmanaged.*", "nm.devices", "managers.profiles"], reasons: ["nm.config.overridden"]),
        Cause(
            topic: "interfaces", title: "Calico's interfaces are down, or lack routes or addresses",
            effect: "no packet reaches the pods behind them", checks: ["calico.links"]),
        Cause(
            topic: "nm-cloud-setup", title: "nm-cloud-setup routes around Calico",
            effect: "replies to pods leave by the wrong interface", checks: ["managers.nm-cloud-setup"]),
    ]

    private static let others = [
        Cause(
            topic: "firewall", title: "a firewall drops traffic of pods or nodes",
            effect: "packets between pods or between nodes are dropped or refused",
            checks: ["firewall.firewalld", "firewall.rules", "firewall.forward", "firewall.other"]),
        Cause(
            topic: "other network managers", title: "another network manager changes Calico's interfaces or routes",
            effect: "routes, rules or addresses of pods disappear when it starts or reconfigures",
            checks: [
                "managers.networkd", "managers.networkd-foreign", "managers.dhcpcd", "managers.connman",
                "managers.wicked", "managers.ifupdown",
            ]),
        Cause(
            topic: "kernel", title: "the kernel lacks something that Calico needs",
            effect: "calico-node cannot write its rules and routes, and does not become ready",
            checks: ["kernel.*", "node.kernel.*", "node.architecture"]),
        Cause(
            topic: "iptables backends", title: "iptables rules are in two backends",
            effect: "each packet passes both sets of rules, and one of them is out of date",
            checks: ["iptables.backend"]),
        Cause(
            topic: "MAC addresses", title: "udev changes names or MAC addresses of Calico's interfaces",
            effect: "other nodes and pods send packets to an address that is gone",
            checks: ["managers.link-files"]),
        Cause(
            topic: "Kubernetes API", title: "the Kubernetes API cannot be reached",
            effect: "Calico gets no policies, routes or addresses", checks: ["datastore.*"]),
        Cause(
            topic: "ports", title: "a port that Calico needs is taken or blocked",
            effect: "calico-node does not become ready, or nodes do not exchange routes or packets",
            checks: ["port.*"]),
        Cause(
            topic: "offload", title: "checksum offload damages tunnelled packets",
            effect: "TCP and UDP to pods on other nodes fail while ping works", checks: ["managers.checksum-offload"]),
    ]

    private static let calico = [
        Cause(
            topic: "MTU and node address", title: "Calico detects the wrong MTU or node address",
            effect: "large packets hang, or other nodes cannot reach this one",
            checks: ["network.mtu", "network.node-address"]),
        Cause(
            topic: "reload", title: "NetworkManager has not loaded the current configuration",
            effect: "it still manages interfaces that the files exclude", checks: ["nm.reloaded"]),
        Cause(
            topic: "names and routes", title: "addresses, hostname or CNI configuration conflict",
            effect: "pods get another CNI's network, or packets go to the wrong place",
            checks: ["network.*", "node.hostname", "cni.*"]),
        Cause(
            topic: "host", title: "the host keeps calico-node from starting or working",
            effect: "no pod on this node gets a network",
            checks: ["node.bpffs", "node.securityfs", "node.host-paths", "privilege.*"]),
    ]

    private static let remaining = Cause(
        topic: "other checks", title: "the node is not as the profile requires",
        effect: "see the check's explanation", checks: ["*"])
}
