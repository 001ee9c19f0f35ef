import Base
import KeyFile
import NetworkManagerConfiguration
import Testing

@Suite struct CoverageTests {
    func coverage(_ pattern: String, _ list: String, kind: InterfaceKind? = nil) throws -> Coverage {
        let policy = ManagedPolicy(ConfigurationStack.of(["a.conf": "[keyfile]\nunmanaged-devices=\(list)\n"]))
        let kind = kind ?? InterfaceKind(ofCalicos: pattern)
        return policy.coverage(of: try InterfacePattern(pattern, kind: kind))
    }

    @Test(arguments: [
        ("cali*", "interface-name:cali*"),
        ("cali*", "interface-name:c*"),
        ("cali*", "*"),
        ("cali*", "driver:veth"),
        ("cali*", "type:ethernet"),
        ("cali*", "except:interface-name:eth*"),
        ("cali*", "interface-name:cali;interface-name:cali?*"),
        ("cali*", "interface-name:*cali*"),
        ("cali*", "interface-name:*,except:interface-name:=cali*,except:interface-name:=cali-*-very-long"),
        ("cali??", "interface-name:cali?a;interface-name:cali*,except:interface-name:calico*d"),
        ("vxlan.calico", "interface-name:vxlan.calico"),
        ("vxlan.calico", "interface-name:=vxlan.calico"),
        ("vxlan.calico", "vxlan.calico"),
        ("tunl*", "interface-name:tunl*"),
        // Every length on its own: only fifteen bytes fit, so this is all of them.
        ("a*", (0...14).map { "interface-name:a" + String(repeating: "?", count: $0) }.joined(separator: ";")),
    ])
    func `a pattern is covered`(_ pattern: String, _ list: String) throws {
        // The literal name "cali*" is a valid name, and an exception for it counts.
        if list.contains("=cali*,") {
            guard case .counterexample(let name, _) = try coverage(pattern, list) else {
                Issue.record("expected cali* itself as the counter-example")
                return
            }
            #expect(name == "cali*")
            return
        }
        guard case .allUnmanaged = try coverage(pattern, list) else {
            Issue.record("expected all names to be unmanaged, found \(try coverage(pattern, list))")
            return
        }
    }

    @Test(
        arguments: [
            ("cali*", "interface-name:cali?*", "cali"),
            ("cali*", "cali*", "cali"),
            ("cali*", "interface-name:cali*,except:interface-name:cali9", "cali9"),
            ("cali*", "interface-name:cali*,except:interface-name:*zz*y", "calizzy"),
            ("cali*", "type:vxlan", "cali"),
            ("cali*", "interface-name:eth0", "cali"),
            ("cali??", "interface-name:cali*,except:interface-name:*7", nil),
            ("a*", (0...13).map { "interface-name:a" + String(repeating: "?", count: $0) }.joined(separator: ";"), nil),
            ("vxlan.calico", "interface-name:vxlan-calico", "vxlan.calico"),
            ("tunl*", "interface-name:tunl0", "tunl"),
            ("cali*", "", "cali"),
            ("cali*", "driver:vxlan;interface-name:cali0*;interface-name:cali1*", "cali"),
        ] as [(String, String, String?)])
    func `a gap is found, and named`(_ pattern: String, _ list: String, _ expected: String?) throws {
        guard case .counterexample(let name, let decision) = try coverage(pattern, list) else {
            Issue.record("expected a counter-example, found \(try coverage(pattern, list))")
            return
        }
        #expect(try InterfacePattern(pattern).matches(name))
        #expect(InterfaceName.isValid(name))
        #expect(decision.managed == .yes)
        if let expected { #expect(name.description == expected) }
    }

    @Test(
        arguments: ["*?.", "?.", "..*", "*.", "*..", "?", "??", ".?*", "*"],
        ["", "interface-name:?:*;interface-name:*/?", "interface-name:*\u{E0}*;interface-name:..?", "..,."])
    func `what is no name does not stand for those that are`(_ pattern: String, _ list: String) throws {
        guard case .counterexample(let name, _) = try coverage(pattern, list, kind: .veth) else {
            Issue.record("\(pattern) is not covered by \(list)")
            return
        }
        #expect(InterfaceName.isValid(name))
        #expect(try InterfacePattern(pattern).matches(name))
    }

    @Test func `an unknown trait leaves the answer open, a known one does not`() throws {
        guard case .undetermined(_, let reason) = try coverage("foo*", "type:ethernet", kind: .unknown) else {
            Issue.record("expected an open answer")
            return
        }
        #expect(reason.contains("type"))
        guard case .allUnmanaged = try coverage("foo*", "type:ethernet", kind: .veth) else {
            Issue.record("expected all names to be unmanaged")
            return
        }
    }

    @Test func `a device section covers names that are not there yet`() throws {
        let policy = ManagedPolicy(
            ConfigurationStack.of(["a.conf": "[device-calico]\nmatch-device=interface-name:cali*\nmanaged=0\n"]))
        guard case .allUnmanaged(let lines) = policy.coverage(of: try InterfacePattern("cali*", kind: .veth)) else {
            Issue.record("expected all names to be unmanaged")
            return
        }
        #expect(lines.map(\.origin.line) == [3])
    }

    @Test func `two thousand names do not hide the gap between them`() throws {
        let names = (0..<2_000).map { "interface-name:cali\($0)" }
        guard case .counterexample = try coverage("cali*", names.joined(separator: ";")) else {
            Issue.record("expected a counter-example")
            return
        }
        guard
            case .counterexample(let name, _) = try coverage(
                "cali*", "interface-name:cali*;" + names.map { "except:" + $0 }.joined(separator: ";"))
        else {
            Issue.record("expected a counter-example")
            return
        }
        #expect(name == "cali0")
        guard case .allUnmanaged = try coverage("cali*", "interface-name:cali*;" + names.joined(separator: ";")) else {
            Issue.record("expected all names to be unmanaged")
            return
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `a hopeless tangle of patterns ends as undetermined or with a name, not in a hang`() throws {
        var patterns: [String] = []
        for left in 0..<30 {
            for right in 0..<30 { patterns.append("interface-name:*\(left)?*\(right)*a") }
        }
        for pattern in ["cali*", "*"] {
            switch try coverage(pattern, patterns.joined(separator: ";")) {
            case .counterexample, .undetermined: break
            case .allUnmanaged: Issue.record("expected no promise that every name of \(pattern) is unmanaged")
            }
        }
    }

    @Test(arguments: ["", "a,b", "a;b", "a/b", "a b", "a:b", "aaaaaaaaaaaaaaaa", ".", "..", "a\u{1B}[31m"])
    func `what no interface can be called is no pattern`(_ text: String) {
        #expect(throws: InterfacePattern.Invalid.self) { try InterfacePattern(text) }
    }
}
