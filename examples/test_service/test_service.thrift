/** The smallest service: it answers. */
service TestService {
  /** Is anybody there? */
  string ping() (kingpin.idempotent = "true")
}
