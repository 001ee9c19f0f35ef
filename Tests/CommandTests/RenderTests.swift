import Foundation
import TestSupport
import Testing

/// Every kind is decoded by a reader that is not ours, and gives what `fix` gives.
@Suite(.waits) struct `What render writes` {
    static let path = "/" + Image.dropIns + "/zz-nmfence.conf"
    /// The kinds that carry the drop-in.
    static let carrying = ["drop-in", "machineconfig", "butane", "ignition", "cloud-init", "kickstart"]
    static let others = ["networkd", "systemd", "ansible", "daemonset", "npd", "prometheus", "grafana"]
    static let selections = [
        [], ["--profile", "calico-3.29", "--profile", "canal"], ["--pattern", "flannel*", "--pattern", "cali*"],
        ["--pattern", "a$'\"%*", "--pattern", "é\u{85}?", "--pattern", "#{{x}}"],
    ]

    /// What a kind needs.
    private func options(_ kind: String) -> [String] {
        kind == "daemonset" ? ["--image", "example.com/nmfence:1"] : []
    }

    private func decode(_ what: String, _ arguments: [String]) throws -> Data {
        let run = try Tool.run(["render"] + arguments + ["-o", "json"])
        try #require(run.status == 0, "\(arguments): \(run.errors)")
        #expect(try Schema.objections(to: run.output, "render") == "")
        let decoder = try String(contentsOfFile: Repository.path("scripts/carriers.d/decode.py"), encoding: .utf8)
        let decoded = try Python.run(decoder, [what], input: run.output)
        try #require(decoded.status == 0, "\(arguments): \(decoded.errors)")
        return decoded.outputData
    }

    private func files(_ arguments: [String]) throws -> [String: String] {
        try JSONDecoder().decode([String: String].self, from: decode("files", arguments))
    }

    private func commands(_ arguments: [String]) throws -> [[String]] {
        try JSONDecoder().decode([[String]].self, from: decode("commands", arguments))
    }

    @Test(arguments: carrying, selections)
    func `carries the bytes of fix, after which fix has nothing to do`(kind: String, selection: [String]) throws {
        let fixed = try Image()
        #expect(try Tool.run(["fix", "--root", fixed.folder.path] + selection).status == 0)
        let wanted = try #require(fixed.folder.text(String(Self.path.dropFirst())))

        let files = try files([kind] + selection)
        #expect(files == [Self.path: wanted])
        let empty = try Image()
        let diff = try Tool.run(["diff", "-o", "json", "--root", empty.folder.path] + selection)
        let planned = try #require(try Schema.object(diff.output)["files"] as? [[String: Any]])
        #expect(planned.first?["after"] as? String == files[Self.path])

        let image = try Image()
        try image.folder.write(try #require(files[Self.path]), to: Self.path)
        let fix = try Tool.run(["fix", "-o", "json", "--root", image.folder.path] + selection)
        #expect(fix.status == 0, "\(fix.errors)")
        #expect(try Schema.object(fix.output)["status"] as? String == "unchanged")
        // And it is known as ours.
        #expect(try image.nmfence("revert").status == 0)
        #expect(try image.folder.names(in: Image.dropIns) == [])
    }

    @Test(arguments: ["machineconfig", "butane", "ignition", "cloud-init", "kickstart"])
    func `carries the units beside it where they are asked for`(kind: String) throws {
        let units = try files(["systemd", "--interval", "9m", "--textfile", "/var/m"]).mapValues(body)
        #expect(units.count == 5)
        var files = try files([kind, "--units", "--interval", "9m", "--textfile", "/var/m"])
        #expect(files.removeValue(forKey: Self.path) != nil)
        #expect(files.mapValues(body) == units)
    }

    /// A unit without the line that says by which command it was made.
    private func body(_ unit: String) -> String { unit.split(separator: "\n").dropFirst().joined(separator: "\n") }

    /// On an image: the words are those of this program, and it knows what they mean.
    @Test(arguments: carrying + others, [selections[1], selections[3]])
    func `runs commands that this program takes`(kind: String, selection: [String]) throws {
        let wantsUnits = Self.carrying.dropFirst().contains(kind) ? ["--units"] : []
        let commands = try commands([kind] + options(kind) + selection + wantsUnits)
        #expect(commands.isEmpty == ["drop-in", "networkd", "prometheus", "grafana"].contains(kind))
        for command in commands {
            let image = try Image()
            var words = Array(command.dropFirst())
            // One round of the loop, and the node of the test.
            if let every = words.firstIndex(of: "--every") { words.removeSubrange(every...(every + 1)) }
            if let root = words.firstIndex(of: "--root") { words.removeSubrange(root...(root + 1)) }
            words.removeAll { $0 == "--require-live" }
            if let wait = words.firstIndex(of: "--wait") { words.removeSubrange(wait...(wait + 1)) }
            if let file = words.firstIndex(of: "--output-file") { words[file + 1] = image.folder.path + "/tmp/metrics" }
            let run = try Tool.run(words + ["--root", image.folder.path])
            #expect([0, 1, 2].contains(run.status), "\(command): \(run.status) \(run.errors)")
            #expect(words.suffix(selection.count) == selection[...], "\(command)")
            if words.first == "fix" {
                #expect(image.folder.text(Self.path) == (try files(["drop-in"] + selection)[Self.path]), "\(command)")
            }
        }
    }

    @Test func `into a folder is what the document has, and nothing else is there`() throws {
        for kind in Self.carrying + Self.others {
            let folder = try TemporaryFolder()
            let arguments = ["render", kind] + options(kind) + ["--output-dir", folder.path + "/a/b"]
            let run = try Tool.run(arguments)
            #expect(run.status == 0 && run.output == "" && run.errors == "", "\(kind): \(run.errors)")
            let json = try Tool.run(["render", kind, "-o", "json"] + options(kind))
            let files = try #require(try Schema.object(json.output)["files"] as? [[String: String]])
            for file in files {
                #expect(
                    folder.text("a/b/" + (file["name"] ?? "")) == file["contents"], "\(kind): \(file["name"] ?? "")")
            }
            let names = try Run("find", [folder.path, "-type", "f"]).output.split(separator: "\n")
            #expect(names.count == files.count, "\(names)")
            if files.count == 1 {
                #expect(try Tool.run(["render", kind] + options(kind)).output == files[0]["contents"])
            }
        }
    }

    @Test func `of several documents is one stream for kubectl and oc`() throws {
        let reader = "import sys, yaml; print(*[one['kind'] for one in yaml.safe_load_all(sys.stdin)])"
        for (arguments, kinds) in [
            (["machineconfig", "--role", "worker,master"], "MachineConfiguration MachineConfig MachineConfig\n"),
            (["daemonset", "--image", "x:1"], "Namespace ServiceAccount DaemonSet\n"),
            (
                ["daemonset", "--image", "x:1", "--openshift"],
                "SecurityContextConstraints Namespace ServiceAccount DaemonSet\n"
            ),
        ] {
            let run = try Tool.run(["render"] + arguments)
            #expect(try Python.run(reader, input: run.output).output == kinds)
        }
    }

    @Test(arguments: [
        (["cloud-init", "--role", "worker"], "--role has no effect on 'cloud-init'; it is for machineconfig"),
        (["daemonset"], "'daemonset' needs --image"), (["grafana", "--units"], "--units has no effect on 'grafana'"),
        (["machineconfig", "--role", "a,b", "--name", "x"], "--name needs a single --role"),
        (["machineconfig", "--interval", "5m"], "--interval has no effect without --units"),
        (["machineconfg"], "did you mean 'machineconfig'"), (["ignition", "--ignition", "2.2.0"], "2.2.0"),
        (["systemd", "--program", "nmfence"], "absolute path"), (["systemd", "--program", "/a b"], "absolute path"),
        (["systemd", "--program", "/é"], "absolute path"),
        (["systemd", "--interval", "often"], "30s, 5m or 1h"), (["daemonset", "--image", "a b"], "no reference"),
        (["machineconfig", "--role", "a\nb"], "not the name of a pool"), ([], "KIND"),
    ])
    func `is nothing where the command line makes no sense`(arguments: [String], message: String) throws {
        let run = try Tool.run(["render"] + arguments)
        #expect(run.status == 64, "\(run.output)")
        #expect(run.errors.contains(message), "\(run.errors)")
        #expect(run.output == "")
    }

    /// By the names that each side's own list has: Name= of the file, and the tokens of the drop-in.
    @Test(arguments: selections) func `for systemd-networkd names every interface of the drop-in`(selection: [String])
        throws
    {
        let files = try files(["networkd"] + selection)
        #expect(
            files.keys.sorted() == [
                "/etc/systemd/network/20-calico.network", "/etc/systemd/networkd.conf.d/20-calico.conf",
            ])
        let file = try #require(files["/etc/systemd/network/20-calico.network"])
        let names = try #require(file.firstMatch(of: /\nName=(.*)\n/)?.1).split(separator: " ").map(String.init)
        let dropIn = try #require(try self.files(["drop-in"] + selection).values.first)
        let fenced = dropIn.matches(of: /interface-name:([A-Za-z0-9*.-]+)(;|\n)/).map { String($0.1) }
        #expect(fenced.count >= 11)
        for name in fenced { #expect(names.contains(name), "\(name): \(names)") }
        #expect(Set(names).count == names.count && file.contains("\nUnmanaged=yes\n"))
        for name in names where !fenced.contains(name) {
            #expect(selection.contains(name), "\(name) is more than the drop-in fences")
        }
        let refused = file.contains("# Not in this list")
        #expect(refused == selection.contains { $0.contains("%") }, "\(file)")
    }

    /// The metrics that alarms and panels are made of.
    @Test(arguments: ["prometheus", "grafana"]) func `asks for metrics that check writes`(kind: String) throws {
        let metrics = try LiveSandbox(["--links", "none"]).nmfence("check", "-o", "prometheus").output
        let text = try Tool.run(["render", kind]).output
        let names = Set(text.matches(of: /nmfence_[a-z_]+/).map { String($0.0) })
        #expect(names.count >= 4)
        for name in names { #expect(metrics.contains(name + "{") || metrics.contains(name + " "), "\(name)") }
    }

    @Test func `a read-only place is named as what cannot be written`() throws {
        let folder = try TemporaryFolder()
        let lines = """
            mount -t tmpfs -o ro rig "$1" && exec "$0" check --root "$2" --only 'nm.*' --output-file "$1/report"
            """
        let root = try TemporaryFolder()
        let run = try Run("unshare", ["-m", "sh", "-c", lines, Tool.path, folder.path, root.path])
        #expect(run.status == 74)
        #expect(
            run.errors == "nmfence: cannot write \(folder.path)/report: Read-only file system\n", "found \(run.errors)")
    }
}
