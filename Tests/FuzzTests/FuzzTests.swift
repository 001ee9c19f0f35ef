import Fuzz
import Testing

/// The fuzzer's claims, on inputs that people thought of; scripts/fuzz looks for others.
@Suite struct FuzzTests {
    static let inputs: [[UInt8]] = [
        [], [0], [0x1C, 0x5B, 0x6B, 0x5D, 0x80, 0, 0, 0x32, 0x32, 0x69, 0x0A],
        [0x68, 0x0A, 0x5B, 0x6F, 0x5D, 0x09, 0xA2], Array("0[a]\nk=v\nk=w\n[b]\n".utf8),
        Array("0[a]\r\nk=v\r".utf8), Array("0x".utf8),
        [48, 0xEF, 0xBB, 0xBF, 91, 97, 93],
        Array("1interface-name:cali*,except:em1\ncali0".utf8), Array("1a b c \\s,;;\\\na".utf8),
        Array("1driver:ve/1.?;*\nx".utf8),
        Array("2\u{2}[keyfile]\nunmanaged-devices+=a b;c\n\0\u{A}[keyfile]\nunmanaged-devices-=c\n".utf8),
        Array("2\u{5}source x\niface eth0 inet dhcp\n".utf8), Array("3cali*\ncali9\ninterface-name:cali*".utf8),
        Array("3cali*\ncali9\ninterface-name:cali?*;except:interface-name:*9".utf8), Array("3?\na\n*".utf8),
    ]

    @Test(arguments: inputs) func `the claims hold`(_ input: [UInt8]) {
        input.withUnsafeBytes { fuzz($0) }
    }
}
