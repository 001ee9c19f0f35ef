import TestSupport
import Testing

/// What `config` knows of a list, `check` and `explain` give as the reason.
@Suite struct SaidByEveryVerbTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var files: [String: String]
        /// Where the cause is.
        let place: String
        /// What to write.
        var words = ""
        var name = "cali1a2b3c"
        /// Whether the row about lost lists says it, too.
        var isLost = false
    }

    static let cases = [
        Case(
            testDescription: "a list of exceptions that a plugin's interfaces turn round",
            files: [
                "etc/NetworkManager/conf.d/a.conf":
                    "[main]\nplugins=ifupdown,keyfile\n[ifupdown]\nmanaged=false\n"
                    + "[keyfile]\nunmanaged-devices=except:interface-name:ib*\n",
                "etc/network/interfaces": "auto eth0\niface eth0 inet dhcp\n",
            ], place: "/etc/network/interfaces:2", isLost: true),
        Case(
            testDescription: "a list that is written twice in one file",
            files: [
                "etc/NetworkManager/conf.d/canal.conf":
                    "[keyfile]\nunmanaged-devices=interface-name:cali*\nunmanaged-devices=interface-name:flannel*\n"
            ], place: "/etc/NetworkManager/conf.d/canal.conf:2", isLost: true),
        Case(
            testDescription: "a list that an empty file hides",
            files: [
                "usr/lib/NetworkManager/conf.d/10-globally-managed-devices.conf":
                    "[keyfile]\nunmanaged-devices=*,except:type:wifi\n",
                "etc/NetworkManager/conf.d/10-globally-managed-devices.conf": "",
            ], place: "/etc/NetworkManager/conf.d/10-globally-managed-devices.conf"),
        Case(
            testDescription: "two lists that a third discards",
            files: [
                "etc/NetworkManager/conf.d/a.conf": "[keyfile]\nunmanaged-devices=interface-name:cali*\n",
                "etc/NetworkManager/conf.d/b.conf": "[keyfile]\nunmanaged-devices+=mac:02:00:00:00:00:01\n",
                "etc/NetworkManager/conf.d/c.conf": "[keyfile]\nunmanaged-devices=eth9\n",
            ], place: "/etc/NetworkManager/conf.d/c.conf:2", words: "/etc/NetworkManager/conf.d/b.conf:2 (mac:02",
            isLost: true),
        Case(
            testDescription: "= for : behind except",
            files: ["etc/NetworkManager/conf.d/a.conf": "[keyfile]\nunmanaged-devices=*,except:type=wifi\n"],
            place: "/etc/NetworkManager/conf.d/a.conf:2", words: "Write except:type:wifi.", name: "wlan0"),
        Case(
            testDescription: "! for except:",
            files: ["etc/NetworkManager/conf.d/a.conf": "[keyfile]\nunmanaged-devices=*,!interface-name:veth*\n"],
            place: "/etc/NetworkManager/conf.d/a.conf:2", words: "Write except:interface-name:veth*.", name: "veth0"),
        Case(
            testDescription: "another tag",
            files: ["etc/NetworkManager/conf.d/a.conf": "[keyfile]\nunmanaged-devices=interface:cali*\n"],
            place: "/etc/NetworkManager/conf.d/a.conf:2", words: "Write interface-name:cali*."),
    ]

    @Test(arguments: cases) func `the cause is named by file and line`(_ example: Case) throws {
        let folder = try TemporaryFolder()
        for (path, text) in example.files { try folder.write(text, to: path) }
        let options = ["--root", folder.path, "--nm-version", "1.42.4"]
        let explained = try Tool.run(["explain", example.name] + options).output
        #expect(explained.contains("\(example.place)\n"), "\(explained)")
        #expect(explained.contains(example.words), "\(explained)")
        if example.name.hasPrefix("cali") {
            let checked = try Tool.run(["check", "--only", "nm.unmanaged.cali*"] + options).output
            #expect(checked.contains(example.place), "\(checked)")
            #expect(checked.contains(example.words), "\(checked)")
        }
        let lost = try Tool.run(["check", "--only", "nm.config.overridden", "-v"] + options).output
        #expect(lost.contains(example.place) == example.isLost, "\(lost)")
        let config = try Tool.run(["config"] + options).output
        #expect(config.contains(example.place), "\(config)")
    }
}
