import Base
import OtherManagers

extension NetworkCase {
    private static let all = "[Match]\nName=*\n"
    private static let ours = "[Match]\nName=cali* tunl0 vxlan.calico\n[Link]\nUnmanaged=yes\n"

    private static func host(_ change: (inout HostTraits) -> Void) -> HostTraits {
        var host = HostTraits()
        change(&host)
        return host
    }

    /// What one [Match] section asks for.
    static let sections: [NetworkCase] = [
        NetworkCase("a star fits", match: "Name=*", .yes),
        NetworkCase("a glob fits", match: "Name=cali*", .yes),
        NetworkCase("a question mark is one character", match: "Name=cali??????????", .no),
        NetworkCase("brackets are a set", match: "Name=[bc]ali*", .yes),
        NetworkCase("a set turned round", match: "Name=[!c]ali*", .no),
        NetworkCase("one of several names", match: "Name=en* eth* cali*", .yes),
        NetworkCase("none of several names", match: "Name=en* eth*", .no),
        NetworkCase("a mark turns one name round", match: "Name=!eth0", .yes),
        NetworkCase("a mark stands for the whole line", match: "Name=!eth* cali*", .no),
        NetworkCase("a mark with both lists", match: "Name=*\nName=!cali*", .no),
        NetworkCase("lines add to each other", match: "Name=eth0\nName=cali*", .yes),
        NetworkCase("an empty line starts anew", match: "Name=cali*\nName=\nName=eth0", .no),
        NetworkCase("a name with a colon is none", match: "Name=cali*:1 eth0", .no),
        NetworkCase("a number is no name, and so nothing is asked for", match: "Name=12", .no),
        NetworkCase("quotes are part of a name", match: "Name=\"cali*\"", .no),
        NetworkCase("names are case sensitive", match: "Name=CALI*", .no),
        NetworkCase("keys are case sensitive", match: "name=cali*", .no),
        NetworkCase("white space around the sign", match: "Name = cali*", .yes),
        NetworkCase("a line that goes on", match: "Name=eth0 \\\n  cali*", .yes),
        NetworkCase("a comment between", match: "Name=eth0 \\\n# cali\n  cali*", .yes),
        NetworkCase("a comment behind is a name", match: "Name=eth0 # cali*", .yes),
        NetworkCase("another key of links' files", match: "OriginalName=*", .no),
        NetworkCase("type of a veth", match: "Type=ether", .yes),
        NetworkCase("type of VXLAN is its own", match: "Type=ether", .vxlan, .no),
        NetworkCase("type vxlan", match: "Type=vxlan", .vxlan, .yes),
        NetworkCase("type of IP-in-IP", match: "Type=tunnel", .ipip, .yes),
        NetworkCase("type of WireGuard", match: "Type=wireguard", .wireguard, .yes),
        NetworkCase("type by a list with a mark", match: "Type=!ether", .vxlan, .yes),
        NetworkCase("quotes around a type come off", match: "Type=\"ether\"", .yes),
        NetworkCase("no type before 243 without a DEVTYPE", match: "Type=ether", .no, version: 241),
        NetworkCase("driver of a veth", match: "Driver=veth", .yes),
        NetworkCase("driver of a card", match: "Driver=vmxnet3 e1000", .no),
        NetworkCase("not this driver", match: "Driver=!vmxnet3", .yes),
        NetworkCase("an IP-in-IP tunnel may have no driver", match: "Driver=ipip", .ipip, .unknown),
        NetworkCase("kind of a veth", match: "Kind=veth", .yes),
        NetworkCase("kind is not known to 247, and nothing is asked for", match: "Kind=veth", .no, version: 247),
        NetworkCase("a name and another kind", match: "Name=cali*\nKind=bridge", .no),
        NetworkCase("a path, of which virtual links have none", match: "Path=pci-*", .no),
        NetworkCase("no path of this form", match: "Path=!pci-*", .yes),
        NetworkCase("a card's address", match: "MACAddress=52:54:00:12:34:56", .no),
        NetworkCase("the address of all of Calico's links", match: "MACAddress=ee-ee-ee-ee-ee-ee", .unknown),
        NetworkCase("a permanent address", match: "PermanentMACAddress=52:54:00:12:34:56", .no),
        NetworkCase("no address at all, and nothing is asked for", match: "MACAddress=nonsense", .no),
        NetworkCase("no address at all, up to 249", match: "Name=*\nMACAddress=nonsense", .no, version: 247),
        NetworkCase("no address at all, and a name", match: "Name=*\nMACAddress=nonsense", .yes),
        NetworkCase("a property that udev may set", match: "Property=ID_NET_DRIVER=veth", .unknown),
        NetworkCase("a wireless network", match: "SSID=home", .no),
        NetworkCase("nothing asked for", match: "", .no),
        NetworkCase("nothing asked for, before 244", match: "", .yes, version: 243),
        NetworkCase("a mark for all names before 243", match: "Name=!eth* cali*", .no, version: 241),
        NetworkCase(
            "lines with a mark in the second only, before 243", match: "Name=cali*\nName=!eth0", .yes, version: 241),
    ]

    /// What a section asks of the machine.
    static let machines: [NetworkCase] = [
        NetworkCase(
            "a virtual machine of this kind", match: "Virtualization=vmware", .yes,
            host: host { $0.virtualization = ["vmware"] }),
        NetworkCase(
            "a virtual machine", match: "Virtualization=vm", .yes,
            host: host { $0.virtualization = ["kvm", "qemu"] }),
        NetworkCase(
            "no container", match: "Virtualization=container\nName=*", .no, host: host { $0.virtualization = ["kvm"] }),
        NetworkCase("which machine is not known", match: "Virtualization=vmware", .unknown),
        NetworkCase("not this machine, whichever it is", match: "Virtualization=vmware\nName=eth0", .no),
        NetworkCase("a host's name", match: "Host=node-*", .yes, host: host { $0.name = "NODE-1" }),
        NetworkCase(
            "a word of the command line", match: "KernelCommandLine=!quiet", .no,
            host: host { $0.commandLine = "root=/dev/vda quiet" }),
        NetworkCase(
            "a kernel that is new enough", match: "KernelVersion=>=5.10", .yes,
            host: host { $0.kernelRelease = "6.1.0-56-amd64" }),
        NetworkCase(
            "a mistake behind a comparison that fails", match: "KernelVersion=!<5.10 >= 7", .yes,
            host: host { $0.kernelRelease = "6.1.0-56-amd64" }),
        NetworkCase(
            "a mistake behind one that holds", match: "KernelVersion=!>5.10 >= 7", .no,
            host: host { $0.kernelRelease = "6.1.0-56-amd64" }),
        NetworkCase("another processor", match: "Architecture=arm64", .no, host: host { $0.architecture = "x86-64" }),
    ]

    /// Which of several files applies.
    static let orders: [NetworkCase] = [
        NetworkCase("the first by name", [("10-a.network", all), ("20-b.network", ours)], .taken("10-a.network")),
        NetworkCase(
            "the protecting file first", [("10-a.network", ours), ("20-b.network", all)], .unmanaged("10-a.network")),
        NetworkCase(
            "names are compared over all folders",
            [("20-b.network", ours), ("run/systemd/network/10-netplan-all.network", all)],
            .taken("10-netplan-all.network")),
        NetworkCase(
            "a file in /etc hides one of its name in /usr",
            [("10-a.network", ours), ("usr/lib/systemd/network/10-a.network", all)], .unmanaged("10-a.network")),
        NetworkCase(
            "a file in /run hides one of its name in /usr/local",
            [("run/systemd/network/10-a.network", ours), ("usr/local/lib/systemd/network/10-a.network", all)],
            .unmanaged("10-a.network")),
        NetworkCase(
            "a link to /dev/null masks",
            [("10-a.network", "/dev/null"), ("usr/lib/systemd/network/10-a.network", all)], .alone),
        NetworkCase(
            "an empty file masks", [("10-a.network", ""), ("usr/lib/systemd/network/10-a.network", all)], .alone),
        NetworkCase(
            "a drop-in adds a name",
            [("10-a.network", "[Match]\nName=eth0\n"), ("10-a.network.d/x.conf", "[Match]\nName=cali*\n")],
            .taken("10-a.network")),
        NetworkCase(
            "a drop-in protects",
            [("10-a.network", all), ("usr/lib/systemd/network/10-a.network.d/x.conf", "[Link]\nUnmanaged=yes\n")],
            .unmanaged("10-a.network")),
        NetworkCase(
            "the last drop-in by name decides",
            [
                ("10-a.network", all), ("10-a.network.d/x.conf", "[Link]\nUnmanaged=yes\n"),
                ("10-a.network.d/y.conf", "[Link]\nUnmanaged=no\n"),
            ], .taken("10-a.network")),
        NetworkCase(
            "a drop-in of another file is none",
            [("10-a.network", all), ("20-a.network.d/x.conf", "[Link]\nUnmanaged=yes\n")], .taken("10-a.network")),
        NetworkCase(
            "a word that is no boolean changes nothing",
            [("10-a.network", all + "[Link]\nUnmanaged=yes\nUnmanaged=perhaps\n")], .unmanaged("10-a.network")),
        NetworkCase(
            "a file with a broken header is passed over",
            [("10-a.network", all + "[Network\n"), ("20-b.network", ours)], .unmanaged("20-b.network")),
        NetworkCase("a hidden file is none", [(".10-a.network", all)], .alone),
        NetworkCase("another suffix is no file", [("10-a.network.bak", all)], .alone),
        NetworkCase(
            "whether it matches or not, it is protected",
            [("10-a.network", "[Match]\nMACAddress=ee:ee:ee:ee:ee:ee\n[Link]\nUnmanaged=yes\n")], .alone),
        NetworkCase(
            "Unmanaged= belongs to [Link]", [("10-a.network", all + "[Network]\nUnmanaged=yes\n")],
            .taken("10-a.network")),
    ]
}
