import Glibc
public import SystemPackage

// The one place that reads errno and knows of EINTR.

/// Makes a system call, and makes it again where the handler of a signal ended it.
///
/// That a signal came is no failure of the call: whoever waits sees it in its ``Deadline``, which is looked at between
/// calls. So this is not for calls that wait without an end, nor for close(2) and connect(2), which go on by themselves
/// after EINTR.
/// - Parameter call: gives what the call gives; less than zero stands for a failure.
/// - Throws: what errno says.
@discardableResult
public func systemCall<Result: SignedInteger>(_ call: () -> Result) throws(Errno) -> Result {
    while true {
        do throws(Errno) { return try systemCallOnce(call) } catch {
            guard error == .interrupted else { throw error }
        }
    }
}

/// Makes a system call once, for those that must not be made again after EINTR.
/// - Parameter call: gives what the call gives; less than zero stands for a failure.
/// - Throws: what errno says, EINTR too.
@discardableResult
public func systemCallOnce<Result: SignedInteger>(_ call: () -> Result) throws(Errno) -> Result {
    let result = call()
    guard result >= 0 else { throw Errno(rawValue: errno) }
    return result
}

/// Makes a call that gives NULL where it fails.
/// - Throws: what errno says.
public func systemCall<Result>(neverNull call: () -> Result?) throws(Errno) -> Result {
    guard let result = call() else { throw Errno(rawValue: errno) }
    return result
}

/// Makes a call for which NULL is no failure by itself, as for readdir(3) at the end of a folder.
/// - Parameter call: gives what the call gives.
/// - Returns: nil where the call gave NULL and left errno alone.
/// - Throws: what errno says.
public func systemCall<Result>(untilNull call: () -> Result?) throws(Errno) -> Result? {
    // A call that does not fail does not set it to zero either.
    errno = 0
    if let result = call() { return result }
    guard errno == 0 else { throw Errno(rawValue: errno) }
    return nil
}
