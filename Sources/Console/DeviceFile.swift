import Foundation
import Home

/// A device's file as people name it.
public enum DeviceFile {
  /// Where the device lies that an argument names.
  /// - Parameters:
  ///   - argument: a name in the home, or a path: whatever has a slash or ends in `.device`.
  ///   - home: the folder to look for names in.
  public static func locate(_ argument: String, home: String) throws -> String {
    if argument.contains("/") || argument.hasSuffix(".device") {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: argument, isDirectory: &isFolder),
        !isFolder.boolValue
      else {
        throw Explanation(
          code: "noSuchFile", message: "there is no device file \(argument); check its name",
          exitCode: ExitCode.noInput)
      }
      return argument
    }
    let known = Home.deviceNames(in: home)
    guard known.contains(argument) else {
      guard FileManager.default.fileExists(atPath: home) else { throw HomeError.missing(home) }
      throw HomeError.unknownDevice(argument, known: known)
    }
    return Home.devicePath(argument, in: home)
  }
}
