import Foundation
import TestSupport
import Testing

@testable import Carriers

/// CONTRIBUTING.md says that a carrier is a template and a row of the table, with a file where it computes something.
@Suite struct `The table of carriers` {
    private func sources() throws -> [String: String] {
        let folder = Repository.path("Sources/Carriers")
        var texts: [String: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name.hasSuffix(".swift") {
            texts[name] = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
        }
        return texts
    }

    @Test func `has every carrier that has a file of its own`() throws {
        let declared = try sources().filter { $0.value.contains(/\nstruct \w+: Carrier \{/) }.keys
        #expect(Set(declared) == Set(CarrierTable.all.map { "\(type(of: $0)).swift" }))
        #expect(Set(CarrierTable.names).count == CarrierTable.all.count)
    }

    @Test func `has nothing that is not decoded by a test and given to its reader`() throws {
        for (path, before, after) in [
            ("Tests/CommandTests/RenderTests.swift", "\"", "\""), ("scripts/carriers.d/readers.py", "\"", "\": "),
        ] {
            let text = try String(contentsOfFile: Repository.path(path), encoding: .utf8)
            for name in CarrierTable.names { #expect(text.contains(before + name + after), "\(name) in \(path)") }
        }
    }

    /// Which is where the README sends whoever looks for one that its own table has not.
    @Test func `is listed as a whole by the help, each name with what it is`() throws {
        let help = try Tool.run(["render", "--help"], environment: ["COLUMNS": "80"]).output
        let lines = help.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        for carrier in CarrierTable.all {
            #expect(lines.contains("\(carrier.name) \(carrier.summary)"), "\(carrier.name)")
        }
    }

    @Test func `leaves no template unused`() throws {
        let all = try sources().values.joined()
        let templates = try FileManager.default.contentsOfDirectory(
            atPath: Repository.path("Sources/Carriers/Templates"))
        #expect(templates.count > 15)
        for template in templates {
            #expect(all.contains("PackageResources." + template.replacing(/[^A-Za-z0-9]/, with: "_")), "\(template)")
        }
    }

    @Test func `fills every name of its templates, with and without everything`() {
        for isFull in [false, true] {
            for carrier in CarrierTable.all {
                for file in carrier.files(.example(isFull: isFull)) {
                    let left = file.text.matches(of: /@[a-z][a-z-]*@/).map { String($0.0) }
                    #expect(left == [], "\(carrier.name): \(file.name)")
                    #expect(file.text.hasSuffix("\n"), "\(file.name)")
                    #expect(!file.text.contains(/[ \t]\n/), "\(file.name) has space at the end of a line")
                    #expect(!file.name.hasPrefix("/") && !file.name.contains(".."), "\(file.name)")
                }
            }
        }
    }

    /// A reload takes links and routes from pods whose interfaces NetworkManager manages at that moment.
    @Test func `never has NetworkManager reloaded or restarted but by nmfence`() {
        for carrier in CarrierTable.all {
            for file in carrier.files(.example(isFull: true)) {
                let orders = file.text.matches(
                    of: /(?i)(systemctl|nmcli)[^\n]*(reload|restart)[^\n]*|service(Name)?:\s*NetworkManager[^\n]*/
                ).map { String($0.0) }.filter { !$0.contains("daemon-reload") }
                #expect(orders == [], "\(file.name)")
            }
        }
    }

    /// Whoever finds the file on a node wants to know where it comes from. JSON has no comments.
    @Test func `names version, profile and command in every file that can have a comment`() {
        for carrier in CarrierTable.all where !["drop-in", "ignition", "npd"].contains(carrier.name) {
            for file in carrier.files(.example(isFull: true)) {
                #expect(
                    file.text.contains("Made by nmfence 1.2.3, profile calico-3.29: nmfence render"), "\(file.name)")
            }
        }
    }
}

extension RenderRequest {
    /// A request with nothing but what must be there, or with everything.
    static func example(isFull: Bool) -> RenderRequest {
        var request = RenderRequest(
            dropIn: (
                "/etc/NetworkManager/conf.d/zz-nmfence.conf", Array("# x\n[keyfile]\nunmanaged-devices+=a\n".utf8)
            ),
            interfaces: isFull ? ["cali*", "a$\"%'*", "é?"] : ["cali*"],
            origin: ("1.2.3", "calico-3.29", "nmfence render all"), profiles: isFull ? ["calico-3.29"] : [],
            patterns: isFull ? ["a$\"%'*"] : [])
        request.image = "registry.example.com/nmfence:1.2.3"
        guard isFull else { return request }
        request.roles = ["master", "worker"]
        request.interval = "7m"
        request.textfile = "/var/lib/metrics"
        request.hasUnits = true
        request.restoresLinks = true
        request.isOpenShift = true
        return request
    }
}
