import Base
import Testing

@testable import DBus

@Suite struct NameTests {
    @Test(arguments: ["org.freedesktop.NetworkManager", ":1.7", "a.b-c"])
    func `a valid bus name is accepted`(text: String) {
        #expect(BusName(text)?.text == text)
    }

    @Test(arguments: [
        "", "nodot", "org..x", ".org", "org.", "a b.c", "org.x\0y", "org.ü", String(repeating: "a.", count: 200) + "a",
    ])
    func `an invalid bus name is refused instead of aborting`(text: String) {
        #expect(BusName(text) == nil)
    }

    @Test(arguments: ["/", "/a", "/a/b_1"])
    func `a valid object path is accepted`(text: String) {
        #expect(ObjectPath(text)?.text == text)
    }

    @Test(arguments: ["", "a", "//", "/a/", "/a//b", "/a-b", "/a\0", "/ü"])
    func `an invalid object path is refused instead of aborting`(text: String) {
        #expect(ObjectPath(text) == nil)
    }

    @Test(arguments: [("a.b", "a"), ("org.freedesktop.DBus", "GetAll"), ("_1._2", "_")])
    func `valid interface and member names are accepted`(interface: String, member: String) {
        #expect(InterfaceName(interface)?.text == interface)
        #expect(MemberName(member)?.text == member)
    }

    @Test(arguments: ["", "nodot", "a.1b", ":1.7", "a.b-c", "a.b\0"])
    func `an invalid interface name is refused instead of aborting`(text: String) {
        #expect(InterfaceName(text) == nil)
    }

    @Test(arguments: ["", "a.b", "1a", "a b", "a\0", String(repeating: "a", count: 256)])
    func `an invalid member name is refused instead of aborting`(text: String) {
        #expect(MemberName(text) == nil)
    }

    @Test(arguments: ["z", "a", "a{vs}", "(", "()", "a{s}", "{sv}", "s\0", String(repeating: "a", count: 33) + "s"])
    func `an invalid signature is refused instead of aborting`(text: String) {
        #expect(Signature(text) == nil)
    }

    @Test func `a signature knows whether it stands for one value`() {
        #expect((["a{sv}", "u", "(uu)", "uu", ""] as [Signature]).map(\.isSingle) == [true, true, true, false, false])
    }

    @Test func `the letters are those of the specification`() {
        let codes: [TypeCode] = [
            .byte, .boolean, .int16, .uint16, .int32, .uint32, .int64, .uint64, .double, .string, .objectPath,
            .signature, .unixDescriptor, .array, .variant, .structure, .entry,
        ]
        #expect(codes.map(\.description).joined() == "ybnqiuxtdsoghavre")
    }

    @Test func `a deadline counts down, and stays passed`() {
        let deadline = Deadline(after: .seconds(100))
        #expect(deadline.remaining <= .seconds(100) && deadline.remaining > .seconds(90))
        #expect(!deadline.hasPassed)
        #expect(deadline.capped(at: .seconds(1)).remaining <= .seconds(1))
        #expect(deadline.capped(at: .seconds(1000)) == deadline)
        #expect(Deadline(after: .seconds(-1)).hasPassed)
        #expect(Deadline(after: .zero).remainingMilliseconds == 0)
        #expect(Deadline(after: .seconds(Int64.max)).remainingMilliseconds == Int32.max)
    }
}
