import KeyFile
import NetworkManagerConfiguration
import Testing

@Suite struct CorrectionTests {
    private static let path = "/etc/NetworkManager/conf.d/a.conf"

    private func problems(_ text: String) -> [Problem] { ConfigurationStack.of(["a.conf": text]).problems }

    static let tokens: [(written: String, meant: String)] = [
        ("except:type=wifi,*", "except:type:wifi,*"),
        ("type:ethernet,!interface-name:veth*", "type:ethernet,except:interface-name:veth*"),
        ("type:ethernet,!veth*", "type:ethernet,except:interface-name:veth*"),
        ("*,!mac:02:00:00:00:00:01", "*,except:mac:02:00:00:00:00:01"),
        ("*,except:02:00:00:00:00:01", "*,except:mac:02:00:00:00:00:01"),
        ("*,except:eth0", "*,except:interface-name:eth0"),
        ("*,except:name:eth0", "*,except:interface-name:eth0"),
        ("interface:cali*", "interface-name:cali*"),
        ("interface_name:cali*", "interface-name:cali*"),
        ("interface-name=cali*", "interface-name:cali*"),
        ("interfcae-name:cali*", "interface-name:cali*"),
        ("ifname:cali*,device:tunl0", "interface-name:cali*,interface-name:tunl0"),
        ("cali*", "interface-name:cali*"),
        ("^cali", "interface-name:cali*"),
        ("cali.*$", "interface-name:cali*"),
        ("interface-name:0$", "interface-name:*0"),
        ("interface-name:^cali$", "interface-name:cali"),
        ("interface-name:(cali*)", "interface-name:cali*"),
        ("interface-name:^(cali|tunl).*", "interface-name:cali*,interface-name:tunl*"),
        ("(cali|tunl).*", "interface-name:cali*,interface-name:tunl*"),
        ("interface-name:(cali|tunl).*", "interface-name:cali*,interface-name:tunl*"),
        ("cali.*|tunl.*", "interface-name:cali*,interface-name:tunl*"),
        ("except:(eth|ens).+", "except:interface-name:eth*,except:interface-name:ens*"),
        ("interface-name:cali*|tunl?", "interface-name:cali*,interface-name:tunl?"),
        ("interface-name:{cali,tunl}*", "interface-name:cali*,interface-name:tunl*"),
        ("interface-name:cali{a,b}*,eth0", "interface-name:calia*,interface-name:calib*,eth0"),
        ("except:interface-name:eth(0|1)", "except:interface-name:eth0,except:interface-name:eth1"),
        ("interface-name:/cali.*/", "interface-name:cali*"),
        ("interface-name:/sys/class/net/cali*", "interface-name:cali*"),
        ("interface-name::cali*", "interface-name:cali*"),
        ("interface-name:cali*:", "interface-name:cali*"),
        ("interface-name:!eth*,*", "except:interface-name:eth*,*"),
        ("match-interface-name:cali*", "interface-name:cali*"),
        ("unmanaged-devices=interface-name:cali*", "interface-name:cali*"),
        ("unmanaged-devices+=cali*", "interface-name:cali*"),
        ("mac:cali*", "interface-name:cali*"),
        ("type:Ethernet", "type:ethernet"),
        ("type:ether", "type:ethernet"),
        ("type:etherent", "type:ethernet"),
        ("type:802-11-wireless", "type:wifi"),
        ("type:ipip", "type:iptunnel"),
        ("cali+", "interface-name:cali*"),
        ("'cali*'", "interface-name:cali*"),
        ("interface-name:\"cali*\"", "interface-name:cali*"),
        ("interface-name:'cali0'", "interface-name:cali0"),
        ("interface-name:^cali.*$", "interface-name:cali*"),
        ("interface-name:cali[0-9a-f]*", "interface-name:cali*"),
        ("interface-name:tunl[0-9]", "interface-name:tunl?"),
        ("interface-name:cali\\\\d+", "interface-name:cali*"),
        ("interface-name:=cali*", "interface-name:cali*"),
        ("interface-name: cali*", "interface-name:cali*"),
        ("mac-address:02:00:00:00:00:01", "mac:02:00:00:00:00:01"),
        ("driver:ve*", "driver:ve/*"),
        ("type:veth", "driver:veth"),
        ("interface-name:cali* # Calico", "interface-name:cali*"),
        ("interface-name:cali* interface-name:tunl*", "interface-name:cali*,interface-name:tunl*"),
        ("\"interface-name:cali*;interface-name:tunl*\"", "interface-name:cali*,interface-name:tunl*"),
    ]

    @Test("a near miss is corrected to what its author meant, and the corrected line has no problem", arguments: tokens)
    func token(_ written: String, _ meant: String) throws {
        var text = "[keyfile]\nunmanaged-devices=\(written)\n"
        var rounds = 0
        while let problem = problems(text).first(where: { $0.correction != nil }), rounds < 5 {
            text = try pasted(problem, into: text)
            rounds += 1
        }
        #expect(rounds > 0)
        #expect(text == "[keyfile]\nunmanaged-devices=\(meant)\n")
        #expect(problems(text).isEmpty)
    }

    static let lines: [(written: String, corrected: String)] = [
        ("[keyfile]\nunmanaged-device=cali0\n", "[keyfile]\nunmanaged-devices=cali0\n"),
        ("[keyfile]\nUnmanaged-Devices+=cali0\n", "[keyfile]\nunmanaged-devices+=cali0\n"),
        ("[keyfile]\nunmanaged-devices +=cali0\n", "[keyfile]\nunmanaged-devices+=cali0\n"),
        (
            "[keyfile]\nunmanaged-devices:mac=02:00:00:00:00:01\n",
            "[keyfile]\nunmanaged-devices=mac:02:00:00:00:00:01\n"
        ),
        ("[keyfiles]\nunmanaged-devices=cali0\n", "[keyfile]\nunmanaged-devices=cali0\n"),
        ("[Keyfile]\nunmanaged-devices=cali0\n", "[keyfile]\nunmanaged-devices=cali0\n"),
        ("[keyfile]\npath+=/x\n", "[keyfile]\npath=/x\n"),
        ("[main]\ndns=\"none\"\n", "[main]\ndns=none\n"),
        ("[main]\ndns=none # no\n", "[main]\ndns=none\n"),
        ("[keyfile]\n;unmanaged-devices=cali0\n", "[keyfile]\n#unmanaged-devices=cali0\n"),
    ]

    @Test("a line that is to be written another way can be pasted", arguments: lines)
    func line(_ written: String, _ corrected: String) throws {
        let problem = try #require(problems(written).first { $0.correction != nil })
        #expect(try pasted(problem, into: written) == corrected)
        #expect(problems(corrected).isEmpty)
    }

    @Test("advice that says what to write can be pasted, or is about several lines", arguments: LintTests.silent)
    func advice(_ text: String, _ line: Int, _ kind: Problem.Kind) throws {
        for problem in problems(text) where problem.message.contains("Write ") && problem.kind != .boolean {
            #expect(problem.correction != nil || problem.message.contains("NAME"), "\(problem.message)")
            guard problem.correction != nil else { continue }
            let after = problems(try pasted(problem, into: text))
            #expect(!after.contains { $0.kind == problem.kind && $0.line == problem.line }, "\(after)")
        }
    }

    @Test("a key in a group that does not know it is sent to the one that does")
    func home() {
        func message(_ text: String) -> String? { problems(text).first?.message }
        #expect(message("[device]\nunmanaged-devices+=eth0\n")?.contains("It belongs in [keyfile].") == true)
        #expect(message("[main]\nunmanaged-devices=eth0\n")?.contains("It belongs in [keyfile].") == true)
        #expect(message("[foo]\nunmanaged-devices=eth0\n")?.contains("belongs in [keyfile].") == true)
        #expect(message("[foo]\nbar=1\n")?.contains("belongs") == false)
    }

    @Test("a list that says none on purpose is not told to add to what it discards")
    func none() throws {
        for value in ["none", ""] {
            let stack = ConfigurationStack.of([
                "a.conf": "[keyfile]\nunmanaged-devices=eth0\n", "b.conf": "[keyfile]\nunmanaged-devices=\(value)\n",
            ])
            let problem = try #require(stack.problems.first { $0.kind == .discardsEarlier })
            #expect(!problem.message.contains("+="), "\(problem.message)")
        }
    }

    @Test("a yes or no in a list of devices is none", arguments: ["ignore-carrier=yes", "no-auto-default=false"])
    func booleans(_ line: String) {
        #expect(problems("[main]\n\(line)\n").map(\.kind) == [.boolean])
    }

    @Test("every list that is lost is named with all of its lines and tokens")
    func lost() throws {
        let stack = ConfigurationStack.of([
            "a.conf": "[keyfile]\nunmanaged-devices=eth0,eth1,eth2,eth3,eth4,eth5\n",
            "b.conf": "[keyfile]\n\nunmanaged-devices+=eth6\n", "c.conf": "[keyfile]\nunmanaged-devices=cali0\n",
        ])
        let problem = try #require(stack.problems.first)
        for word in ["a.conf:2 (eth0, eth1, eth2, eth3, eth4, eth5)", "b.conf:3 (eth6)"] {
            #expect(problem.message.contains(word), "\(problem.message)")
        }
        #expect(problem.meant.count == 7)
    }

    private func pasted(_ problem: Problem, into text: String) throws -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let line = try #require(problem.line)
        lines[line - 1] = try #require(problem.correction).description
        return lines.joined(separator: "\n")
    }
}
