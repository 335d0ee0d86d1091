namespace py samples.kinds

enum Kind {
  FIRST = 1
  SECOND
}
