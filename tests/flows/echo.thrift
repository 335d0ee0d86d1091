namespace py echo

/** For tests of calls: every answer says whose it is, and every execution is counted. */
service Echo {
  void ping()
  /** May be executed once only. */
  string say(1: string token)
  /** May be executed again. */
  string look(1: string token) (kingpin.idempotent = "true")
  oneway void note(1: string token)
}
