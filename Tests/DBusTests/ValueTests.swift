import CDBus
import Foundation
import Testing

@testable import DBus

@Suite struct ValueTests {
    /// A message with the values, as it would arrive: marshalled, and taken apart again by libdbus.
    private func received(_ values: [Value]) throws -> Message {
        let message = try Message(calling: "Test", of: "test.Peer", at: "/test", in: "test.peer")
        for value in values { try message.append(value) }
        dbus_message_set_serial(message.handle, 1)
        var bytes: UnsafeMutablePointer<CChar>?
        var length: Int32 = 0
        try #require(dbus_message_marshal(message.handle, &bytes, &length) != 0)
        defer { dbus_free(bytes) }
        let copy: OpaquePointer? = dbus_message_demarshal(bytes, length, nil)
        return Message(owning: try #require(copy))
    }

    @Test(
        arguments: [
            .byte(255), .boolean(true), .boolean(false), .int16(.min), .uint16(.max), .int32(.min), .uint32(.max),
            .int64(.min),
            .uint64(.max), .double(-0.5), .string("ü 🙂"), .string(""), .objectPath("/a/b"), .signature("a{sv}"),
            .signature(""),
            .bytes([]), .bytes([1, 2, 3]), .array(of: "s", []), .array(of: "s", [.string("a"), .string("b")]),
            .array(of: "aau", []), .array(of: "au", [.array(of: "u", []), .array(of: "u", [.uint32(1)])]),
            .array(of: "ay", [.bytes([1]), .bytes([])]), .array(of: "(uu)", [.structure([.uint32(1), .uint32(2)])]),
            .array(of: "v", [.variant(.string("a")), .variant(.uint32(1))]), .array(of: "(s(ii))", []),
            .dictionary(key: "s", value: "v", []),
            .dictionary(
                key: "s", value: "v",
                [.init(.string("a"), .variant(.byte(1))), .init(.string("b"), .variant(.array(of: "s", [])))]),
            .dictionary(
                key: "o", value: "a{sa{sv}}",
                [
                    .init(
                        .objectPath("/x"),
                        .dictionary(
                            key: "s", value: "a{sv}", [.init(.string("i"), .dictionary(key: "s", value: "v", []))]))
                ]),
            .structure([
                .string("a"), .structure([.uint32(1), .variant(.variant(.boolean(true)))]), .array(of: "(su)", []),
            ]),
            .variant(.structure([.uint32(10), .uint32(76)])), .variant(.dictionary(key: "y", value: "d", [])),
        ] as [Value])
    func `a value comes back as it was`(value: Value) throws {
        let message = try received([value, .string("after")])
        #expect(message.signature.text == value.signature.text + "s")
        #expect(try message.arguments() == [value, .string("after")])
    }

    @Test func `random trees of values come back as they were`() throws {
        var generator = SeededGenerator(state: 20_260_101)
        for _ in 0..<500 {
            let values = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                Value.random(depth: 4, using: &generator)
            }
            let message = try received(values)
            #expect(try message.arguments() == values)
        }
    }

    @Test func `two entries of a dictionary are sent as two`() throws {
        let dictionary = Value.dictionary(
            key: "s", value: "v",
            [.init(.string("a"), .variant(.uint32(1))), .init(.string("b"), .variant(.uint32(2)))])
        let message = try received([dictionary])
        var reader = message.reader
        var names: [String] = []
        try reader.forEachEntry { (name, _) throws(BusError) in names.append(name.string) }
        #expect(names == ["a", "b"])
        #expect(dictionary["b"] == .uint32(2))
        #expect(dictionary["c"] == nil)
    }

    @Test func `the value of an entry can be asked for its type, be read, entered, or left alone`() throws {
        let values: [(String, Value)] = [
            ("type", .uint32(1)), ("left", .uint32(2)), ("read", .uint32(3)),
            ("entered", .array(of: "u", [.uint32(4)])),
            ("text", .string("five")), ("skipped", .uint32(6)),
        ]
        let message = try received([
            .dictionary(
                key: "s", value: "v", values.map { Value.Entry(.string($0.0), .variant($0.1)) }),
            .string("after"),
        ])
        var reader = message.reader
        var found: [String] = []
        try reader.forEachEntry { (name, value) throws(BusError) in
            switch name.string {
            case "type": found.append("\(value.nextType == .variant) \(value.nextSignature)")
            case "read": found.append("\(try value.readVariant(UInt32.self))")
            case "entered":
                try value.inside(.variant) { (content) throws(BusError) in
                    try content.forEachElement { (element) throws(BusError) in
                        found.append("\(try element.read(UInt32.self))")
                    }
                }
            case "text": found.append(try value.readVariant())
            case "skipped": value.skip()
            default: break
            }
        }
        #expect(found == ["true v", "3", "4", "five"])
        #expect(try reader.read(String.self) == "after")
    }

    @Test func `a template's calls are those that are made one by one`() throws {
        let template = try CallTemplate(calling: "Get", of: "test.Peer", in: "test.peer")
        for text in ["interface", "name"] { try template.append(.string(text)) }
        for path in ["/x", "/test", "/a/very/much/longer/path"] as [ObjectPath] {
            let made = try Message(calling: "Get", of: "test.Peer", at: path, in: "test.peer")
            for text in ["interface", "name"] { try made.append(.string(text)) }
            let call = try template.call(at: path)
            #expect(call.kind == .methodCall && call.serial == 0 && dbus_message_get_auto_start(call.handle) == 0)
            #expect(call.subject == made.subject && call.destination == made.destination)
            #expect(call.path == path && call.signature.text == "ss")
            #expect(try call.arguments() == made.arguments())
        }
    }

    @Test(
        arguments: [
            .string("a\0b"), .variant(.string("\0")), .structure([]), .array(of: "s", [.uint32(1)]),
            .array(of: "uu", []),
            .array(of: "", []), .array(of: "s", [.string("a"), .string("\0")]),
            .array(of: "(uu)", [.structure([.uint32(1)])]),
            .array(of: "(uu)", [.structure([.uint32(1), .uint32(2), .uint32(3)])]), .array(of: "(uu)", [.uint32(1)]),
            .dictionary(key: "v", value: "v", []), .dictionary(key: "s", value: "uu", []),
            .dictionary(key: "s", value: "", []),
            .dictionary(key: "s", value: "v", [.init(.uint32(1), .variant(.uint32(1)))]),
            .dictionary(key: "s", value: "v", [.init(.string("a"), .uint32(1))]),
            .structure([.string("a"), .structure([.array(of: "u", [.string("x")])])]), .array(of: "v", [.uint32(1)]),
        ] as [Value])
    func `what cannot be sent is refused instead of aborting`(value: Value) throws {
        let message = try Message(calling: "Test", of: "test.Peer", at: "/test", in: "test.peer")
        try message.append(.string("before"))
        let error = try #require(throws: BusError.self) { try message.append(value) }
        #expect(error.code == .invalidArgument)
    }

    @Test func `nesting beyond what the bus accepts is refused`() throws {
        func nested(_ depth: Int) -> Value {
            (0..<depth).reduce(.uint32(1)) { value, _ in .variant(value) }
        }
        #expect(try received([nested(64)]).arguments() == [nested(64)])
        let message = try Message(calling: "Test", of: "test.Peer", at: "/test", in: "test.peer")
        #expect(throws: BusError.self) { try message.append(nested(65)) }
        let structures = (0..<33).reduce(Value.uint32(1)) { value, _ in .structure([value]) }
        let arrays = Value.array(of: Signature(unchecked: String(repeating: "a", count: 32) + "u"), [])
        for value in [structures, .variant(structures), arrays, .variant(arrays)] {
            #expect(throws: BusError.self) { try message.append(value) }
        }
    }

    @Test func `a container that a closure gives up leaves no half of itself`() throws {
        let message = try Message(calling: "Test", of: "test.Peer", at: "/test", in: "test.peer")
        #expect(throws: BusError.self) {
            try message.write { (writer) throws(BusError) in
                try writer.append(.uint32(1))
                try writer.appendArray(of: "s") { (array) throws(BusError) in
                    try array.append(.string("a"))
                    throw BusError(.invalidArgument, "given up", subject: "the test")
                }
            }
        }
        #expect(message.signature.text == "u")
    }

    @Test func `containers are written piece by piece`() throws {
        let message = try Message(calling: "Test", of: "test.Peer", at: "/test", in: "test.peer")
        try message.write { (writer) throws(BusError) in
            try writer.appendStructure { (structure) throws(BusError) in
                try structure.append(.uint32(1))
                try structure.appendVariant(of: "as") { (variant) throws(BusError) in
                    try variant.appendArray(of: "s") { (array) throws(BusError) in try array.append(.string("a")) }
                }
            }
        }
        #expect(try message.arguments() == [.structure([.uint32(1), .variant(.array(of: "s", [.string("a")]))])])
    }

    @Test func `another type than expected is an error, and the reader stays`() throws {
        let message = try received([.string("text"), .array(of: "u", []), .bytes([1])])
        var reader = message.reader
        func expectFailure<T: Readable>(_ type: T.Type, _ expected: String, _ reader: inout MessageReader) throws {
            do throws(BusError) {
                _ = try reader.read(type)
                Issue.record("\(type) was read")
            } catch {
                #expect(error.code == .unexpectedType)
                #expect(error.text == expected)
            }
        }
        try expectFailure(UInt32.self, "expected a value of type u, found s", &reader)
        try expectFailure(Bool.self, "expected a value of type b, found s", &reader)
        try expectFailure(ObjectPath.self, "expected a value of type o, found s", &reader)
        try expectFailure([String].self, "expected a value of type a, found s", &reader)
        #expect(try reader.read(String.self) == "text")
        try expectFailure(String.self, "expected a value of type s, found au", &reader)
        #expect(try reader.read([UInt32].self) == [])
        reader.skip()
        try expectFailure(UInt32.self, "expected a value of type u, found none", &reader)
        #expect(reader.nextType == nil)
        reader.skip()
        #expect(reader.nextType == nil)
    }

    @Test func `an array of mixed contents says where it goes wrong`() throws {
        let message = try received([.array(of: "v", [.variant(.string("a")), .variant(.uint32(1))])])
        var reader = message.reader
        var texts: [String] = []
        do throws(BusError) {
            try reader.forEachElement { (element) throws(BusError) in texts.append(try element.readVariant()) }
            Issue.record("a number was read as text")
        } catch {
            #expect(error.code == .unexpectedType)
            #expect(texts == ["a"])
        }
    }

    @Test func `what a closure leaves unread is skipped`() throws {
        let message = try received([
            .array(of: "(su)", [.structure([.string("a"), .uint32(1)]), .structure([.string("b"), .uint32(2)])]),
            .string("end"),
        ])
        var reader = message.reader
        var count = 0
        var names: [String] = []
        try reader.forEachElement { (element) throws(BusError) in
            count += 1
            if count == 2 {
                try element.inside(.structure) { (members) throws(BusError) in names.append(try members.read()) }
            }
        }
        #expect(count == 2)
        #expect(names == ["b"])
        #expect(try reader.read(String.self) == "end")
    }

    @Test func `text outlives the message that it came from`() throws {
        var text = ""
        do {
            let message = try received([.string(String(repeating: "x", count: 1000))])
            var reader = message.reader
            text = try reader.read()
        }
        #expect(text.utf8.count == 1000)
    }

    @Test func `borrowed text is compared as a whole`() throws {
        let entries = [Value.Entry(.string("State"), .string("")), Value.Entry(.string(""), .string(""))]
        let message = try received([.dictionary(key: "s", value: "s", entries)])
        var reader = message.reader
        var found: [[Bool]] = []
        try reader.forEachEntry { (text, _) throws(BusError) in
            found.append([text == "State", text == "StateReason", text == "Sta", text == ""])
        }
        #expect(found == [[true, false, false, false], [false, false, false, true]])
    }
}

/// Reproducible random numbers: SplitMix64.
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension Value {
    fileprivate static func random(depth: Int, using generator: inout SeededGenerator) -> Value {
        switch Int.random(in: 0...(depth > 0 ? 15 : 10), using: &generator) {
        case 0: .byte(.random(in: .min ... .max, using: &generator))
        case 1: .boolean(.random(using: &generator))
        case 2: .int16(.random(in: .min ... .max, using: &generator))
        case 3: .uint16(.random(in: .min ... .max, using: &generator))
        case 4: .int32(.random(in: .min ... .max, using: &generator))
        case 5: .uint32(.random(in: .min ... .max, using: &generator))
        case 6: .int64(.random(in: .min ... .max, using: &generator))
        case 7: .uint64(.random(in: .min ... .max, using: &generator))
        case 8: .double(.random(in: -1e9...1e9, using: &generator))
        case 9:
            .string(
                String(
                    (0..<Int.random(in: 0...20, using: &generator)).map { _ in
                        "aü🙂\n\\".randomElement(using: &generator) ?? "a"
                    }))
        case 10:
            .bytes((0..<Int.random(in: 0...9, using: &generator)).map { _ in .random(in: 0...255, using: &generator) })
        case 11: .variant(random(depth: depth - 1, using: &generator))
        case 12:
            .structure(
                (0...Int.random(in: 0...3, using: &generator)).map { _ in random(depth: depth - 1, using: &generator) })
        case 13: array(depth: depth, using: &generator)
        case 14: .objectPath("/a/b")
        default: dictionary(depth: depth, using: &generator)
        }
    }

    /// Elements of one type: copies of one value, or none of it.
    private static func array(depth: Int, using generator: inout SeededGenerator) -> Value {
        let element = random(depth: depth - 1, using: &generator)
        if case .byte = element { return .bytes([1]) }
        return .array(of: element.signature, Array(repeating: element, count: .random(in: 0...3, using: &generator)))
    }

    private static func dictionary(depth: Int, using generator: inout SeededGenerator) -> Value {
        let value = random(depth: depth - 1, using: &generator)
        let count = Int.random(in: 0...3, using: &generator)
        return .dictionary(
            key: "u", value: value.signature, (0..<count).map { Entry(.uint32(UInt32($0)), value) })
    }
}
