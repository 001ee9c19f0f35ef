import KeyFile
import NetworkManagerConfiguration
import Testing

@Suite struct DecisionComparisonTests {
    private static let fence: [RawText] = ["cali*", "tunl*", "vxlan.calico"]

    private func compare(
        _ old: String, _ new: String, version: NetworkManagerVersion = NetworkManagerVersion(1, 42, 4)
    ) -> DecisionComparison {
        func policy(_ list: String) -> ManagedPolicy {
            let text = list.hasPrefix("[") ? list : "[keyfile]\nunmanaged-devices=\(list)\n"
            return ManagedPolicy(ConfigurationStack.of(["a.conf": text], version: version))
        }
        return policy(new).comparison(with: policy(old), outside: Self.fence)
    }

    /// Old list, new list.
    @Test(arguments: [
        ("interface-name:eth9", "interface-name:eth9;interface-name:cali*"),
        ("interface-name:eth9", "interface-name:eth9;interface-name:cali0;interface-name:calico*;interface-name:tunl?"),
        ("interface-name:eth9;except:interface-name:cali*", "interface-name:eth9"),
        // Nobody but Calico's interfaces needs the exception.
        ("interface-name:eth9;except:interface-name:c*", "interface-name:eth9"),
        ("except:interface-name:eth0", "except:interface-name:eth0;*;interface-name:cali*"),
        ("*;interface-name:eth9", "*"),
        ("mac:02:00:00:00:00:01;except:type:vxlan", "mac:02:00:00:00:00:01;interface-name:cali*"),
        // Tokens that no interface can have.
        ("averylongname1234567;except:driver:veth", "averylongname1234567"),
        ("interface-name: eth0;except:type:ethernet", "interface-name: eth0"),
        ("\"eth0:x\";except:type:ethernet", "\"eth0:x\""),
        ("type:veth;except:type:ethernet", "type:veth"),
        ("type:vx*;except:interface-name:*a*", "type:vx*"),
        ("mac:02:00:00:00:01;except:interface-name:*a*", "mac:02:00:00:00:01"),
        ("driver:veth;except:type:vxlan", "driver:veth"),
        (
            "[device-a]\nmatch-device=interface-name:calico*\nmanaged=1\n",
            "[device-b]\nmanaged=\n[device-b]\nfoo=1\n[main]\nx=y\n[device-c]\n"
                + "match-device=interface-name:tunl0\nmanaged=0\n[device-b]\n"
                + "match-device=interface-name:cali1\n"
        ),
    ])
    func `nothing outside of the fence is decided otherwise`(_ old: String, _ new: String) {
        #expect(compare(old, new) == .same)
    }

    /// Old list, new list, and a property of the interface that is found.
    @Test(
        arguments: [
            ("interface-name:*zz;except:interface-name:*a?i*", "interface-name:*zz", nil),
            ("mac:02:00:00:00:00:01;except:interface-name:*a*", "mac:02:00:00:00:00:01", "02:00:00:00:00:01"),
            ("driver:ixgbe;except:type:ethernet", "driver:ixgbe", "ixgbe"),
            ("driver:ix*/5.*;except:driver:ix/*3", "driver:ix*/5.*", nil),
            ("driver:ix/5.*;except:driver:ix/*3", "driver:ix/5.*", "ix"),
            ("dhcp-plugin:internal;except:type:wifi", "dhcp-plugin:internal", "internal"),
            ("dhcp-plugin:dhclient;except:driver:veth", "dhcp-plugin:dhclient", "veth"),
            ("s390-subchannels:0.0.1000;except:type:wifi", "s390-subchannels:0.0.1000", "0.0.1000"),
            ("except:interface-name:eth0", "except:interface-name:eth0;interface-name:cali*", nil),
            ("interface-name:eth9", "interface-name:eth9;*", nil),
            ("bare;except:interface-name:b*", "bare", nil),
            ("02:00:00:00:00:01;except:interface-name:b*", "02:00:00:00:00:01", "02:00:00:00:00:01"),
            ("interface-name:=\u{FC}1;except:interface-name:*1", "interface-name:=\u{FC}1", nil),
            ("", "[device-a]\nmatch-device=interface-name:c*\nmanaged=0\n", nil),
            ("", "[device-a]\nmatch-device=type:vxlan\nmanaged=1\n", "vxlan"),
            (
                "[device-a]\nmatch-device=interface-name:eth*\nmanaged=0\n[device-b]\nmanaged=1\n",
                "[device-b]\nmanaged=1\n", nil
            ),
        ] as [(String, String, String?)])
    func `an interface outside of the fence that is decided otherwise is found`(
        _ old: String, _ new: String, _ property: String?
    ) {
        guard case .difference(let device, let before, let after) = compare(old, new) else {
            if new.hasPrefix("driver:ix*/5") {
                #expect(compare(old, new) == .same, "the beginning of a driver is no glob")
            } else {
                Issue.record("no difference between \(old) and \(new)")
            }
            return
        }
        #expect(before.managed != after.managed)
        #expect(InterfaceName.isValid(device.name))
        #expect(!device.name.hasPrefix("cali") && device.name != "vxlan.calico", "\(device)")
        if let property { #expect("\(device)".contains(property), "\(device)") }
    }

    @Test func `what a list of exceptions means hangs on the version`() {
        let (old, new) = ("except:interface-name:eth0", "except:interface-name:eth0;interface-name:cali*")
        #expect(compare(old, new, version: NetworkManagerVersion(1, 12, 4)) == .same)
        #expect(compare(old, new + ";*") == .same)
        #expect(compare(old, new + ";*", version: NetworkManagerVersion(1, 12, 4)) != .same)
    }

    @Test func `type words that went out of use are none`() {
        let (old, new) = ("type:veth;except:interface-name:*a*", "type:veth")
        #expect(compare(old, new) == .same)
        #expect(compare(old, new, version: NetworkManagerVersion(1, 18, 10)) != .same)
    }

    @Test func `ten thousand addresses cost no more than one`() {
        let addresses = (0..<10_000).map { number in
            let (high, low) = (String(number >> 8, radix: 16), String(number & 255, radix: 16))
            let digits = String(repeating: "0", count: 4 - high.count) + high
            return "mac:02:00:00:\(digits.prefix(2)):\(digits.suffix(2)):\(low)"
        }.joined(separator: ";")
        #expect(compare(addresses + ";except:interface-name:*a*", addresses) != .same)
        #expect(compare(addresses, addresses + ";interface-name:cali*") == .same)
    }

    @Test func `a tangle of globs is never called the same without a look`() {
        let globs = (0..<60).map { "interface-name:*\($0)?*\($0 * 7 % 10)a*" }.joined(separator: ";")
        #expect(compare(globs + ";except:type:wifi", globs) != .same)
    }
}
