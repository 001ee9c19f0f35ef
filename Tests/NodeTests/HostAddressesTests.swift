import Base
import Foundation
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import Node

@Suite struct HostAddressesTests {
    private let machine: TrustedFolder

    init() throws { machine = try TrustedFolder() }

    private func addresses(_ script: String) throws -> HostAddresses {
        try machine.write("getent", "echo \"$*\" >>'\(machine.folder.path)/calls'\n\(script)", to: "usr/bin")
        return HostAddresses { () throws(TrustedProgram.Refusal) in try machine.program("getent") }
    }

    private func addressesOf(_ host: String, _ script: String, within limit: Duration = .seconds(20)) throws -> [String]
    {
        try addresses(script).endpoints(of: host, port: 179, by: Deadline(after: limit)).map(\.address)
    }

    // MARK: Numbers

    @Test(arguments: [
        ("10.0.0.1", "10.0.0.1", [10, 0, 0, 1]), ("::1", "::1", [UInt8](repeating: 0, count: 15) + [1]),
        ("[fd00::2]", "fd00::2", [0xFD] + [UInt8](repeating: 0, count: 14) + [2]),
        ("::ffff:10.0.0.1", "::ffff:10.0.0.1", [UInt8](repeating: 0, count: 10) + [255, 255, 10, 0, 0, 1]),
        ("fe80::1%lo", "fe80::1%lo", [0xFE, 0x80] + [UInt8](repeating: 0, count: 13) + [1]),
        ("fe80::1%7", "fe80::1%7", [0xFE, 0x80] + [UInt8](repeating: 0, count: 13) + [1]),
    ])
    func `a number needs no program`(host: String, address: String, bytes: [UInt8]) throws {
        let addresses = HostAddresses { () throws(TrustedProgram.Refusal) in throw .missing(name: "getent") }
        let endpoint = try #require(try addresses.endpoints(of: host, port: 443, by: Deadline(after: .zero)).first)
        #expect(endpoint.address == address)
        #expect(endpoint.addressBytes == bytes)
        #expect(endpoint.family == (bytes.count == 4 ? AF_INET : AF_INET6))
        #expect(
            endpoint.bytes.count
                == (bytes.count == 4 ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size))
        // The port, in the network's byte order.
        #expect(Array(endpoint.bytes[2..<4]) == [1, 187])
    }

    @Test func `an endpoint is what the C library makes of the same number`() throws {
        for (host, port) in [("192.0.2.7", "179"), ("2001:db8::7", "5473"), ("fe80::1%lo", "1")] {
            var hints = addrinfo()
            hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
            var list: UnsafeMutablePointer<addrinfo>?
            #expect(getaddrinfo(host, port, &hints, &list) == 0)
            defer { freeaddrinfo(list) }
            let entry = try #require(list?.pointee)
            let bytes = Array(UnsafeRawBufferPointer(start: entry.ai_addr, count: Int(entry.ai_addrlen)))
            let number = try #require(try NumericAddress(host))
            #expect(Endpoint(number, port: try #require(UInt16(port))).bytes == bytes)
        }
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4 ", "[10.0.0.1]", "[::1", "10.0.0.1%lo", "::1%", "1.2.3.4\u{0}",
        "g::1",
    ])
    func `what is no number is none`(text: String) throws { #expect(try NumericAddress(text) == nil) }

    @Test func `a scope that this machine has not is named`() {
        let addresses = HostAddresses()
        #expect(throws: HostAddresses.Failure.failed("fe80::1%nope0", "no interface nope0")) {
            try addresses.endpoints(of: "fe80::1%nope0", port: 1, by: Deadline(after: .seconds(1)))
        }
    }

    // MARK: Names

    @Test func `a name has the addresses that getent gives, each once`() throws {
        let script = """
            printf '%-15s STREAM node-1\\n%-15s DGRAM\\n%-15s RAW\\n' 192.0.2.1 192.0.2.1 192.0.2.1
            printf '2001:db8::1     STREAM\\n2001:db8::1     DGRAM\\nfe80::1%%lo STREAM\\n'
            """
        #expect(try addressesOf("node-1", script) == ["192.0.2.1", "2001:db8::1", "fe80::1%lo"])
        #expect(machine.folder.text("calls") == "ahosts node-1\n")
        // musl's writes no kind of socket.
        #expect(try addressesOf("node-2", "echo 192.0.2.9") == ["192.0.2.9"])
    }

    @Test func `a name is asked for once, whether it is found or not`() throws {
        let addresses = try addresses("[ \"$2\" = good ] && echo 192.0.2.1 || exit 2")
        for _ in 0..<3 {
            #expect(try addresses.endpoints(of: "good", port: 1, by: Deadline(after: .seconds(20))).count == 1)
            #expect(throws: HostAddresses.Failure.notFound("bad")) {
                try addresses.endpoints(of: "bad", port: 1, by: Deadline(after: .seconds(20)))
            }
        }
        #expect(machine.folder.text("calls") == "ahosts good\nahosts bad\n")
    }

    @Test(arguments: [
        ("exit 2", "cannot resolve foo"),
        ("echo 'Unknown database: ahosts' >&2; exit 1", "cannot resolve foo: getent ahosts: Unknown database: ahosts"),
        ("kill -SEGV $$", "cannot resolve foo: getent ahosts: ended by signal 11"),
        ("exit 0", "cannot resolve foo: cannot parse the output of getent ahosts"),
        ("echo 192.0.2.1 STREAM; echo garbage", "cannot resolve foo: cannot parse the output of getent ahosts"),
        ("echo 192.0.2.1 OTHER", "cannot resolve foo: cannot parse the output of getent ahosts"),
        ("printf '192.0.2.1\\000 STREAM\\n'", "cannot resolve foo: cannot parse the output of getent ahosts"),
        ("yes 192.0.2.1 | head -c 1100000", "cannot resolve foo: cannot parse the output of getent ahosts"),
        ("head -c 5000000 /dev/zero", "cannot resolve foo: cannot parse the output of getent ahosts"),
    ])
    func `an answer that is none is told`(script: String, words: String) throws {
        do { #expect(try addressesOf("foo", script) == []) } catch {
            #expect("\((error as? HostAddresses.Failure)?.description ?? "")" == words)
        }
    }

    @Test(arguments: ["sleep 600", "yes 192.0.2.1", "exec >&-; sleep 600"])
    func `one that never ends is killed at the deadline`(script: String) throws {
        let begin = ContinuousClock.now
        #expect(throws: HostAddresses.Failure.failed("foo", "getent ahosts: timed out")) {
            try addressesOf("foo", script, within: .milliseconds(300))
        }
        #expect(begin.duration(to: .now) < .seconds(10))
    }

    @Test func `of very many addresses the first are taken`() throws {
        let found = try addressesOf("foo", "for i in $(seq 1 200); do echo 192.0.2.$i STREAM; done")
        #expect(found.count == GetentAnswer.limit)
        #expect(found.first == "192.0.2.1")
    }

    @Test(arguments: ["-s", "--help", "a b", "a;b", "$(reboot)", "é", ".", String(repeating: "a", count: 254), "g::1"])
    func `what no host can be called does not reach the program`(host: String) throws {
        let addresses = try addresses("echo 192.0.2.1")
        #expect(throws: HostAddresses.Failure.notAName(host)) {
            try addresses.endpoints(of: host, port: 1, by: Deadline(after: .seconds(20)))
        }
        #expect(machine.folder.text("calls") == nil)
    }

    @Test func `without getent a name cannot be told`() throws {
        let addresses = HostAddresses { () throws(TrustedProgram.Refusal) in try machine.program("getent") }
        do throws(HostAddresses.Failure) {
            _ = try addresses.endpoints(of: "foo", port: 1, by: Deadline(after: .seconds(20)))
            Issue.record("found")
        } catch {
            #expect(
                error.description
                    == "cannot resolve foo: no program getent in /usr/sbin, /sbin, /usr/bin, /bin")
        }
    }
}
