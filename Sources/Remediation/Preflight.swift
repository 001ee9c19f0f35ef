import Base
import DBus
import Fence
import NetworkManager
import NetworkManagerConfiguration
import Node
import SystemPackage

/// What this run lacks, found out before the first change.
struct Preflight: ~Copyable {
    private let context: FenceContext
    private let plan: Plan
    private let daemon: Daemon?
    /// What NetworkManager's program will say; nil where it is not asked.
    private let verdict: DaemonVerdict?
    /// Why it cannot be asked.
    private let obstacle: String?

    /// Starts NetworkManager's program on the planned files: what else is found out before ``check()`` takes no time of
    /// its own.
    init(_ context: FenceContext, _ plan: Plan, _ daemon: Daemon?) {
        self.context = context
        self.plan = plan
        self.daemon = daemon
        (verdict, obstacle) = Self.verdict(on: plan, in: context)
    }

    /// Throws where the plan could not be carried through. What NetworkManager's program has read is gone then.
    /// - Returns: what could not be found out and is no reason to stop, a sentence each.
    consuming func check() throws(ChangeFailure) -> [String] {
        for change in plan.changes where change.action != .none { try checkWriting(change.path) }
        if !plan.modules.isEmpty, let obstacle = ModuleStep.obstacle(in: context.root) { throw obstacle }
        if let daemon { try checkPermissions(daemon) }
        switch verdict?.answer {
        case .refused(let sentence):
            throw .unreadableConfiguration("NetworkManager would reject the planned configuration: \(sentence)")
        case .silent(let why):
            return ["NetworkManager --print-config gave no verdict: \(why)"]
        case .accepted, nil:
            break
        }
        return obstacle.map { ["NetworkManager --print-config was not run: \($0)"] } ?? []
    }

    private func checkWriting(_ path: FilePath) throws(ChangeFailure) {
        var directory = path.removingLastComponent()
        do throws(FileError) {
            while try !context.root.exists(directory), !directory.components.isEmpty {
                directory.removeLastComponent()
            }
            try Directory(directory, in: context.root).checkWritable()
        } catch { throw .file(error) }
    }

    private func checkPermissions(_ daemon: Daemon) throws(ChangeFailure) {
        let answers: [Permission: Permission.Answer]
        do throws(DaemonError) { answers = try permissions(daemon) } catch {
            // One that is gone asks for no permission; the change finds out what has become of it.
            if error.code == .notRunning { return }
            throw .daemon(error)
        }
        let needed: [Permission] = plan.releases.isEmpty ? [.reload] : [.reload, .networkControl]
        for permission in needed where answers[permission] != .yes {
            throw .notPermitted(
                "polkit denied \(permission.rawValue); run as root")
        }
    }

    /// What the daemon lets us do, or the one that has taken its place.
    private func permissions(_ daemon: Daemon) throws(DaemonError) -> [Permission: Permission.Answer] {
        do throws(DaemonError) { return try daemon.permissions(by: context.deadline) } catch {
            guard error.isLoss, let search = context.search else { throw error }
            return try search.asking(by: context.deadline) { (successor) throws(DaemonError) in
                try successor.permissions(by: context.deadline)
            }
        }
    }

    /// What NetworkManager's own reader says, where its program is on this very machine, and root's; it is on its way.
    ///
    /// It is a second opinion on what was predicted from the same files. Where there is no room for it, as on a node
    /// whose disk is full, the fence is still worth having.
    private static func verdict(on plan: Plan, in context: FenceContext) -> (DaemonVerdict?, obstacle: String?) {
        guard context.root.isHost, let path = context.installed.program else { return (nil, nil) }
        let program: TrustedProgram
        do throws(TrustedProgram.Refusal) { program = try TrustedProgram(at: path) } catch {
            return (nil, error.description)
        }
        let files = PlannedConfiguration(context.root)
        files.lay(plan.changes)
        var obstacle: FileError?
        for place in DaemonVerdict.places {
            do throws(FileError) {
                let verdict = try DaemonVerdict(
                    of: program, on: files, context.subject.options, in: place, by: context.deadline)
                return (verdict, nil)
            } catch {
                obstacle = obstacle ?? error
            }
        }
        return (nil, obstacle?.description)
    }
}
