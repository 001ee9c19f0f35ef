import TestSupport
import Testing

@testable import Node

@Suite struct ModuleIndexTests {
    private static let entries: [(key: String, priority: UInt32, value: String)] = [
        ("xt_set", 7, "first"), ("xt_set", 3, "second"), ("xt_set", 7, "third"), ("xt", 1, "short"),
        ("ipt_*", 5, "any"), ("ipt_s?t", 4, "one"), ("ipt_s[a-f]t", 6, "range"), ("ipt_set", 9, "exact"),
        ("*", 100, "all"), ("pci:v*d*sv[12]?", 2, "device"), ("", 1, "empty"),
    ]

    @Test(arguments: WrittenIndex.Order.allCases)
    func `a key has its first value, and no other name has any`(order: WrittenIndex.Order) throws {
        let index = try ModuleIndex(WrittenIndex(Self.entries).bytes(order))
        #expect(try index.value(of: "xt_set") == "second")
        #expect(try index.value(of: "xt") == "short")
        #expect(try index.value(of: "") == "empty")
        #expect(try index.value(of: "ipt_s?t") == "one")
        for name in [
            "x", "xt_", "xt_se", "xt_sett", "ipt_sat", "\u{7F}", "\u{E9}", String(repeating: "x", count: 5000),
        ] {
            #expect(try index.value(of: name) == nil, "\(name)")
        }
    }

    /// By priority, and of those with the same the one found last first: `add_value()`, which the differential test
    /// confirms.
    @Test(arguments: WrittenIndex.Order.allCases)
    func `what matches comes in the order of modprobe`(order: WrittenIndex.Order) throws {
        let index = try ModuleIndex(WrittenIndex(Self.entries).bytes(order))
        #expect(try index.values(matching: "ipt_set") == ["one", "any", "range", "exact", "all"])
        #expect(try index.values(matching: "ipt_sgt") == ["one", "any", "all"])
        #expect(try index.values(matching: "xt_set") == ["second", "third", "first", "all"])
        #expect(try index.values(matching: "pci:v1d2sv1x") == ["device", "all"])
        #expect(try index.values(matching: "pci:v1d2sv3x") == ["all"])
    }

    @Test(arguments: WrittenIndex.Order.allCases)
    func `an index cut off at any byte is damaged where the answer would be, and right where it is`(
        order: WrittenIndex.Order
    ) throws {
        let whole = WrittenIndex(Self.entries).bytes(order)
        let (sound, names) = (try ModuleIndex(whole), ["xt_set", "xt", "ipt_set", "nothing", "pci:v1d2sv1x"])
        var damages = 0
        for count in 0..<whole.count {
            let part = Array(whole.prefix(count))
            for name in names {
                do throws(ModuleIndex.Damage) {
                    let index = try ModuleIndex(part)
                    #expect(try index.values(matching: name) == sound.values(matching: name), "\(name) in \(count)")
                    #expect(try index.value(of: name) == sound.value(of: name), "\(name) in \(count)")
                } catch { damages += 1 }
            }
        }
        // Without its last byte one branch or the root is not whole.
        #expect(damages >= whole.count)
    }

    @Test func `each index of a kernel, cut off at any byte, never says that a module is not there`() throws {
        let fixture = try KernelFixture("6.1")
        for (kind, name) in [
            ("dep", "xt_set"), ("alias", "ipt_set"), ("builtin", "unix"), ("builtin.alias", "net_pf_1"),
        ] {
            let whole = try fixture.bytes("modules.\(kind).bin")
            let expected = try ModuleIndex(whole).values(matching: name)
            for count in 0..<whole.count {
                guard let index = try? ModuleIndex(Array(whole.prefix(count))) else { continue }
                guard let found = try? index.values(matching: name) else { continue }
                #expect(found == expected, "\(kind) cut to \(count)")
            }
        }
    }

    /// A root whose every child is itself, as a name and as a pattern.
    @Test func `an index with a cycle is damaged, and ends`() throws {
        let header: [UInt8] = [0xB0, 0x07, 0xF4, 0x57, 0, 2, 0, 1]
        let own = WrittenIndex.number(12 | 0x2000_0000)
        let circle =
            header + own + [UInt8(ascii: "*"), UInt8(ascii: "z")]
            + (UInt8(ascii: "*")...UInt8(ascii: "z")).flatMap { _ in own }
        let index = try ModuleIndex(circle)
        #expect(throws: ModuleIndex.Damage()) { try index.value(of: "xt_set") }
        #expect(throws: ModuleIndex.Damage()) { try index.values(matching: "xt_set") }
    }

    /// Two children of a node are one and the same, forty times over: without an end the ways were 2 to the 40th.
    @Test func `an index whose ways multiply is damaged, and ends`() throws {
        var file: [UInt8] = [0xB0, 0x07, 0xF4, 0x57, 0, 2, 0, 1, 0, 0, 0, 0]
        var next = WrittenIndex.number(UInt32(file.count) | 0x4000_0000)
        file += WrittenIndex.number(1) + WrittenIndex.number(0) + [UInt8(ascii: "m"), 0]
        for _ in 0..<40 {
            let place = WrittenIndex.number(UInt32(file.count) | 0x2000_0000)
            file += [UInt8(ascii: "*"), UInt8(ascii: "+")] + next + next
            next = place
        }
        file.replaceSubrange(8..<12, with: next)
        let index = try ModuleIndex(file)
        #expect(throws: ModuleIndex.Damage()) { try index.values(matching: "xt_set") }
        #expect(try index.value(of: "xt_set") == nil)
    }

    @Test(arguments: [
        [], [0xB0], Array("junk that is no index at all".utf8),
        // The version of module-init-tools, and a later one.
        [0xB0, 0x07, 0xFA, 0x57, 0, 0, 0, 12], [0xB0, 0x07, 0xF4, 0x57, 0, 3, 0, 0, 0, 0, 0, 0],
        // A root behind the end; a table whose last character comes before the first; characters that are not ASCII.
        [0xB0, 0x07, 0xF4, 0x57, 0, 2, 0, 1, 0x80, 0, 1, 0],
        [0xB0, 0x07, 0xF4, 0x57, 0, 2, 0, 1, 0x20, 0, 0, 12, 2, 1],
        [0xB0, 0x07, 0xF4, 0x57, 0, 2, 0, 1, 0x20, 0, 0, 12, 127, 128] + [UInt8](repeating: 0, count: 8),
    ])
    func `what is no index is damaged`(bytes: [UInt8]) {
        #expect(throws: ModuleIndex.Damage()) { try ModuleIndex(bytes) }
    }

    @Test func `the header alone is an index without entries`() throws {
        let index = try ModuleIndex([0xB0, 0x07, 0xF4, 0x57, 0, 2, 0, 1, 0, 0, 0, 0])
        #expect(try index.value(of: "xt_set") == nil)
        #expect(try index.values(matching: "xt_set") == [])
    }

    @Test(arguments: [
        ("xt-set", "xt_set"), ("a[x-y]-b", "a[x-y]_b"), ("", ""), ("a]", nil), ("a[b", nil), ("a[[-]-", "a[[-]_"),
    ])
    func `a name is normalized as libkmod does it`(name: String, normalized: String?) {
        #expect(ModuleAlias.normalized(name) == normalized)
    }
}
