import Glibc

/// Processor time of this process, on all its threads. Where others use the machine too it says more
/// than the clock on the wall.
enum ProcessorTime {
  /// In seconds.
  static var now: Double {
    var time = timespec()
    guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return 0 }
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
