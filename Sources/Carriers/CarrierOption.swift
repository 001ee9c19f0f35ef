/// An option of `render` that only some kinds take; the value is its name on the command line.
public enum CarrierOption: String, CaseIterable, Sendable {
    case ignition, image, interval, name, openshift, program, role, textfile, units
    case restoreLinks = "restore-links"
}
