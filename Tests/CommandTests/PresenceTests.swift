import Foundation
import TestSupport
import Testing

/// Is there a NetworkManager at all: each answer has a word and a status of its own.
@Suite(.waits) struct `The NetworkManager of a node` {
    /// An image with a program of NetworkManager and its unit, started at boot.
    private func image(_ change: (TemporaryFolder) throws -> Void = { _ in }) throws -> Image {
        let image = try Image()
        let folder = image.folder
        for path in ["usr/sbin", "usr/bin", "usr/lib/systemd/system", "etc/systemd/system/multi-user.target.wants"] {
            try folder.makeFolder(path)
        }
        try folder.write("", to: "usr/bin/sh")
        try folder.write("x", to: "usr/sbin/NetworkManager")
        try folder.write("[Service]\n", to: "usr/lib/systemd/system/NetworkManager.service")
        try folder.write("0123456789abcdef0123456789abcdef\n", to: "etc/machine-id")
        try link("/usr/lib/systemd/system/NetworkManager.service", Self.want, in: folder)
        try change(folder)
        return image
    }

    private static let want = "etc/systemd/system/multi-user.target.wants/NetworkManager.service"
    private static let unit = "etc/systemd/system/NetworkManager.service"

    private func link(_ target: String, _ path: String, in folder: TemporaryFolder) throws {
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/" + path, withDestinationPath: target)
    }

    private func remove(_ path: String, in folder: TemporaryFolder) throws {
        try FileManager.default.removeItem(atPath: folder.path + "/" + path)
    }

    private func state(_ run: Run) throws -> String? {
        #expect(try Schema.objections(to: run.output, "check") == "")
        return (try Schema.object(run.output)["verification"] as? [String: Any])?["networkManager"] as? String
    }

    private func rows(_ run: Run) throws -> [String: String] {
        let checks = try Schema.object(run.output)["checks"] as? [[String: Any]] ?? []
        return Dictionary(
            checks.map { ($0["id"] as? String ?? "", $0["status"] as? String ?? "") }, uniquingKeysWith: { $1 })
    }

    @Test(arguments: ["not-installed", "masked", "masked by an empty file", "disabled"])
    func `that is not there or not started fails nothing, and fix writes a precaution`(kind: String) throws {
        let image = try image { folder in
            switch kind {
            case "not-installed": try remove("usr/sbin/NetworkManager", in: folder)
            case "masked": try link("/dev/null", Self.unit, in: folder)
            case "masked by an empty file": try folder.write("", to: Self.unit)
            default: try remove(Self.want, in: folder)
            }
        }
        let check = try image.nmfence("check", "--only", "nm.*", "-o", "json")
        let word = kind.prefix { $0 != " " }
        #expect(try check.status == 0 && state(check) == String(word), "\(check.output)")
        let rows = try rows(check)
        #expect(rows["nm.presence"] == (word == "not-installed" ? "pass" : "warning"), "\(rows)")
        #expect(rows.filter { $0.key != "nm.presence" }.values.allSatisfy { $0 == "skipped" }, "\(rows)")
        let demands = check.output.split(separator: "\n").filter { $0.contains("\"nmfence fix") }
        #expect(demands.allSatisfy { $0.contains("until then nothing is needed") }, "\(demands)")
        let explained = try image.nmfence("explain", "cali0")
        #expect(
            explained.output.contains(word == "not-installed" ? "is not installed" : "\(word)"), "\(explained.output)")
        let fix = try image.nmfence("fix")
        #expect(fix.status == 0 && fix.output.contains("a precaution"), "\(fix.output)\(fix.errors)")
        #expect(!fix.output.contains("applied and verified"))
        #expect(try image.nmfence("revert").status == 0)
    }

    @Test func `that is there and started is judged by its files`() throws {
        for change: (TemporaryFolder) throws -> Void in [
            { _ in },
            {
                try self.remove(Self.want, in: $0); try self.remove("etc/machine-id", in: $0)
            },
            {
                try self.remove(Self.want, in: $0); try self.wait(in: $0)
            },
        ] {
            let image = try image(change)
            let check = try image.nmfence("check", "--only", "nm.*", "-o", "json")
            #expect(try check.status == 1 && state(check) == "image", "\(check.output)")
            let fix = try image.nmfence("fix", "-o", "json")
            let verification = try Schema.object(fix.output)["verification"] as? [String: Any]
            #expect(fix.status == 0 && verification?["by"] as? String == "files", "\(fix.output)")
        }
    }

    /// Requires NetworkManager.service.
    private func wait(in folder: TemporaryFolder) throws {
        try folder.makeFolder("etc/systemd/system/network-online.target.wants")
        try link("x", "etc/systemd/system/network-online.target.wants/NetworkManager-wait-online.service", in: folder)
    }

    @Test func `that comes to an image later is judged with --nm-version`() throws {
        let image = try image { try remove("usr/sbin/NetworkManager", in: $0) }
        #expect(try image.nmfence("check", "--only", "nm.*", "--nm-version", "1.42.4").status == 1)
    }

    @Test func `that is not asked is never called verified`() throws {
        let node = try LiveSandbox()
        for options in [["--offline"], ["--no-reload"]] {
            let fix = try node.run([Tool.path, "fix"] + options)
            #expect(fix.status == 0 && !fix.output.contains("applied and verified"), "\(options): \(fix.output)")
            #expect(
                fix.output.contains(options == ["--offline"] ? "from the configuration files only" : "not verified"),
                "\(options): \(fix.output)")
            try node.must("rm -f /etc/NetworkManager/conf.d/*")
        }
        let words = [
            "text": "is running (verified live)", "tap": "verified on the running NetworkManager",
            "json": #""by": "live""#, "junit": #"value="live""#, "prometheus": #"by="live""#,
        ]
        for (format, word) in words {
            let live = try node.nmfence("check", "--only", "nm.*", "-o", format)
            let offline = try node.nmfence("check", "--only", "nm.*", "--offline", "-o", format)
            #expect(live.output.contains(word) && !offline.output.contains(word), "\(format): \(offline.output)")
        }
    }

    @Test func `that another root has on a shared bus is not touched`() throws {
        let node = try LiveSandbox()
        // As an installer does: its /run in the target, and the target's own /etc.
        let enter = """
            mkdir -p /run/etc/NetworkManager/conf.d; cp -a /etc/passwd /run/etc/
            unshare -m sh -c 'mount --bind /run/etc /etc && exec "$@"' sh
            """
        let before = try node.must("nm-devices --settled")
        for verb in ["fix", "revert", "diff"] {
            let run = try node.shell("\(enter) \(Tool.path) \(verb)")
            #expect(
                run.status == 69 && run.errors.contains("belongs to another root"),
                "\(verb): \(run.output)\(run.errors)")
        }
        #expect(try node.must("nm-devices --settled; ls -A /run/etc/NetworkManager/conf.d") == before)
        let check = try node.shell("\(enter) \(Tool.path) check --only 'nm.*' -o json")
        #expect(try check.status == 1 && state(check) == "foreign", "\(check.output)")
        #expect(try node.shell("\(enter) \(Tool.path) fix --offline").status == 0)
        #expect(try node.must("nm-devices --settled") == before)
    }

    @Test func `is waited for with --wait, and asked for with --require-live`() throws {
        let node = try LiveSandbox(["--links", "none"])
        try node.must("nm-control stop")
        try node.installNetworkManager("#!/bin/sh")
        let lacking = try node.nmfence("check", "--only", "nm.*", "--require-live")
        #expect(lacking.status == 69 && lacking.errors.contains("is not running"), "\(lacking.errors)")
        let waited = try node.nmfence("check", "--only", "nm.*", "--wait", "0.3")
        #expect(waited.status == 1 && waited.seconds >= 0.3, "\(waited.seconds) \(waited.output)")
        let fix = try node.shell(
            "{ \(Tool.path) fix --wait 20 --require-live --restore-links || s=$?; echo ${s:-0} >/run/status; } & "
                + "nm-control start; wait"
        )
        #expect(try node.must("cat /run/status") == "0\n", "\(fix.output)\(fix.errors)")
        #expect(fix.output.contains("applied and verified"), "\(fix.output)")
        let check = try node.nmfence("check", "--only", "nm.*", "--require-live", "--wait", "5")
        #expect(check.status == 0 && check.seconds < 3, "\(check.output)")
        #expect(try node.nmfence("check", "--wait", "1", "--offline").status == 64)
        #expect(try node.nmfence("check", "--wait", "0").status == 64)
    }

    @Test func `of OpenShift keeps the files of its MachineConfigs`() throws {
        let image = try image()
        let owned = "/etc/NetworkManager/conf.d/zz-nmfence.conf"
        #expect(try image.nmfence("fix").status == 0)
        let text = try String(contentsOfFile: image.folder.path + owned, encoding: .utf8)
        try image.folder.makeFolder("etc/machine-config-daemon")
        func own(_ path: String) throws {
            try image.folder.write(
                #"{"kind":"MachineConfig","spec":{"config":{"storage":{"files":[{"path":"\#(path)"}]}}}}"#,
                to: "etc/machine-config-daemon/currentconfig")
        }
        try own(owned)
        let revert = try image.nmfence("revert")
        #expect(revert.status == 1 && revert.errors.contains("MachineConfig"), "\(revert.errors)")
        #expect(
            try image.nmfence("check", "--only", "nm.*", "-v").output.contains("the file belongs to a MachineConfig"))
        try image.folder.write(text.replacingOccurrences(of: "cali*;", with: ""), to: String(owned.dropFirst()))
        #expect(try image.nmfence("fix").status == 1)
        #expect(try image.nmfence("fix", "--force").status == 0)
        try own("/etc/other")
        #expect(try image.nmfence("revert").status == 0)
        try image.folder.write("no JSON", to: "etc/machine-config-daemon/currentconfig")
        #expect(try image.nmfence("fix").status == 2)
        let check = try image.nmfence("check", "--only", "nm.*")
        #expect(check.output.contains("into a MachineConfig"), "\(check.output)")
    }

    @Test func `report is put into a file as a whole, whatever the status`() throws {
        let image = try image()
        let path = image.folder.path + "/report.prom"
        let run = try image.nmfence("check", "--only", "nm.*", "-o", "prometheus", "--output-file", path)
        #expect(run.status == 1 && run.output == "", "\(run.output)")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains("nmfence_conforming") && text.contains("nmfence_verification{by=\"files\"} 1"))
        #expect(try image.nmfence("check", "--output-file", "/nonexistent/x").status == 74)
    }
}
