namespace py awkward

struct Z { 1: i32 a }
