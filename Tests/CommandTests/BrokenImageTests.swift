import Foundation
import TestSupport
import Testing

/// A distribution's image: its kernel, its programs, its files, and the fence in place.
struct DistributionImage: Sendable, CustomTestStringConvertible {
    let name: String
    /// The fixture that the indexes of the kernel's modules are from, and another name for that kernel.
    let kernel: String
    var release: String?
    let system: String
    let profiles: [String]
    /// Lines of shell in the image; $R is the kernel's release.
    var layout = ""
    var testDescription: String { name }

    static let all = [
        DistributionImage(
            name: "Debian 11", kernel: "5.10", system: "ID=debian\nVERSION_ID=\"11\"\n",
            profiles: ["calico-3.16", "calico-3.32"]),
        DistributionImage(
            name: "Debian 12", kernel: "6.1", system: "ID=debian\nVERSION_ID=\"12\"\n",
            profiles: ["calico-3.16", "calico-3.32"]),
        DistributionImage(
            name: "Debian 13", kernel: "6.12", system: "ID=debian\nVERSION_ID=\"13\"\n",
            profiles: ["calico-3.16", "calico-3.32"]),
        DistributionImage(
            name: "RHEL 8", kernel: "5.10", release: "4.18.0-553.16.1.el8_10.x86_64",
            system: "NAME=\"Red Hat Enterprise Linux\"\nID=\"rhel\"\nID_LIKE=\"fedora\"\nVERSION_ID=\"8.10\"\n",
            profiles: ["calico-3.16", "calico-3.32"],
            layout:
                "mv boot/config-$R lib/modules/$R/config; mv lib/modules usr/lib/modules; rmdir lib; ln -s usr/lib "
                + "lib"),
        DistributionImage(
            name: "RHCOS 4.14", kernel: "6.1", release: "5.14.0-284.82.1.el9_2.x86_64",
            system: "ID=\"rhcos\"\nID_LIKE=\"rhel fedora\"\nVERSION_ID=\"4.14\"\nOPENSHIFT_VERSION=\"4.14\"\n",
            profiles: ["calico-3.16"],
            layout: """
                mkdir -p usr/lib/ostree-boot etc/machine-config-daemon; mv boot/config-$R usr/lib/ostree-boot/
                mv lib/modules usr/lib/modules; rmdir lib; ln -s usr/lib lib
                mv etc/os-release usr/lib/os-release; ln -s ../usr/lib/os-release etc/os-release
                echo '{}' >etc/machine-config-daemon/currentconfig
                """),
    ]

    /// Makes it; the caller keeps it.
    func make() throws -> (folder: TemporaryFolder, release: String) {
        let fixture = try KernelFixture(kernel, release: release)
        let folder = fixture.folder
        for path in [Image.dropIns, "usr/lib/NetworkManager/conf.d", "run", "tmp", "usr/bin", "etc/modprobe.d"] {
            try folder.makeFolder(path)
        }
        try folder.write(system, to: "etc/os-release")
        let elf = Data([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0]) + Data(repeating: 0, count: 10) + Data([62, 0])
        try folder.write(elf, to: "usr/bin/sh")
        // Without its program NetworkManager is not on the node, and nothing is asked of it.
        try folder.write(elf, to: "usr/sbin/NetworkManager")
        try Self.shell(layout, folder, fixture.release)
        let fix = try Tool.run(["fix", "--root", folder.path])
        try #require(fix.status == 0, "\(fix.output)\(fix.errors)")
        return (folder, fixture.release)
    }

    /// Runs lines of shell in an image: `lose MODULE` removes a module's file, `rule TEXT` adds a line of modprobe.d.
    static func shell(_ lines: String, _ folder: TemporaryFolder, _ release: String) throws {
        let tools = """
            lose() { find -L lib/modules/$R -name "$1.ko*" -print -delete | grep -q .; }
            rule() { echo "$*" >>etc/modprobe.d/site.conf; }
            """
        let run = try Run("bash", ["-euc", "cd '\(folder.path)'\n\(tools)\n\(lines)"], environment: ["R": release])
        try #require(run.status == 0, "\(lines): \(run.errors)")
    }
}

/// With one requirement broken, check exits 1 and names that one only.
@Suite(.waits) struct `check on an image with one thing broken` {
    /// What is done to the image, and the row that tells of it.
    struct Break: Sendable, CustomTestStringConvertible {
        let row: String
        let make: String
        /// A recommendation is a warning, and fails where warnings are asked to.
        var isWarning = false
        /// The images that have it; all where there is none.
        var only: [String] = []
        var options: [String] = []
        var testDescription: String { "\(row): \(make)" }
    }

    static let modules: [(row: String, module: String)] = [
        ("ip-set", "ip_set"), ("ipt-rpfilter", "ipt_rpfilter"), ("ipt-rpfilter", "ip6t_rpfilter"),
        ("nf-conntrack-netlink", "nf_conntrack_netlink"), ("xt-addrtype", "xt_addrtype"), ("xt-comment", "xt_comment"),
        ("xt-conntrack", "xt_conntrack"), ("xt-mark", "xt_mark"), ("xt-multiport", "xt_multiport"),
        ("xt-set", "xt_set"), ("ipip", "ipip"), ("ip-set-types", "ip_set_hash_net"), ("veth", "veth"),
        ("xt-nat", "xt_nat"), ("xt-masquerade", "xt_MASQUERADE"), ("xt-tcpudp", "xt_tcpudp"),
    ]
    static let breaks: [Break] =
        modules.flatMap { row, module -> [Break] in
            let row = "kernel.feature.\(row)"
            return [Break(row: row, make: "lose \(module)")]
                + ["blacklist \(module)", "install \(module) /bin/true"].map {
                    Break(row: row, make: "rule \($0)", only: ["Debian 12", "RHEL 8"])
                }
        } + [
            Break(row: "kernel.feature.xt-connmark", make: "lose xt_connmark", isWarning: true),
            Break(row: "kernel.feature.xt-ct", make: "lose xt_CT", isWarning: true),
            Break(row: "kernel.feature.xt-log", make: "lose xt_LOG", isWarning: true),
            Break(row: "kernel.feature.xt-ipvs", make: "lose xt_ipvs", isWarning: true),
            Break(row: "kernel.feature.ipt-reject", make: "lose ipt_REJECT; lose nft_reject_ipv4", isWarning: true),
            Break(row: "kernel.feature.vxlan", make: "lose vxlan", options: ["--encapsulation", "vxlan"]),
            Break(
                row: "kernel.feature.nf-conntrack-proto-sctp",
                make:
                    "sed -i s/^CONFIG_NF_CT_PROTO_SCTP=y// $(find boot usr/lib lib/modules/$R -maxdepth 2 -name "
                    + "'config*')",
                isWarning: true),
            Break(row: "node.architecture", make: "printf '\\xb7' | dd of=usr/bin/sh bs=1 seek=18 conv=notrunc"),
            Break(
                row: "node.kernel.version",
                make:
                    "mv lib/modules/$R lib/modules/2.6.32-9; find boot usr/lib lib -maxdepth 2 -name \"config-$R\" "
                    + "-execdir mv {} config-2.6.32-9 ';'"
            ),
            Break(
                row: "openshift.version",
                make: "sed -i s/^OPENSHIFT_VERSION=.*/OPENSHIFT_VERSION=4.2/ usr/lib/os-release",
                only: ["RHCOS 4.14"]),
            Break(
                row: "nm.unmanaged.cali",
                make: "sed -i 's/interface-name:cali.;//' etc/NetworkManager/conf.d/zz-nmfence.conf"),
            Break(
                row: "nm.unmanaged.tunl",
                make: "sed -i 's/interface-name:tunl.;//' etc/NetworkManager/conf.d/zz-nmfence.conf"),
            Break(
                row: "nm.unmanaged.vxlan.calico",
                make: "sed -i 's/interface-name:vxlan.calico;//' etc/NetworkManager/conf.d/zz-nmfence.conf"),
        ]

    /// Each image with each thing that it has.
    static let cases = DistributionImage.all.flatMap { image in
        breaks.filter { $0.only.isEmpty || $0.only.contains(image.name) }.map { (image, $0) }
    }

    private static func rows(_ folder: TemporaryFolder, _ profile: String, _ options: [String]) throws -> (
        Run, [String: String]
    ) {
        let run = try Tool.run(["check", "--root", folder.path, "--profile", profile, "-o", "json"] + options)
        let rows = try #require(try Schema.object(run.output)["checks"] as? [[String: Any]], "\(run.errors)")
        let pairs = rows.compactMap { row in
            (row["id"] as? String).flatMap { id in (row["status"] as? String).map { (id, $0) } }
        }
        #expect(pairs.count == rows.count)
        return (run, Dictionary(uniqueKeysWithValues: pairs))
    }

    @Test(arguments: DistributionImage.all) func `a healthy image fails nothing and leaves nothing open`(
        image: DistributionImage
    ) throws {
        let (folder, _) = try image.make()
        for profile in image.profiles {
            for encapsulation in ["ipip", "vxlan"] {
                let (run, rows) = try Self.rows(
                    folder, profile, ["--encapsulation", encapsulation, "--fail-on", "warning"])
                #expect(run.status == 0, "\(profile): \(run.output)\(run.errors)")
                #expect(rows.filter { !["pass", "skipped"].contains($0.value) } == [:], "\(profile)")
                #expect(rows["kernel.feature.ip-set"] == "pass" || profile != "calico-3.16")
            }
        }
    }

    @Test(arguments: cases) func `fails by that row and no other`(image: DistributionImage, broken: Break) throws {
        let (folder, release) = try image.make()
        try DistributionImage.shell(broken.make, folder, release)
        let (run, rows) = try Self.rows(folder, "calico-3.16", broken.options)
        let found = rows.filter { !["pass", "skipped"].contains($0.value) }
        #expect(found == [broken.row: broken.isWarning ? "warning" : "fail"], "\(run.output)\(run.errors)")
        #expect(run.status == (broken.isWarning ? 0 : 1))
        guard broken.isWarning else { return }
        #expect(try Self.rows(folder, "calico-3.16", broken.options + ["--fail-on", "warning"]).0.status == 1)
    }
}
