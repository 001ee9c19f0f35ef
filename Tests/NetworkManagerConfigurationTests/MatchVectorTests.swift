import KeyFile
import NetworkManagerConfiguration
import SystemPackage
import Testing

/// The token grammar, by examples that were run against NetworkManager.
@Suite struct MatchVectorTests {
    struct Vector: CustomTestStringConvertible, Sendable {
        let number: Int
        let list: String
        let device: DeviceTraits
        let expected: MatchResult
        var testDescription: String { "\(number): \(list) for \(device.name)" }
    }

    static func veth(_ name: RawText) -> DeviceTraits {
        DeviceTraits(name: name, type: "ethernet", driver: "veth", driverVersion: "1.0", dhcpPlugin: "internal")
    }

    static let vectors: [Vector] = [
        Vector(number: 1, list: #"em1"#, device: DeviceTraits(name: #"em1"#), expected: .match),
        Vector(number: 2, list: #"em1"#, device: DeviceTraits(name: #"em11"#), expected: .noMatch),
        Vector(number: 3, list: #"em1,em2"#, device: DeviceTraits(name: #"em2"#), expected: .match),
        Vector(number: 4, list: #"em1,em2,interface-name:em2"#, device: DeviceTraits(name: #"em1"#), expected: .match),
        Vector(number: 5, list: #"interface-name:em1"#, device: DeviceTraits(name: #"em1"#), expected: .match),
        Vector(number: 6, list: #"interface-name:em1"#, device: DeviceTraits(name: #"em11"#), expected: .noMatch),
        Vector(number: 7, list: #"interface-name:em*"#, device: DeviceTraits(name: #"em"#), expected: .match),
        Vector(number: 8, list: #"interface-name:em*"#, device: DeviceTraits(name: #"em*"#), expected: .match),
        Vector(number: 9, list: #"interface-name:em*"#, device: DeviceTraits(name: #"em\1"#), expected: .match),
        Vector(number: 10, list: #"interface-name:em*"#, device: DeviceTraits(name: #"e"#), expected: .noMatch),
        Vector(number: 11, list: #"interface-name:em*"#, device: DeviceTraits(name: #"=em*"#), expected: .noMatch),
        Vector(number: 12, list: #"interface-name:em\*"#, device: DeviceTraits(name: #"em\"#), expected: .match),
        Vector(number: 13, list: #"interface-name:em\*"#, device: DeviceTraits(name: #"em\11"#), expected: .match),
        Vector(number: 14, list: #"interface-name:em\*"#, device: DeviceTraits(name: #"em1"#), expected: .noMatch),
        Vector(number: 15, list: #"interface-name:em\*"#, device: DeviceTraits(name: #"em*"#), expected: .noMatch),
        Vector(number: 16, list: #"interface-name:~em\*"#, device: DeviceTraits(name: #"em\2"#), expected: .match),
        Vector(number: 17, list: #"interface-name:~em\*"#, device: DeviceTraits(name: #"em2"#), expected: .noMatch),
        Vector(number: 18, list: #"except:*"#, device: DeviceTraits(name: #"a"#), expected: .negativeMatch),
        Vector(number: 19, list: #"interface-name:=em*"#, device: DeviceTraits(name: #"em*"#), expected: .match),
        Vector(number: 20, list: #"interface-name:=em*"#, device: DeviceTraits(name: #"em1"#), expected: .noMatch),
        Vector(number: 21, list: #"interface-name:=em*"#, device: DeviceTraits(name: #"=em*"#), expected: .noMatch),
        Vector(
            number: 22, list: #"interface-name:em*,except:interface-name:em1*"#, device: DeviceTraits(name: #"em2"#),
            expected: .match),
        Vector(
            number: 23, list: #"interface-name:em*,except:interface-name:em1*"#, device: DeviceTraits(name: #"em1"#),
            expected: .negativeMatch),
        Vector(
            number: 24, list: #"interface-name:em*,except:interface-name:em1*"#, device: DeviceTraits(name: #"em11"#),
            expected: .negativeMatch),
        Vector(
            number: 25, list: #"interface-name:em*,except:interface-name:em1*"#, device: DeviceTraits(name: #"e"#),
            expected: .noMatch),
        Vector(
            number: 26, list: #"interface-name:em*,except:interface-name:=em*"#, device: DeviceTraits(name: #"em1"#),
            expected: .match),
        Vector(
            number: 27, list: #"interface-name:em*,except:interface-name:=em*"#, device: DeviceTraits(name: #"em*"#),
            expected: .negativeMatch),
        Vector(number: 28, list: #"except:interface-name:em*"#, device: DeviceTraits(name: #"eth"#), expected: .match),
        Vector(number: 29, list: #"except:interface-name:em*"#, device: DeviceTraits(name: ""), expected: .match),
        Vector(number: 30, list: #"except:interface-name:em*"#, device: DeviceTraits(name: #"e1"#), expected: .match),
        Vector(
            number: 31, list: #"except:interface-name:em*"#, device: DeviceTraits(name: #"em"#),
            expected: .negativeMatch),
        Vector(
            number: 32, list: #"except:interface-name:em*"#, device: DeviceTraits(name: #"em3"#),
            expected: .negativeMatch),
        Vector(number: 33, list: #"aa,bb,cc\,dd,e,,"#, device: DeviceTraits(name: #"cc,dd"#), expected: .match),
        Vector(number: 34, list: #"aa,bb,cc\,dd,e,,"#, device: DeviceTraits(name: #"e"#), expected: .match),
        Vector(number: 35, list: #"aa,bb,cc\,dd,e,,"#, device: DeviceTraits(name: #"em"#), expected: .noMatch),
        Vector(number: 36, list: #"aa;bb;cc\;dd;e,;"#, device: DeviceTraits(name: #"cc;dd"#), expected: .match),
        Vector(
            number: 37, list: #"interface-name:em\;1,em\,2,\,,\\,,em\\x"#, device: DeviceTraits(name: #"em;1"#),
            expected: .match),
        Vector(
            number: 38, list: #"interface-name:em\;1,em\,2,\,,\\,,em\\x"#, device: DeviceTraits(name: #"em,2"#),
            expected: .match),
        Vector(
            number: 39, list: #"interface-name:em\;1,em\,2,\,,\\,,em\\x"#, device: DeviceTraits(name: #","#),
            expected: .match),
        Vector(
            number: 40, list: #"interface-name:em\;1,em\,2,\,,\\,,em\\x"#, device: DeviceTraits(name: #"\"#),
            expected: .match),
        Vector(
            number: 41, list: #"interface-name:em\;1,em\,2,\,,\\,,em\\x"#, device: DeviceTraits(name: #"em\x"#),
            expected: .match),
        Vector(
            number: 42, list: #"interface-name:em\;1,em\,2,\,,\\,,em\\x"#, device: DeviceTraits(name: #"em1"#),
            expected: .noMatch),
        Vector(number: 43, list: #"\s\s,\sinterface-name:a,\s,"#, device: DeviceTraits(name: "  "), expected: .match),
        Vector(
            number: 44, list: #"\s\s,\sinterface-name:a,\s,"#, device: DeviceTraits(name: #" interface-name:a"#),
            expected: .match),
        Vector(
            number: 45, list: " aa ;  bb   ; cc\\;dd  ;e , ; \t\\t  , ", device: DeviceTraits(name: #"aa"#),
            expected: .match),
        Vector(
            number: 46, list: " aa ;  bb   ; cc\\;dd  ;e , ; \t\\t  , ", device: DeviceTraits(name: "\t"),
            expected: .match),
        Vector(
            number: 47, list: #"s390-subchannels:0.0.1000\,0.0.1001"#,
            device: DeviceTraits(name: "", s390Subchannels: "0.0.1000"), expected: .match),
        Vector(
            number: 48, list: #"s390-subchannels:0.0.1000\,0.0.1001"#,
            device: DeviceTraits(name: "", s390Subchannels: "0.0.1000,deadbeef"), expected: .match),
        Vector(
            number: 49, list: #"s390-subchannels:0.0.1000\,0.0.1001"#,
            device: DeviceTraits(name: "", s390Subchannels: "0.0.1001"), expected: .noMatch),
        Vector(
            number: 50, list: #"*,except:s390-subchannels:0.0.1000\,0.0.1001"#,
            device: DeviceTraits(name: "", s390Subchannels: "0.0.1000"), expected: .negativeMatch),
        Vector(
            number: 51, list: #"except:interface-name:em*"#, device: DeviceTraits(name: #"em\1"#),
            expected: .negativeMatch),
        Vector(
            number: 52, list: #"driver:DRV"#, device: DeviceTraits(name: "", driver: "DRV", driverVersion: "1.6"),
            expected: .match),
        Vector(number: 53, list: #"driver:DRV"#, device: DeviceTraits(name: "", driver: "DR"), expected: .noMatch),
        Vector(number: 54, list: #"driver:DRV//"#, device: DeviceTraits(name: "", driver: "DRV/"), expected: .match),
        Vector(
            number: 55, list: #"driver:DRV//"#, device: DeviceTraits(name: "", driver: "DRV/", driverVersion: "1.6"),
            expected: .noMatch),
        Vector(
            number: 56, list: #"driver:DRV//*"#, device: DeviceTraits(name: "", driver: "DRV/", driverVersion: "1.6"),
            expected: .match),
        Vector(
            number: 57, list: #"driver:DRV//1.5*"#,
            device: DeviceTraits(name: "", driver: "DRV/", driverVersion: "1.5.2"), expected: .match),
        Vector(
            number: 58, list: #"driver:DRV//1.5*"#,
            device: DeviceTraits(name: "", driver: "DRV/", driverVersion: "1.6"), expected: .noMatch),
        Vector(number: 59, list: #"em*"#, device: veth(#"em1"#), expected: .noMatch),
        Vector(number: 60, list: #"em*"#, device: veth(#"em*"#), expected: .match),
        Vector(number: 61, list: #"interface-name:em?"#, device: veth(#"em1"#), expected: .match),
        Vector(number: 62, list: #"interface-name:em?"#, device: veth(#"em11"#), expected: .noMatch),
        Vector(number: 63, list: #"INTERFACE-NAME:em1"#, device: veth(#"em1"#), expected: .match),
        Vector(number: 64, list: #"Interface-Name:~CALI*"#, device: veth(#"cali0"#), expected: .noMatch),
        Vector(number: 65, list: #"interface-name:~cali*"#, device: veth(#"cali0"#), expected: .match),
        Vector(number: 66, list: #"interface-name:~cali*"#, device: veth(#"Cali1"#), expected: .noMatch),
        Vector(number: 67, list: #"interface-name:[c]ali*"#, device: veth(#"cali0"#), expected: .noMatch),
        Vector(
            number: 68, list: #"interface-name:*"#,
            device: DeviceTraits(name: "lo", type: "loopback", driver: "unknown", dhcpPlugin: "internal"),
            expected: .match),
        Vector(number: 69, list: #"interface-name:"#, device: veth(#"em1"#), expected: .noMatch),
        Vector(number: 70, list: #"interface-name: em1"#, device: veth(#"em1"#), expected: .noMatch),
        Vector(number: 71, list: #"interface-name:em1 interface-name:em2"#, device: veth(#"em1"#), expected: .noMatch),
        Vector(number: 72, list: #""interface-name:em1""#, device: veth(#"em1"#), expected: .noMatch),
        Vector(
            number: 73, list: #"except:interface-name:em*;interface-name:cali*"#, device: veth(#"cali0"#),
            expected: .match),
        Vector(
            number: 74, list: #"except:interface-name:em*;interface-name:cali*"#,
            device: DeviceTraits(
                name: "br0", type: "bridge", driver: "bridge", driverVersion: "2.3", dhcpPlugin: "internal"),
            expected: .noMatch),
        Vector(
            number: 75, list: #"except:interface-name:cali*;*"#,
            device: DeviceTraits(
                name: "br0", type: "bridge", driver: "bridge", driverVersion: "2.3", dhcpPlugin: "internal"),
            expected: .match),
        Vector(number: 76, list: #"except:interface-name:cali*;*"#, device: veth(#"cali0"#), expected: .negativeMatch),
        Vector(number: 77, list: #"except:em1"#, device: veth(#"em1"#), expected: .match),
        Vector(number: 78, list: #"except: interface-name:em1"#, device: veth(#"em1"#), expected: .match),
        Vector(
            number: 79, list: #"except:"#,
            device: DeviceTraits(
                name: "br0", type: "bridge", driver: "bridge", driverVersion: "2.3", dhcpPlugin: "internal"),
            expected: .match),
        Vector(number: 80, list: #"interface-name:em1;except:"#, device: veth(#"em1"#), expected: .match),
        Vector(number: 81, list: #"interface-name:em1;except:"#, device: veth(#"em2"#), expected: .noMatch),
        Vector(number: 82, list: #"type:ethernet"#, device: veth(#"cali0"#), expected: .match),
        Vector(number: 83, list: #"type:veth"#, device: veth(#"cali0"#), expected: .noMatch),
        Vector(
            number: 84, list: #"TYPE:vxlan"#,
            device: DeviceTraits(
                name: "vxlan.calico", type: "vxlan", driver: "vxlan", driverVersion: "0.1", dhcpPlugin: "internal"),
            expected: .match),
        Vector(
            number: 85, list: #"type:vx*"#,
            device: DeviceTraits(
                name: "vxlan.calico", type: "vxlan", driver: "vxlan", driverVersion: "0.1", dhcpPlugin: "internal"),
            expected: .noMatch),
        Vector(
            number: 86, list: #"type:ifb"#,
            device: DeviceTraits(name: "ifb7", type: "ifb", driver: "ifb", dhcpPlugin: "internal"), expected: .match),
        Vector(
            number: 87, list: #"type:generic"#,
            device: DeviceTraits(name: "ifb7", type: "ifb", driver: "ifb", dhcpPlugin: "internal"), expected: .noMatch),
        Vector(number: 88, list: #"driver:veth"#, device: veth(#"cali0"#), expected: .match),
        Vector(number: 89, list: #"driver:v*"#, device: veth(#"cali0"#), expected: .noMatch),
        Vector(number: 90, list: #"driver:veth/1.?"#, device: veth(#"cali0"#), expected: .match),
        Vector(number: 91, list: #"driver:ve/*"#, device: veth(#"cali0"#), expected: .match),
        Vector(number: 92, list: #"mac:02:11:22:33:44:55"#, device: veth(#"cali0"#), expected: .noMatch),
        Vector(
            number: 93, list: #"dhcp-plugin:internal"#,
            device: DeviceTraits(
                name: "br0", type: "bridge", driver: "bridge", driverVersion: "2.3", dhcpPlugin: "internal"),
            expected: .match),
        Vector(number: 94, list: #"foo:bar"#, device: veth(#"em1"#), expected: .noMatch),
        Vector(number: 95, list: #"interface-name:a\,b"#, device: DeviceTraits(name: #"a,b"#), expected: .match),
        Vector(number: 96, list: #"!*"#, device: veth(#"em1"#), expected: .noMatch),
        Vector(number: 97, list: #";"#, device: veth(#"em1"#), expected: .noMatch),
        Vector(number: 98, list: #"em1;;;,,em2"#, device: veth(#"em2"#), expected: .match),
        Vector(
            number: 99, list: #"interface-name:vxlan.calico;interface-name:cali*;interface-name:tunl*"#,
            device: DeviceTraits(
                name: "vxlan.calico", type: "vxlan", driver: "vxlan", driverVersion: "0.1", dhcpPlugin: "internal"),
            expected: .match),
        Vector(
            number: 100, list: #"interface-name:tun*"#,
            device: DeviceTraits(name: "tun7", type: "tun", driver: "tun", dhcpPlugin: "internal"), expected: .match),
    ]

    @Test(arguments: vectors) func `a list says of a device what NetworkManager says`(_ vector: Vector) {
        let origin = Origin(path: "/etc/NetworkManager/conf.d/x.conf", line: 2)
        let tokens = TokenList.split(RawText(vector.list)).map { SourceToken($0, origin: origin) }
        let list = MatchList(tokens, version: NetworkManagerVersion(1, 42, 4))
        #expect(list.judge(vector.device).result == vector.expected)
    }

    @Test func `all hundred vectors are here`() {
        #expect(Self.vectors.map(\.number) == Array(1...100))
    }

    @Test
    func `a list of exceptions only matches nothing before 1.14.6, and is undecided where the version is unknown`() {
        let origin = Origin(path: "/x", line: 1)
        let tokens = [SourceToken("except:interface-name:eth0", origin: origin)]
        let device = Self.veth("cali0")
        #expect(MatchList(tokens, version: NetworkManagerVersion(1, 14, 4)).judge(device).result == .noMatch)
        #expect(MatchList(tokens, version: NetworkManagerVersion(1, 14, 6)).judge(device).result == .match)
        guard case .unknown = MatchList(tokens, version: nil).judge(device).result else {
            Issue.record("expected an unknown result without a version")
            return
        }
    }
}
