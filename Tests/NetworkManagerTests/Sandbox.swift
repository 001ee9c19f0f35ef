import BusTestSupport
import DBus
import Foundation
import NetworkManager

/// A real NetworkManager in namespaces of its own, with the interfaces of a node, and a shell beside it; ends with this
/// object.
final class Sandbox: @unchecked Sendable {
    /// Why there is no NetworkManager to test on.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// A folder of the sandbox, as seen from here, with a socket that leads to its bus.
    let busFolder: String
    /// The bus that its NetworkManager is on.
    var address: BusAddress { BusAddress(socketPath: busFolder + "/bus") }
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let errors = Pipe()

    /// - Parameter options: Those of `scripts/nm-sandbox`. `NMFENCE_TEST_NM` in the environment chooses the
    ///   NetworkManager.
    init(_ options: String...) throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../scripts/nm-sandbox")
        var arguments = [script.standardizedFileURL.path] + options
        if let suite = ProcessInfo.processInfo.environment["NMFENCE_TEST_NM"] { arguments += ["--nm", suite] }
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = arguments + ["sh"]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        do {
            // Once it answers, the script is through with every command of its own, and each process below has one
            // child.
            try Self.run("true", input, output)
            let first = try Self.child(of: Self.child(of: process.processIdentifier))
            // The first process in there sees the mounts of the sandbox.
            busFolder = "/proc/\(first)/root/run/nm-sandbox/relay"
            try relay(as: 0)
        } catch {
            process.terminate()
            let text = String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
            throw Failure(description: "scripts/nm-sandbox gave no NetworkManager to test on (\(error)): \(text)")
        }
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// Runs a command of the shell beside NetworkManager, to its end.
    ///
    /// - Returns: What it printed.
    @discardableResult
    func run(_ command: String) throws -> String {
        try Self.run(command, input, output)
    }

    @discardableResult
    private static func run(_ command: String, _ input: Pipe, _ output: Pipe) throws -> String {
        input.fileHandleForWriting.write(Data("{ \(command)\n} </dev/null 2>&1; printf '\\0%d\\0' $?\n".utf8))
        var bytes = Data()
        while bytes.filter({ $0 == 0 }).count < 2 {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw Failure(description: "the sandbox ended") }
            bytes += more
        }
        let parts = bytes.split(separator: 0, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard parts[1] == "0" else { throw Failure(description: "\(command) ended with \(parts[1]): \(parts[0])") }
        return parts[0]
    }

    /// Leads connections to the socket in ``busFolder`` to the bus, through a process in there.
    ///
    /// NetworkManager refuses every change to a caller whose process it cannot see, as a test outside of its process
    /// namespace is.
    ///
    /// - Parameter user: Whom the process runs as. The bus wants those who connect to say that they are the same.
    func relay(as user: UInt32) throws {
        try run(
            """
            mkdir -p -m 777 /run/nm-sandbox/relay; rm -f /run/nm-sandbox/relay/bus
            setpriv --reuid=\(user) --clear-groups perl -MIO::Socket::UNIX -e '
                sub copy {
                    my ($from, $to) = @_;
                    while (sysread($from, my $bytes, 65536)) {
                        while (length $bytes) { substr($bytes, 0, syswrite($to, $bytes) // exit) = "" }
                    }
                    shutdown($_, 2) for $from, $to;
                }
                my ($here, $bus) = @ARGV;
                $SIG{CHLD} = "IGNORE";
                # The name appears only when the socket already listens: between bind and listen it refuses.
                my $socket = IO::Socket::UNIX->new(Local => "$here.new", Listen => 100) or die;
                chmod 0666, "$here.new";
                rename "$here.new", $here or die;
                while (my $client = $socket->accept) {
                    next if fork;
                    my $server = IO::Socket::UNIX->new(Peer => $bus) or exit;
                    fork ? copy($client, $server) : copy($server, $client);
                    exit;
                }' /run/nm-sandbox/relay/bus $NMFENCE_SANDBOX_ROOT/run/dbus/system_bus_socket >/dev/null 2>&1 &
            until [ -S /run/nm-sandbox/relay/bus ]; do sleep 0.02; done
            """)
    }

    /// NetworkManager as the library sees it.
    func daemon() throws -> Daemon {
        try Daemon(at: address, by: .testEnd)
    }

    /// The only child of a process.
    private static func child(of process: pid_t) throws -> pid_t {
        let text = try String(contentsOfFile: "/proc/\(process)/task/\(process)/children", encoding: .utf8)
        guard let child = text.split(separator: " ").first.flatMap({ pid_t($0) }) else {
            throw Failure(description: "process \(process) has no child")
        }
        return child
    }
}
