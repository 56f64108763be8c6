extension Inspection {
  /// The explanation as a person reads it, parts indented.
  public var text: String { lines.joined(separator: "\n") }

  private var lines: [String] {
    var lines = [title]
    if let refused {
      lines.append("  refused: \(refused.sentence)")
      return lines
    }
    let rows = rows
    let width = rows.map(\.name.count).max() ?? 0
    for row in rows {
      let space = String(repeating: " ", count: width - row.name.count)
      lines.append("  \(row.name)\(space)  \(row.value)")
    }
    if let diagnostic {
      lines.append("  diagnostic notation")
      lines += diagnostic.split(separator: "\n").map { "    " + $0 }
    }
    for part in parts { lines += part.lines.map { "  " + $0 } }
    return lines
  }

  private var title: String {
    var title = role.isEmpty ? kind : "\(role): \(kind)"
    title += ", \(bytes) bytes"
    if let payloadBytes, let signatureBytes {
      title += " (payload \(payloadBytes), signature \(signatureBytes))"
    }
    return title
  }

  private var rows: [(name: String, value: String)] {
    var rows = fields.map { field in
      let number = field.number.map { "\($0) " } ?? ""
      let value =
        field.meaning.isEmpty
        ? field.value : field.value.isEmpty ? field.meaning : "\(field.value)  \(field.meaning)"
      return (name: number + field.name, value: value)
    }
    if let digest { rows.append((name: "digest", value: digest)) }
    if let signature {
      rows.append(
        (name: "signature", value: "\(signature.state.rawValue), \(signature.reason)"))
    }
    return rows
  }
}

extension Inspection.Refused {
  /// `notCanonical (MSG-3) at byte 12, in field 4 (amount) of a request`.
  public var sentence: String { "\(error) (\(rule)) at byte \(offset), \(place)" }
}
