namespace py hello

/** What the demo registers and calls. */
service Hello {
  /** Answers as long as the process is well. */
  void ping()

  /** Greets, and says from which port. */
  string greet(1: string name) (kingpin.idempotent = "true")
}
