extension FenceCase {
    private static let admin = "etc/NetworkManager/conf.d/"
    private static let vendor = "usr/lib/NetworkManager/conf.d/"
    private static let runtime = "run/NetworkManager/conf.d/"
    private static let usual = "zz-nmfence.conf"
    private static let create = Outcome.changes(["create zz-nmfence.conf"])

    private static func list(_ tokens: String, _ sign: String = "=") -> String {
        "[keyfile]\nunmanaged-devices\(sign)\(tokens)\n"
    }

    /// Only a group of devices reaches the goal, which there is from 1.10 on.
    private static func refusedBeforeGroups(
        naming names: [String], managed: [String: Bool] = ["eth0": true, "docker0": true]
    ) -> [Int: Expectation] {
        [
            0: Expectation(.refused(1, naming: names), managed: managed), 10: Expectation(create, managed: managed),
        ]
    }

    /// What an earlier release wrote.
    private static let older =
        "# Written by 'nmfence fix'; 'nmfence revert' takes it back.\n" + list("interface-name:cali*", "+=")
    private static let eth9 = ["eth0": true, "eth9": false, "docker0": true]
    private static let nobody = ["eth0": false, "eth9": false, "docker0": false, "vxlan9": false]

    /// Every configuration that a fix must cope with.
    public static let all: [FenceCase] = [
        FenceCase("nothing there", [:], create),
        FenceCase(
            "the documented file",
            [admin + "calico.conf": list("interface-name:cali*;interface-name:tunl*;interface-name:vxlan.calico")],
            .nothing),
        FenceCase("an older file of ours", [admin + usual: older], .changes(["replace zz-nmfence.conf"])),
        FenceCase(
            "a later file with a plain assignment", [admin + "zzz-site.conf": list("interface-name:eth9")],
            .changes(["create zzz-sitezz-zz-nmfence.conf"]), managed: eth9),
        FenceCase(
            "a later file that empties the list", [admin + "zzz-site.conf": list("")],
            .changes(["create zzz-sitezz-zz-nmfence.conf"])),
        FenceCase(
            "a later file with the last of names", [admin + "~~~.conf": list("interface-name:eth9")],
            .changes(["create ~~~zz-zz-nmfence.conf"]), managed: eth9),
        FenceCase(
            "an older file of ours that sorts too early",
            [admin + usual: older, admin + "zzz-site.conf": list("interface-name:eth9")],
            .changes(["create zzz-sitezz-zz-nmfence.conf", "remove zz-nmfence.conf"]), managed: eth9),
        FenceCase(
            "a later file that only newer versions read",
            [admin + "zzz-new.conf": "[.config]\nenable=nm-version-min:1.50\n" + list("interface-name:eth9")],
            [
                0: Expectation(create, managed: ["eth0": true, "eth9": true]),
                50: Expectation(.changes(["create zzz-newzz-zz-nmfence.conf"]), managed: eth9),
            ]),
        FenceCase(
            "a vendor's list of everything but modems",
            [vendor + "10-globally-managed-devices.conf": list("*,except:type:wifi,except:type:gsm,except:type:cdma")],
            .nothing, managed: nobody),
        FenceCase(
            "a vendor's list that netplan masks",
            [
                vendor + "10-globally-managed-devices.conf": list("*,except:type:wifi"),
                runtime + "10-globally-managed-devices.conf": "",
            ], create),
        FenceCase(
            "netplan's own list", [runtime + "netplan.conf": list("interface-name:ens5", "+=")], create,
            managed: ["eth0": true, "ens5": false, "ens6": true]),
        // From 1.14 on such a list means everything else, and before it means nothing.
        FenceCase(
            "a list of exceptions only", [admin + "site.conf": list("except:interface-name:eth0")],
            [
                0: Expectation(create, managed: ["eth0": true, "eth1": true]),
                14: Expectation(.nothing, managed: ["eth0": true, "eth1": false, "docker0": false]),
            ]),
        FenceCase(
            "a list of exceptions only that excepts Calico",
            [admin + "site.conf": list("except:interface-name:cali*;except:interface-name:eth0")],
            [
                0: Expectation(create, managed: ["eth0": true, "eth1": true]),
                14: Expectation(create, managed: ["eth0": true, "eth1": false, "docker0": false]),
            ]),
        FenceCase(
            "an exception for Calico's in an earlier file",
            [admin + "site.conf": list("interface-name:eth9;except:interface-name:cali*", "+=")], create,
            managed: eth9),
        FenceCase(
            "an exception for Calico's in a later file",
            [admin + "zzz-site.conf": list("interface-name:eth9;except:interface-name:cali*", "+=")],
            .changes(["create zzz-sitezz-zz-nmfence.conf"]), managed: eth9),
        FenceCase(
            "an exception for Calico's in the main file",
            ["etc/NetworkManager/NetworkManager.conf": list("interface-name:eth9;except:interface-name:tunl*")], create,
            managed: eth9),
        FenceCase(
            "an exception for more than Calico's",
            [admin + "site.conf": list("interface-name:eth9;except:interface-name:c*")], create,
            managed: ["eth0": true, "eth9": false, "c0": true]),
        FenceCase(
            "an exception that others need", [admin + "site.conf": list("*,except:interface-name:c*")],
            refusedBeforeGroups(
                naming: ["/etc/NetworkManager/conf.d/site.conf:2", "except:interface-name:c*"],
                managed: ["eth0": false, "c0": true, "cal0": true, "docker0": false])),
        FenceCase(
            "an exception for the kind of Calico's tunnel", [admin + "site.conf": list("*,except:type:vxlan")],
            refusedBeforeGroups(
                naming: ["/etc/NetworkManager/conf.d/site.conf:2", "except:type:vxlan"],
                managed: ["eth0": false, "vxlan9": true, "docker0": false])),
        FenceCase(
            "Ubuntu's list with Ethernet excepted",
            [
                vendor + "10-globally-managed-devices.conf":
                    list("*,except:type:wifi,except:type:gsm,except:type:cdma,except:type:ethernet,type:vlan")
            ],
            [
                // A veth is called ethernet from 1.30 on.
                0: Expectation(.nothing, managed: ["eth0": false, "docker0": false, "vxlan9": false]),
                30: Expectation(create, managed: ["eth0": true, "docker0": false, "vxlan9": false]),
            ]),
        FenceCase(
            "what a sed left of a list of exceptions",
            [
                vendor + "10-globally-managed-devices.conf":
                    list("except:type:ethernet,except:type:vlan,except:type:vxlan,**,except:type:wifi")
            ], refusedBeforeGroups(naming: ["10-globally-managed-devices.conf:2"])),
        FenceCase(
            "an exception that no name in the list needs",
            [admin + "site.conf": list("interface-name:eth?;except:interface-name:*al*")],
            create, managed: ["eth0": false, "eth9": false, "cal0": true, "docker0": true]),
        FenceCase(
            "an exception that a name in the list needs",
            [admin + "site.conf": list("interface-name:c*;except:interface-name:*a*")],
            refusedBeforeGroups(
                naming: ["except:interface-name:*a*"], managed: ["c0": false, "cal0": true, "eth0": true])),
        FenceCase(
            "an exception that has to be escaped",
            [
                admin + "site.conf": list(
                    "interface-name:eth9;except:interface-name:ca\\\\*;except:interface-name:cali\\,*")
            ],
            create, managed: eth9),
        FenceCase(
            "tokens that no interface can have",
            [admin + "site.conf": list("interface-name: cali*;interface-name:eth1 # no;except:driver:veth")],
            create),
        FenceCase(
            "somebody's group that only covers Calico's",
            [
                admin + "99-unmanaged-devices.conf":
                    "[device-calico]\nmatch-device=interface-name:cali*;interface-name:tunl*;"
                    + "interface-name:vxlan.calico\nmanaged=0\n"
            ], [0: Expectation(create), 10: Expectation(.nothing)]),
        FenceCase(
            "somebody's group that is written while NetworkManager runs", [:],
            late: [
                admin + "99-unmanaged-devices.conf":
                    "[device-calico]\nmatch-device=interface-name:cali*;interface-name:tunl*;"
                    + "interface-name:vxlan.calico\nmanaged=0\n"
            ], [0: Expectation(create), 10: Expectation(.nothing)]),
        FenceCase(
            "somebody's group of our name",
            [
                admin + "site.conf":
                    "[device-nmfence]\nmatch-device=interface-name:eth9\nmanaged=0\n" + list("*,except:type:vxlan")
            ], refusedBeforeGroups(naming: ["site.conf:5"], managed: ["eth0": false, "vxlan9": true])),
        FenceCase(
            "OpenShift's section for its own interfaces",
            [
                admin + "sdn.conf":
                    "[device]\nmatch-device=interface-name:br-int,interface-name:ovn-k8s-*,driver:veth\nmanaged=0\n"
            ],
            [
                0: Expectation(create),
                10: Expectation(
                    create,
                    managed: ["eth0": false, "ens5": false, "br-int": false, "docker0": true, "vxlan9": true]),
            ]),
        FenceCase(
            "a section that manages Calico's",
            [
                admin + "site.conf":
                    "[device-calico]\nmatch-device=interface-name:cali*,interface-name:tunl*\nmanaged=1\n"
            ],
            create),
        FenceCase(
            "interfaces of ifupdown",
            [
                "etc/NetworkManager/NetworkManager.conf":
                    "[main]\nplugins=ifupdown,keyfile\n[ifupdown]\nmanaged=false\n",
                "etc/network/interfaces": "auto eth0\niface eth0 inet dhcp\n",
            ], create, managed: ["eth0": false, "eth1": true, "docker0": true]),
        FenceCase(
            "somebody else's file of our name", [admin + usual: list("interface-name:eth9", "+=")],
            .refused(1, naming: ["/etc/NetworkManager/conf.d/zz-nmfence.conf", "--adopt"]), managed: eth9),
        FenceCase(
            "somebody else's file of our name, to be adopted", [admin + usual: list("interface-name:eth9", "+=")],
            options: ["--adopt"],
            .changes(["create zz-nmfence.conf.nmfence-saved", "replace zz-nmfence.conf"]), managed: eth9),
        FenceCase(
            "somebody else's file of our name that says more", [admin + usual: "[connectivity]\nenabled=false\n"],
            options: ["--adopt"],
            .refused(1, naming: ["/etc/NetworkManager/conf.d/zz-nmfence.conf:2"])),
        FenceCase(
            "a vendor's file of our name", [vendor + usual: list("interface-name:eth9", "+=")],
            .changes(["create zz-zz-nmfence.conf"]), managed: eth9),
        FenceCase(
            "a file of our name in run", [runtime + usual: list("interface-name:eth9", "+=")],
            .changes(["create zz-zz-nmfence.conf"]), managed: eth9),
        FenceCase(
            "an override in the intern file",
            [
                "var/lib/NetworkManager/NetworkManager-intern.conf":
                    "[keyfile]\n.set.unmanaged-devices=interface-name:eth9\n"
            ],
            refusedBeforeGroups(naming: ["/var/lib/NetworkManager/NetworkManager-intern.conf:2"], managed: eth9)),
        FenceCase(
            "a file that NetworkManager refuses", [:], late: [admin + "broken.conf": "no group\n"],
            .refused(78, naming: ["/etc/NetworkManager/conf.d/broken.conf:1"])),
        FenceCase(
            "interfaces that somebody told NetworkManager to manage", [:],
            explicitlyManaged: ["cali0", "tunl0", "vxlan.calico", "eth0"], create),
        FenceCase(
            "interfaces that somebody told NetworkManager to manage for ever", [:],
            explicitlyManaged: ["cali0", "tunl0", "vxlan.calico", "eth0"], isPermanent: true, create),
    ]
}
