import Testing

@Suite("kontant") struct CommandTests {}
