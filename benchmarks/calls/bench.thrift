// What the calls of the benchmarks go to.

struct Item {
  1: i64 id,
  2: string title,
  3: i32 saves,
  4: bool live,
  5: double score,
  6: string owner,
  7: i64 created,
  8: i64 updated,
  9: i32 width,
  10: i32 height,
  11: string color,
  12: string link,
  13: bool hidden,
  14: i16 rank,
  15: double latitude,
  16: double longitude,
  17: string language,
  18: i32 comments,
  19: i64 board,
  20: string note,
}

service Bench {
  void ping(),
  list<Item> page(),
}
