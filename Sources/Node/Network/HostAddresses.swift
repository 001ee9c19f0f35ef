public import Base
import Glibc
import SystemPackage

/// The addresses that hosts stand for, each host asked for once.
///
/// Numbers are read here. For a name the machine's own `getent ahosts` is asked, which knows how names are looked up
/// on it (nsswitch.conf, whatever C library and modules the machine has): this program does not look names up, and
/// loads nothing that does. It is the machine that this process runs on, also where `--root` names another: see
/// ``TrustedProgram``.
public final class HostAddresses {
    /// Why there are none.
    public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// It is neither a number nor a name that a host can have.
        case notAName(String)
        /// There is no getent that could be run.
        case noProgram(String, TrustedProgram.Refusal)
        /// No host has this name.
        case notFound(String)
        /// The lookup failed; why, in words.
        case failed(String, String)

        /// One sentence without a full stop; the host in it is not escaped yet.
        public var description: String {
            switch self {
            case .notAName(let host): "\(host) is neither an address nor a host name"
            case .noProgram(let host, let refusal): "cannot resolve \(host): \(refusal)"
            case .notFound(let host): "cannot resolve \(host)"
            case .failed(let host, let reason): "cannot resolve \(host): \(reason)"
            }
        }
    }

    private let find: () throws(TrustedProgram.Refusal) -> TrustedProgram
    private var answers: [String: Result<[NumericAddress], Failure>] = [:]

    /// Asks getent of this machine, where there is one.
    public convenience init() {
        self.init { () throws(TrustedProgram.Refusal) in try TrustedProgram("getent") }
    }

    /// - Parameter find: finds getent, when the first name is to be looked up.
    init(asking find: @escaping () throws(TrustedProgram.Refusal) -> TrustedProgram) {
        self.find = find
    }

    /// The addresses of a host with a port, in the order in which they are to be tried; at least one.
    /// - Parameters:
    ///   - host: a number, an IPv6 one with or without brackets and with a scope where it has one, or a name.
    ///   - deadline: of a lookup of the name; a number needs none.
    public func endpoints(of host: String, port: UInt16, by deadline: Deadline) throws(Failure) -> [Endpoint] {
        let answer = answers[host] ?? Result { () throws(Failure) in try look(up: host, by: deadline) }
        answers[host] = answer
        return try answer.get().map { Endpoint($0, port: port) }
    }

    private func look(up host: String, by deadline: Deadline) throws(Failure) -> [NumericAddress] {
        do throws(NumericAddress.UnknownScope) {
            if let number = try NumericAddress(host) { return [number] }
        } catch {
            throw .failed(host, "no interface \(error.name)")
        }
        guard Self.isName(host) else { throw .notAName(host) }
        let (program, result): (TrustedProgram, ProgramResult)
        do throws(TrustedProgram.Refusal) { program = try find() } catch { throw .noProgram(host, error) }
        do throws(Errno) { result = try program.run(["ahosts", host], by: deadline) } catch {
            throw .failed(host, "\(program.path): \(error)")
        }
        switch result.ending {
        case .exited(0): break
        // A key that is not found: getent(1).
        case .exited(2): throw .notFound(host)
        default: throw .failed(host, "getent ahosts: \(result.problem)")
        }
        guard !result.isCutOff, let addresses = GetentAnswer(result.output)?.addresses else {
            throw .failed(host, "cannot parse the output of getent ahosts")
        }
        return addresses
    }

    /// Letters, digits, `-`, `_` and `.`: what the names of hosts consist of, and what is no option of getent.
    private static func isName(_ host: String) -> Bool {
        let isPlain = host.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains(byte)
        }
        return isPlain && !host.isEmpty && host.utf8.count <= 253 && !host.hasPrefix("-") && !host.hasPrefix(".")
    }
}
