package import Base
import CDBus
package import Foundation
import Synchronization

@testable package import DBus

/// A service on the bus, on a thread and connection of its own.
package final class Peer: Sendable {
    /// What it does with a call.
    package enum Answer: Sendable {
        case values([Value])
        /// Sends the arguments back.
        case echo
        case error(String, String)
        /// An error without the explanation that it should have.
        case bareError(String)
        /// Never answers.
        case silence
        /// Leaves the bus without a word.
        case disconnect
        /// Sends signals, then answers with values.
        case signals([(path: String, interface: String, member: String, arguments: [Value])], values: [Value] = [])
    }

    package let uniqueName: BusName
    private let name: BusName?
    private let isEnding = Atomic<Bool>(false)
    private let calls = Mutex<[String]>([])
    /// libdbus locks a connection by itself; only messages are not shared.
    private nonisolated(unsafe) let handle: OpaquePointer
    private let hasEnded = DispatchSemaphore(value: 0)

    /// - Parameter isNext: Whether it gets the name when its owner goes.
    package init(
        on bus: PrivateBus, name: BusName? = "test.peer", isNext: Bool = false,
        _ answer: @escaping @Sendable (_ member: String, _ arguments: [Value]) -> Answer = { _, _ in .silence }
    ) throws {
        let opened: OpaquePointer? = dbus_connection_open_private(bus.address.text, nil)
        guard let opened else { throw PrivateBus.Failure(description: "the peer found no bus") }
        handle = opened
        self.name = name
        dbus_connection_set_exit_on_disconnect(opened, 0)
        dbus_connection_set_max_received_size(opened, 1 << 30)
        guard dbus_bus_register(opened, nil) != 0, let text = dbus_bus_get_unique_name(opened),
            let unique = BusName(String(cString: text))
        else { throw PrivateBus.Failure(description: "the peer could not say hello") }
        uniqueName = unique
        // Nothing to wait for until there is a thread.
        hasEnded.signal()
        if let name {
            let flags = isNext ? 0 : UInt32(DBUS_NAME_FLAG_DO_NOT_QUEUE)
            guard dbus_bus_request_name(opened, name.text, flags, nil) == (isNext ? 2 : 1) else {
                throw PrivateBus.Failure(description: "the peer did not get its name")
            }
        }
        hasEnded.wait()
        Thread.detachNewThread { [self] in
            run(answer)
            hasEnded.signal()
        }
    }

    deinit {
        end()
    }

    /// The members that were called so far.
    package var receivedCalls: [String] { calls.withLock { $0 } }

    /// Ends the thread and the connection. The name is free when this returns.
    package func end() {
        end(releasingName: true)
    }

    private func end(releasingName: Bool) {
        guard !isEnding.exchange(true, ordering: .acquiringAndReleasing) else { return }
        hasEnded.wait()
        if releasingName, let name { dbus_bus_release_name(handle, name.text, nil) }
        dbus_connection_close(handle)
        dbus_connection_unref(handle)
    }

    /// Hands the connection over to a process that never reads from it, and ends the thread.
    ///
    /// - Returns: The process: it is what stands behind the names from here on.
    package func becomeProcess() throws -> pid_t {
        var descriptor: Int32 = -1
        dbus_connection_get_unix_fd(handle, &descriptor)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, descriptor, 9)
        var child: pid_t = 0
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("sleep"), strdup("600"), nil]
        defer { for argument in arguments { free(argument) } }
        guard posix_spawnp(&child, "sleep", &actions, nil, &arguments, nil) == 0 else {
            throw PrivateBus.Failure(description: "sleep could not be started")
        }
        // Closing does not shut the socket down: the child's end stays open.
        end(releasingName: false)
        return child
    }

    private func run(_ answer: (String, [Value]) -> Answer) {
        while !isEnding.load(ordering: .acquiring) {
            let message: OpaquePointer? = dbus_connection_pop_message(handle)
            guard let message else {
                if dbus_connection_read_write(handle, 10) == 0 { return }
                continue
            }
            let call = Message(owning: message)
            guard call.kind == .methodCall, let member = call.member, let arguments = try? call.arguments() else {
                continue
            }
            calls.withLock { $0.append(member.text) }
            if !perform(answer(member.text, arguments), call, arguments) { return }
        }
    }

    private func perform(_ answer: Answer, _ call: Message, _ arguments: [Value]) -> Bool {
        switch answer {
        case .values(let values): reply(to: call, values)
        case .echo: reply(to: call, arguments)
        case .error(let name, let text): send(dbus_message_new_error(call.handle, name, text))
        case .bareError(let name): send(dbus_message_new_error(call.handle, name, nil))
        case .silence: break
        case .disconnect:
            dbus_connection_close(handle)
            return false
        case .signals(let signals, let values):
            for signal in signals { emit(signal.path, signal.interface, signal.member, signal.arguments) }
            reply(to: call, values)
        }
        dbus_connection_flush(handle)
        return true
    }

    private func reply(to call: Message, _ values: [Value]) {
        let reply: OpaquePointer? = dbus_message_new_method_return(call.handle)
        guard let reply else { return }
        send(reply, values)
    }

    private func emit(_ path: String, _ interface: String, _ member: String, _ values: [Value]) {
        let signal: OpaquePointer? = dbus_message_new_signal(path, interface, member)
        guard let signal else { return }
        send(signal, values)
    }

    private func send(_ pointer: OpaquePointer?, _ values: [Value] = []) {
        guard let pointer else { return }
        let message = Message(owning: pointer)
        do {
            for value in values { try message.append(value) }
        } catch {
            fatalError("the test wants to send what cannot be sent: \(error)")
        }
        dbus_connection_send(handle, message.handle, nil)
    }
}

extension Connection {
    /// Calls the peer of a test.
    package func callPeer(
        _ member: MemberName, _ arguments: [Value] = [], at name: BusName = "test.peer",
        by deadline: Deadline = .testEnd
    ) throws -> Message {
        let message = try Message(calling: member, of: "test.Peer", at: "/test", in: name)
        for argument in arguments { try message.append(argument) }
        return try call(message, by: deadline)
    }
}
