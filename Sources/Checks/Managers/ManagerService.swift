import Base
import DBus
import Fence
import Node
import SystemPackage

/// Whether another program that configures networks runs on the node, or is started at boot.
enum ManagerService {
    /// It runs, or will.
    case on(Evidence)
    /// It does neither, with why in words.
    case off(String)
    /// Whether it does cannot be seen from here.
    case unknown(Evidence)

    /// Looks for a process, asks systemd, and looks for what would start it at boot.
    /// - Parameters:
    ///   - name: of the unit, without `.service`.
    ///   - process: as the kernel has it; nil where others than the service run it.
    ///   - others: units that start it, such as a timer.
    init(_ name: String, process: String?, others: [FilePath.Component] = [], in context: CheckContext) {
        do throws(FileError) {
            if let process, let running = try Self.process(process, in: context) {
                self = .on(running)
                return
            }
            let unit = "\(name).service"
            let connection: Connection?
            do throws(BusError) { connection = try context.connectionToBus() } catch {
                self = .unknown(Units.evidence(error))
                return
            }
            switch Units.on([unit], connection, in: context).first?.presence {
            case .active(let evidence), .enabled(let evidence): self = .on(evidence)
            case .unknown(let evidence): self = .unknown(evidence)
            case nil: self = try Self.byFiles(name, others, in: context)
            }
        } catch { self = .unknown(Evidence(error)) }
    }

    private static func byFiles(
        _ name: String, _ others: [FilePath.Component], in context: CheckContext
    ) throws(FileError) -> ManagerService {
        guard let unit = FilePath.Component("\(name).service") else { return .off("\(name) is not installed") }
        let links = context.fence.units
        switch try ServiceUnit(unit, startedWith: others, isPreset: false, links: links, in: context.root) {
        case .enabled: return .on(Evidence(path: "systemd \(unit)", text: "is started at boot"))
        case .masked: return .off("\(name) is masked")
        case .disabled: return .off("\(name) does not run and is not enabled")
        case .missing: return .off("\(name) is not installed")
        }
    }

    /// A process of the node's own network: one of a container configures that container.
    private static func process(_ name: String, in context: CheckContext) throws(FileError) -> Evidence? {
        let root = context.root
        for process in try context.fence.processes.get().named(name) {
            let own = try? root.linkTarget(of: process.folder.appending("ns/net"))
            let first = try? root.linkTarget(of: "/proc/1/ns/net")
            // Where the namespaces cannot be seen it is taken for the node's.
            if own == nil || first == nil || own == first { return Evidence(process.folder, "\(name) runs") }
        }
        return nil
    }
}
