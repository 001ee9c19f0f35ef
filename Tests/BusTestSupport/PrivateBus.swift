package import Base
package import DBus
package import Foundation

/// A bus daemon of the test's own, which ends with this object.
package final class PrivateBus: Sendable {
    /// Why there is no bus to test on.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// Where it listens.
    package let address: BusAddress
    /// Where its files are; services that it could start are described in `services` below.
    package let folder: URL
    package let processID: pid_t

    /// - Parameter services: What the bus could start: names and commands.
    package init(services: [String: String] = [:]) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "nmfence-bus-\(UUID().uuidString.prefix(8))")
        let serviceFolder = folder.appending(path: "services")
        try FileManager.default.createDirectory(at: serviceFolder, withIntermediateDirectories: true)
        for (name, command) in services {
            try "[D-BUS Service]\nName=\(name)\nExec=\(command)\n"
                .write(to: serviceFolder.appending(path: "\(name).service"), atomically: true, encoding: .utf8)
        }
        let socket = folder.appending(path: "bus")
        let configuration = folder.appending(path: "bus.conf")
        try Self.configuration(socket: socket, services: serviceFolder)
            .write(to: configuration, atomically: true, encoding: .utf8)

        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["dbus-daemon", "--config-file=\(configuration.path)", "--nofork", "--print-address=1"]
        let output = Pipe()
        process.standardOutput = output
        // It warns about limits that it cannot raise. And whoever reads the test's own output waits for everyone who
        // holds it.
        process.standardError = FileHandle.nullDevice
        try process.run()
        processID = process.processIdentifier
        // Printed once it listens.
        guard output.fileHandleForReading.availableData.count > 0 else {
            throw Failure(description: "dbus-daemon did not start; install the package dbus-daemon (or dbus)")
        }
        address = BusAddress(socketPath: socket.path)
    }

    /// Limits of the system bus are lower; these let 50 MB through. `Forbidden` stands for what a policy denies.
    private static func configuration(socket: URL, services: URL) -> String {
        """
        <busconfig>
          <type>custom</type>
          <listen>unix:path=\(socket.path)</listen>
          <servicedir>\(services.path)</servicedir>
          <auth>EXTERNAL</auth>
          <policy context="default">
            <allow user="*"/><allow own="*"/><allow send_type="method_call"/><allow send_type="signal"/>
            <allow receive_type="method_call"/><allow receive_type="method_return"/><allow receive_type="error"/>
            <allow receive_type="signal"/>
            <allow send_requested_reply="true" send_type="method_return"/>
            <allow send_requested_reply="true" send_type="error"/>
            <deny send_interface="test.Peer" send_member="Forbidden"/>
          </policy>
          <limit name="service_start_timeout">300</limit>
          <limit name="max_message_size">130000000</limit>
          <limit name="max_incoming_bytes">500000000</limit>
          <limit name="max_outgoing_bytes">500000000</limit>
        </busconfig>
        """
    }

    deinit {
        kill()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Ends it without giving it a chance to say anything.
    package func kill() {
        // Also a stopped process; and `env` has become dbus-daemon, so it is the right one.
        Foundation.kill(processID, SIGKILL)
    }

    /// Stops it, so that it neither accepts nor answers.
    package func stop() {
        Foundation.kill(processID, SIGSTOP)
    }

    /// Lets it run again.
    package func resume() {
        Foundation.kill(processID, SIGCONT)
    }

    /// A connection of the library under test.
    package func connect() throws -> Connection {
        try Connection(to: address, by: .testEnd)
    }
}

extension Deadline {
    /// Longer than anything takes that works, so that a test fails instead of hanging.
    package static var testEnd: Deadline { Deadline(after: .seconds(60)) }
}
