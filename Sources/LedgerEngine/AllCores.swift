import Dispatch

/// Maps on all cores; the results keep their places.
package func onAllCores<Element: Sendable, Value: Sendable>(
  _ elements: [Element], _ transform: @Sendable (Element) -> Value
) -> [Value] {
  guard elements.count > 1 else { return elements.map(transform) }
  let chunk = 16
  return [Value](unsafeUninitializedCapacity: elements.count) { buffer, count in
    // Each iteration fills its own places, and all of them are filled when this returns.
    nonisolated(unsafe) let places = buffer
    DispatchQueue.concurrentPerform(iterations: (elements.count + chunk - 1) / chunk) { part in
      for index in (part * chunk)..<min(elements.count, (part + 1) * chunk) {
        places.initializeElement(at: index, to: transform(elements[index]))
      }
    }
    count = elements.count
  }
}
