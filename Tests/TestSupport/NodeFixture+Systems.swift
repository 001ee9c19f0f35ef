extension NodeFixture {
    /// Distributions that Calico runs on, each as a small root of what tells them apart.
    public static let systems = [
        System(
            name: "Debian 12", osRelease: ["ID=debian", "VERSION_ID=\"12\""], release: "6.1.0-56-amd64", modules: "6.1",
            files: [:], hasNetworkManager: true),
        System(
            name: "Ubuntu 22.04", osRelease: ["ID=ubuntu", "ID_LIKE=debian", "VERSION_ID=\"22.04\""],
            release: "5.15.0-105-generic", modules: "5.10", files: [:], hasNetworkManager: true),
        System(
            name: "RHEL 8", osRelease: ["ID=\"rhel\"", "ID_LIKE=\"fedora\"", "VERSION_ID=\"8.10\""],
            release: "4.18.0-553.16.1.el8_10.x86_64", modules: "5.10", files: [:], hasNetworkManager: true),
        System(
            name: "RHEL 9", osRelease: ["ID=\"rhel\"", "ID_LIKE=\"fedora\"", "VERSION_ID=\"9.4\""],
            release: "5.14.0-427.13.1.el9_4.x86_64", modules: "5.10", files: [:], hasNetworkManager: true),
        System(
            name: "RHEL 10-like", osRelease: ["ID=\"rocky\"", "ID_LIKE=\"rhel centos fedora\"", "VERSION_ID=\"10.0\""],
            release: "6.12.0-55.el10.x86_64", modules: "6.12", files: [:], hasNetworkManager: true),
        System(
            name: "RHCOS-like",
            osRelease: [
                "ID=\"rhcos\"", "ID_LIKE=\"rhel fedora\"", "VERSION_ID=\"4.16\"", "VARIANT_ID=coreos",
                "OPENSHIFT_VERSION=\"4.16\"", "OSTREE_VERSION='416.94.202406'",
            ],
            release: "5.14.0-427.22.1.el9_4.x86_64", modules: "5.10",
            files: [
                "etc/modules-load.d/iptables.conf": "ip_tables\n",
                "etc/machine-config-daemon/currentconfig": "{\"spec\":{}}\n",
                // The machine config operator's own exceptions.
                "etc/NetworkManager/conf.d/sdn.conf":
                    "[device]\nmatch-device=interface-name:br-int;interface-name:br0,driver:veth\nmanaged=0\n",
            ], hasNetworkManager: true),
        System(
            name: "Flatcar-like", osRelease: ["ID=flatcar", "ID_LIKE=coreos", "VERSION_ID=3815.2.5"],
            release: "6.1.96-flatcar", modules: "6.1",
            files: [
                "usr/lib/systemd/network/calico.network": "[Match]\nName=cali*\n\n[Link]\nUnmanaged=yes\n",
                "usr/lib/systemd/network/20-calico-tunl0.network": "[Match]\nName=tunl0\n\n[Link]\nUnmanaged=yes\n",
                "usr/lib/systemd/network/20-calico-vxlan.network":
                    "[Match]\nName=vxlan.calico\n\n[Link]\nUnmanaged=yes\n",
                "usr/lib/systemd/network/50-veth.link": "[Match]\nDriver=veth\n\n[Link]\nMACAddressPolicy=none\n",
                "usr/lib/systemd/networkd.conf.d/10-disable-route-mgmt.conf":
                    "[Network]\nManageForeignRoutes=no\nManageForeignRoutingPolicyRules=no\n",
            ], hasNetworkManager: false),
        System(
            name: "Oracle UEK-like", osRelease: ["ID=\"ol\"", "ID_LIKE=\"fedora\"", "VERSION_ID=\"9.4\""],
            release: "5.15.0-209.161.7.el9uek.x86_64", modules: "5.10", files: [:], hasNetworkManager: true),
    ]
}
