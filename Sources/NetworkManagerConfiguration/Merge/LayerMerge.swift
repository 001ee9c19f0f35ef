import Base
import KeyFile

/// The walk over the layers: applies one after the other, by NetworkManager's rules.
struct LayerMerge {
    let version: NetworkManagerVersion?
    /// What `main.plugins` is where nothing sets it; nil where that is not known.
    let defaultPlugins: RawText?

    /// What the layers so far come to.
    var merged = MergedConfiguration()
    /// What keeps a layer from being applied as a whole.
    private(set) var problems: [Problem] = []
    private var repeats = RepeatedLines()

    init(version: NetworkManagerVersion?, defaultPlugins: RawText?) {
        self.version = version
        self.defaultPlugins = defaultPlugins
    }

    /// Whether `main.plugins` extends a default that is not known.
    var extendsUnknownPlugins: Bool {
        defaultPlugins == nil
            && merged.history(of: "plugins", in: "main").last(where: \.startsAnew)?.operation == .compiled
    }

    /// Applies a layer.
    mutating func apply(_ layer: ConfigurationLayer) {
        merged.nextLayer()
        repeats.beginLayer()
        var skipped: RawText?
        for step in layer.steps {
            switch step {
            case .group(let name):
                skipped = nil
                if registersEmptyGroups { merged.register(name) }
            case .replaceGroup(let name, let origin): merged.hide(name, by: origin)
            case .change(let key, let group, let change):
                guard skipped != group, !isIdle(change, key, group) else { continue }
                if repeats.admits(change, key, group) {
                    apply(change, key, group)
                } else {
                    skipped = group
                    noteSkipped(change, key, group)
                }
            }
        }
    }

    /// Whether a group without any effective key takes its place in the order too.
    private var registersEmptyGroups: Bool { Behaviour(version).has(.emptyGroups) == .yes }

    /// A repeated line is as good as one, unless the list has pieces that lose something each time.
    private func isIdle(_ change: ValueChange, _ key: RawText, _ group: RawText) -> Bool {
        repeats.isLast(change, key, group) && !MergeRules.isStringList(group, key)
            && merged.value(of: key, in: group)?.isStable ?? true
    }

    private mutating func noteSkipped(_ change: ValueChange, _ key: RawText, _ group: RawText) {
        let why =
            "\(change.origin) and the lines after it in [\(group)] were not evaluated: they repeat keys too often"
        merged.noteUnreadable(Uncertainty(why), keys: [[group, key]])
        problems.append(
            Problem(
                .warning, .unknown, path: change.origin.path, line: change.origin.line,
                "\(why). Put everything for a key on one line."))
    }

    private mutating func apply(_ change: ValueChange, _ key: RawText, _ group: RawText) {
        switch change.operation {
        case .assign, .compiled: merged.assign(key, in: group, change)
        case .hide: merged.hide(key, in: group, change)
        case .add, .remove:
            if MergeRules.isStringList(group, key) {
                changeStringList(change, key, group)
            } else if MergeRules.isDeviceList(group, key, version: version) {
                merged.change(key, in: group, change, strings: false)
            } else {
                // NetworkManager drops the line without a word.
                return
            }
        }
    }

    /// `main.plugins` and the like: GLib splits and joins these.
    private mutating func changeStringList(_ change: ValueChange, _ key: RawText, _ group: RawText) {
        // A key that ends in a space can be read but not set.
        guard key.bytes.last != 32 else { return }
        let isPlugins = group == "main" && key == "plugins"
        if isPlugins && merged.value(of: key, in: group) == nil {
            merged.assign(key, in: group, ValueChange(.compiled, defaultPlugins ?? "", origin: change.origin))
        }
        // Nothing put to or taken from nothing makes no key, and no group.
        let adds = change.operation == .add && KeyFile.stringList(change.value)?.isEmpty == false
        guard merged.value(of: key, in: group) != nil || adds else { return }
        merged.change(key, in: group, change, strings: true)
        guard merged.value(of: key, in: group)?.isEmptied == true else { return }
        if isPlugins, Behaviour(version).has(.emptiedPluginsStay) != .no { return }
        merged.remove(key, in: group)
    }
}
