import KeyFile

/// The commands that are built into udev, and what each may set.
enum UdevBuiltin: String {
    case blkid, btrfs, hwdb, keyboard, kmod, uaccess
    case inputID = "input_id"
    case netDriver = "net_driver"
    case netID = "net_id"
    case netSetupLink = "net_setup_link"
    case pathID = "path_id"
    case usbID = "usb_id"

    /// The command of a value: its first word.
    init?(_ value: RawText, _ dialect: UdevDialect) {
        let word = value.bytes.prefix { !UdevLines.isSpace($0) }
        guard let builtin = Self(rawValue: String(decoding: word, as: UTF8.self)),
            builtin != .netDriver || dialect.hasDriverBuiltin
        else { return nil }
        self = builtin
    }

    /// Whether it sets `ID_NET_DRIVER` to what the driver calls itself.
    func setsDriver(_ dialect: UdevDialect) -> Bool {
        self == (dialect.hasDriverBuiltin ? .netDriver : .netSetupLink)
    }

    /// How the names of the properties begin that it may set, whatever the device.
    var prefixes: [RawText] {
        switch self {
        case .netDriver, .kmod, .keyboard, .uaccess, .btrfs, .hwdb: []
        case .netSetupLink: ["ID_NET_LINK_FILE", "ID_NET_NAME"]
        case .netID: ["ID_NET_NAM", "ID_NET_LABEL", "ID_OUI_FROM_DATABASE"]
        case .pathID: ["ID_PATH"]
        case .inputID: ["ID_INPUT"]
        case .blkid: ["ID_FS", "ID_PART", "UDISKS"]
        case .usbID: ["ID_"]
        }
    }

    /// Properties that the builtins leave alone, whatever their names begin with: neither they nor the hardware
    /// database of a distribution say who manages an interface.
    static let untouched: Set<RawText> = ["NM_UNMANAGED", "ID_NET_MANAGED_BY", "ID_NET_DRIVER"]
}
