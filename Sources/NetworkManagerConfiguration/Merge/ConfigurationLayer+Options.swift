import Base
import KeyFile
import SystemPackage

extension ConfigurationLayer {
    /// What the daemon's options put over the files.
    init(of options: DaemonOptions, version: NetworkManagerVersion?) {
        let origin = Origin(path: "(command line)", line: nil)
        if let plugins = options.plugins { assign("plugins", in: "main", plugins, origin: origin) }
        let isInitrd = options.configureAndQuit == "initrd"
        if Behaviour(version).has(.configureAndQuitFromCommandLine) == .yes {
            // The command line's default is written over whatever the files say.
            assign("configure-and-quit", in: "main", isInitrd ? "initrd" : "no", origin: origin)
        } else if let value = options.configureAndQuit {
            assign("configure-and-quit", in: "main", isInitrd ? "initrd" : value, origin: origin)
        }
        for key in ["uri", "interval", "response"] as [RawText] {
            if let value = options.connectivity[key] { assign(key, in: "connectivity", value, origin: origin) }
        }
    }
}
