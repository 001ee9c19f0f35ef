import Foundation
import Fuzz
import TestSupport
import Testing

/// The fuzzer's claims, on inputs that people thought of and on what real kernels answered; scripts/fuzz looks for
/// others.
@Suite struct FuzzTests {
    static let inputs: [(Part, [UInt8])] = [
        (.keyFile, []), (.keyFile, [0x5B, 0x6B, 0x5D, 0x80, 0, 0, 0x32, 0x32, 0x69, 0x0A]),
        (.keyFile, [0x0A, 0x5B, 0x6F, 0x5D, 0x09, 0xA2]), (.keyFile, Array("[a]\nk=v\nk=w\n[b]\n".utf8)),
        (.keyFile, Array("[a]\r\nk=v\r".utf8)), (.keyFile, Array("x".utf8)),
        (.keyFile, [0xEF, 0xBB, 0xBF, 91, 97, 93]),
        (.matchList, Array("interface-name:cali*,except:em1\ncali0".utf8)),
        (.matchList, Array("a b c \\s,;;\\\na".utf8)),
        (.matchList, Array("driver:ve/1.?;*\nx".utf8)),
        (.stack, Array("\u{2}[keyfile]\nunmanaged-devices+=a b;c\n\0\u{A}[keyfile]\nunmanaged-devices-=c\n".utf8)),
        (.stack, Array("\u{5}source x\niface eth0 inet dhcp\n".utf8)),
        (.coverage, Array("cali*\ncali9\ninterface-name:cali*".utf8)),
        (.coverage, Array("cali*\ncali9\ninterface-name:cali?*;except:interface-name:*9".utf8)),
        (.coverage, Array("?\na\n*".utf8)),
        (.system, Array("ID=\"de\\\"b\"\nID=$(reboot)\n\u{1B}=x\nID".utf8)),
        (.kubeconfig, Array("- - - -\n a: |\n  b\n: c\n'".utf8)),
        (.kubeconfig, Array("clusters:\n- cluster:\n    server: http://[::1]:1/x".utf8)),
        (.kubeconfig, Array("d: &d {<<: *d}\nclusters: [{name: ~, cluster: {<<: [*d, 1], server: !!int x}}]\n".utf8)),
        (.kubeconfig, Array("clusters:\n- cluster:\n    server: user:secret@\n".utf8)),
        (.kubeconfig, Array("\u{FEFF}{\"clusters\":[{\"cluster\":{\"server\":\"https://u:p@x\"}}]}\r\n".utf8)),
        (.kubeconfig, [0xFF, 0xFE, 0x61, 0, 0x3A, 0, 0x20, 0, 0x0A, 0]), (.kubeconfig, [0x61, 0x3A, 0x20, 0x85, 0x0A]),
        (.kubeconfig, Array("a: \u{85}b\r\u{2028}- [\u{2029}'\n".utf8)),
        (.kubeconfig, Array(repeating: 0x5B, count: 9000)), (.kubeconfig, Array("*x: &x\n? - &x\n: *x\n".utf8)),
        (.modprobe, Array("blacklist ip-set # x\nalias fs-* off\ninstall a /bin/false\n\\\noptions\n".utf8)),
        (.modprobe, Array("softdep a pre: b post: \\\n c\nalias * ip_set\nalias ip_set ip_set\n".utf8)),
        (.getent, Array("10.0.0.1 STREAM a\n10.0.0.1 DGRAM\nfe80::1%lo RAW\n".utf8)),
        (.getent, Array("::ffff:1.2.3.4\n\n".utf8)), (.busReply, []), (.busReply, [0x6C, 2, 0, 1, 0, 0, 0, 0]),
        (
            .udevRules,
            Array("KERNEL==\"cali*\", GOTO=\"e\"\nENV{A}=\"$kernel%c\"\nLABEL=\"e\"\n\0ENV{A}+=\"1\" \\\n".utf8)
        ),
        (.udevRules, Array("ATTR{x}==e\"\\x4\", ENV{A}=\"${\"\nIMPORT{program}=\"%E{\"\nTAG-=\"\"\r\r".utf8)),
        (
            .networkd,
            Array("\u{4}\0[Match]\nName=!x cali*\n\0\u{8}[Match]\nProperty=A=\\x\n\0\u{3}[Link]\nName=\n".utf8)
        ),
        (.networkd, Array("\0\u{5}[Network]\nManageForeignRoutes=no\\\n\0\u{7}systemd-network:x:1:1\0\0[Match".utf8)),
        (.managers, Array("\0denyinterfaces [!\n\0\u{4}auto /\nsource * interfaces\n\u{1}[General]\n=\n".utf8)),
        (.reports, Array("{\"host\":\"\\\"}{\"checks\":[{}]}\n{\"command\":\"check\",\"host\":[\n{}".utf8)),
        (.configuration, Array("CONFIG_A=y\n=\nCONFIG_A=m\n\u{0}=x".utf8)),
    ]

    @Test(arguments: inputs) func `the claims hold`(_ part: Part, _ input: [UInt8]) {
        input.withUnsafeBytes { fuzz(part, $0) }
    }

    /// Each answer of a kernel, whole, cut off and with one byte changed.
    @Test(arguments: [
        (Part.links, "links"), (.ruleset, "ruleset-nft"), (.ruleset, "ruleset-iptables"), (.ruleset, "ruleset-empty"),
        (.xtables, "xtables-ip"), (.xtables, "xtables-ip6"),
    ])
    func `the claims hold for what kernels answer`(_ part: Part, _ name: String) throws {
        let answer = [UInt8](
            try Data(contentsOf: URL(fileURLWithPath: Repository.path("Tests/Fixtures/kernel-answers/\(name)"))))
        answer.withUnsafeBytes { fuzz(part, $0) }
        for position in stride(from: 0, to: answer.count, by: 7) {
            answer.prefix(position).withUnsafeBytes { fuzz(part, $0) }
            var changed = answer
            for value: UInt8 in [0, 0x7F, 0xFF] {
                changed[position] = value
                changed.withUnsafeBytes { fuzz(part, $0) }
            }
        }
    }
}
